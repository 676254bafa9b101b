public import Issuance
public import LockedMemory

/// Where the resident sees and touches: the page, a keypad, or a script that plays a resident.
public protocol ResidentTerminal: Sendable {
    /// Shows a screen in place of the one before. Must not wait for the resident.
    func show(_ presentation: Presentation) async
    /// What the resident does from now on. Asked for once.
    func inputs() -> AsyncStream<ResidentInput>
    /// Lays a technician's screen over the resident's, or takes it away.
    func show(_ presentation: ServicePresentation) async
    /// What a technician does at their screens from now on. Asked for once.
    func serviceInputs() -> AsyncStream<ServiceInput>
    /// Whether anything that a resident can see shows the screens: as it is now, then each change. Asked for once.
    func sightings() -> AsyncStream<Bool>
    /// The hours of service, in minutes after midnight in Japan's time, as the cloud tells them.
    func setHours(opens: Int, closes: Int) async
    /// A plug went into the headphone socket, or came out of it.
    func headphones(arePlugged: Bool) async
}

extension ResidentTerminal {
    /// Nothing: a terminal of residents alone.
    public func show(_ presentation: ServicePresentation) async {}
    /// Nobody, unless a terminal says otherwise.
    public func serviceInputs() -> AsyncStream<ServiceInput> { AsyncStream { $0.finish() } }
    /// Always seen, unless a terminal says otherwise.
    public func sightings() -> AsyncStream<Bool> { AsyncStream { $0.yield(true) } }
    /// Nothing to show them on, unless a terminal says otherwise.
    public func setHours(opens: Int, closes: Int) async {}
    /// Nothing: a terminal without a voice.
    public func headphones(arePlugged: Bool) async {}
}

/// A screen on its way to the resident.
public struct Presentation: Sendable {
    /// Grows with each screen; an input names the screen that it was meant for.
    public var serial: UInt64
    /// What is to be seen.
    public var screen: Screen
    /// The household's names where the screen lets the resident choose members: UTF-8, for showing only,
    /// overwritten when the session ends.
    public var memberNames: [LockedBytes]

    /// A screen, with the names that it shows where it shows any.
    public init(serial: UInt64, screen: Screen, memberNames: [LockedBytes] = []) {
        self.serial = serial
        self.screen = screen
        self.memberNames = memberNames
    }
}

/// One thing that the resident did.
public struct ResidentInput: Sendable {
    /// The screen that was touched. An input meant for a screen that has passed is ignored.
    public var serial: UInt64
    /// What was done on it.
    public var action: Action

    /// What a resident can do.
    public enum Action: Sendable {
        case touch(IssuanceMachine.Touch)
        /// ASCII digits. Overwritten as soon as the card has seen them.
        case pin(LockedBytes)
    }

    /// `action` on the screen that `serial` names.
    public init(serial: UInt64, action: Action) {
        self.serial = serial
        self.action = action
    }
}
