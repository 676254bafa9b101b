public import Issuance

/// Which pieces to pay an amount with, given what the tubes hold.
///
/// Largest first, as many as there are and fit. Because each denomination divides the next, this is exact even with
/// tubes that run short: wherever smaller pieces make up at least the worth of a larger one, some of them make up
/// exactly that worth, and the larger one can stand in for them. So no other choice pays more without exceeding the
/// amount, and none pays as much with fewer pieces.
public struct ChangePlan: Hashable, Sendable {
    /// What was to be paid.
    public let requested: Yen
    /// What these pieces are worth: `requested`, or as near below it as the tubes allow.
    public let total: Yen
    private let counts: [Denomination: Int]

    /// Plans to pay `amount` from `holdings`.
    public init(paying amount: Yen, from holdings: TubeHoldings) {
        var rest = amount
        var counts: [Denomination: Int] = [:]
        for denomination in Denomination.allCases.reversed() {
            let count = min(rest.amount / denomination.rawValue, holdings[denomination])
            guard count > 0 else { continue }
            counts[denomination] = count
            rest = rest.less(denomination.value.times(count))
        }
        self.requested = amount
        self.total = amount.less(rest)
        self.counts = counts
    }

    /// The tubes can pay all of it.
    public var isExact: Bool { total == requested }

    /// How many pieces of one denomination come out.
    public subscript(denomination: Denomination) -> Int { counts[denomination] ?? 0 }

    /// The pieces in the order in which they come out, the largest first.
    public var pieces: [Denomination] {
        Denomination.allCases.reversed().flatMap { Array(repeating: $0, count: self[$0]) }
    }
}
