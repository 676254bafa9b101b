public import Issuance

/// A coin or a note that a kiosk's mechanism takes.
///
/// Each divides the next. `ChangePlan` is exact because of that; a 2,000 yen note would break it.
public enum Denomination: Int, Hashable, Sendable, CaseIterable, Comparable {
    case yen10 = 10
    case yen50 = 50
    case yen100 = 100
    case yen500 = 500
    /// The one note.
    case yen1000 = 1_000

    /// What it is worth.
    public var value: Yen {
        // The largest is far below `Yen.maximum`.
        Yen(rawValue) ?? .zero
    }

    /// The smaller is worth less.
    public static func < (left: Denomination, right: Denomination) -> Bool { left.rawValue < right.rawValue }
}
