public import Issuance

/// What lies in the tubes from which change is paid, by denomination.
public struct TubeHoldings: Hashable, Sendable {
    /// More pieces than any tube holds.
    public static let maximumCount = 999

    private var counts: [Denomination: Int]

    /// Nil where a count is negative or above `maximumCount`.
    public init?(_ counts: [Denomination: Int]) {
        guard counts.values.allSatisfy((0...Self.maximumCount).contains) else { return nil }
        // A tube that is empty and one that is not there hold the same.
        self.counts = counts.filter { $0.value > 0 }
    }

    /// Nothing in any tube.
    public static let empty = TubeHoldings(unchecked: [:])

    private init(unchecked counts: [Denomination: Int]) {
        self.counts = counts
    }

    /// How many pieces of one denomination there are.
    public subscript(denomination: Denomination) -> Int { counts[denomination] ?? 0 }

    /// What all of it is worth.
    public var total: Yen { counts.reduce(.zero) { $0 + $1.key.value.times($1.value) } }

    /// The holdings with one more piece; unchanged where the tube is at `maximumCount`.
    public func adding(_ denomination: Denomination) -> TubeHoldings {
        var counts = counts
        counts[denomination] = min(self[denomination] + 1, Self.maximumCount)
        return TubeHoldings(unchecked: counts)
    }

    /// The holdings after `plan` was paid from them.
    public func paying(_ plan: ChangePlan) -> TubeHoldings {
        let left = Denomination.allCases.map { ($0, max(0, self[$0] - plan[$0])) }
        return TubeHoldings(unchecked: Dictionary(uniqueKeysWithValues: left.filter { $0.1 > 0 }))
    }
}
