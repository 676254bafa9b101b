/// The lamps at the slots and the buzzer.
///
/// Nothing here throws: a lamp that fails keeps nobody from a certificate, and the self-test finds it.
public protocol Indicators: Sendable {
    /// Sets one lamp.
    func set(_ lamp: Lamp, to light: Light) async
    /// Sets the buzzer.
    func set(_ buzzer: Buzzer) async
}

/// Where a lamp shows the resident what to do next.
public enum Lamp: String, Hashable, Sendable, CaseIterable {
    case card
    case coins
    case paper
}

/// How a lamp shines.
public enum Light: Hashable, Sendable {
    case off
    case on
    /// At most three flashes in any second (WCAG 2.2: 2.3.1).
    case blinking
}

/// What the buzzer does.
public enum Buzzer: Hashable, Sendable {
    case silent
    /// One short tone: a key was pressed, a piece was credited.
    case once
    /// Until silenced: something was left behind.
    case repeating
}
