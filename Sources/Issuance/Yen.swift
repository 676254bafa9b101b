/// An amount of money in Japanese yen, never negative.
public struct Yen: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The amount, 0...`maximum`.
    public let amount: Int

    /// More than any session can hold; a foreign amount above it is refused, so that sums cannot overflow.
    public static let maximum = 1_000_000
    /// No money.
    public static let zero = Yen(unchecked: 0)

    /// Nil where the amount is negative or above `maximum`.
    public init?(_ amount: Int) {
        guard (0...Self.maximum).contains(amount) else { return nil }
        self.amount = amount
    }

    private init(unchecked amount: Int) {
        self.amount = amount
    }

    /// The sum, held at `maximum`.
    public static func + (left: Yen, right: Yen) -> Yen {
        Yen(unchecked: min(left.amount + right.amount, maximum))
    }

    /// What is left of `self` after `other` is taken away; zero where `other` is the larger.
    public func less(_ other: Yen) -> Yen {
        Yen(unchecked: max(amount - other.amount, 0))
    }

    /// This amount for each of `copies`; held between zero and `maximum`.
    public func times(_ copies: Int) -> Yen {
        let (product, overflowed) = amount.multipliedReportingOverflow(by: max(copies, 0))
        return Yen(unchecked: overflowed ? Self.maximum : min(product, Self.maximum))
    }

    /// Compares the amounts.
    public static func < (left: Yen, right: Yen) -> Bool { left.amount < right.amount }
    /// For logs and tests, such as `¥300`; a page formats by its own language.
    public var description: String { "¥\(amount)" }
}
