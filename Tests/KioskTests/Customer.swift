import Issuance
import Kiosk
import LockedMemory
import Screens
import SimulatedKiosk
import Synchronization

/// A resident who follows a plan, but for what a test has them do otherwise.
final class Customer: ResidentTerminal {
    /// What to do at a screen.
    enum Deed {
        /// What the plan says.
        case asUsual
        /// Stand there.
        case nothing
        case touch(IssuanceMachine.Touch)
        case enterPIN(String)
    }

    /// Sees each screen before the plan does. `count` is how often a screen of this name was shown, this one included.
    typealias Habit = @Sendable (_ screen: Screen, _ count: Int) async -> Deed

    private struct Seen {
        /// What is done as usual. Kept with the screens: a screen belongs to the visit that was there when it came.
        var visit: Visit
        var screens: [Screen] = []
        var secrets: [LockedBytes] = []
        var names: [String] = []
        var last: Presentation?
    }

    private let habit: Habit
    private let seen: Watched<Seen>
    private let ownInputs: AsyncStream<ResidentInput>
    private let sink: AsyncStream<ResidentInput>.Continuation

    init(_ visit: Visit, _ habit: @escaping Habit) {
        seen = Watched(Seen(visit: visit))
        self.habit = habit
        (ownInputs, sink) = AsyncStream.makeStream()
    }

    /// What is done as usual.
    var visit: Visit { seen.value.visit }

    /// Another resident comes to the same terminal, which shows its welcome.
    func replace(with visit: Visit) async {
        let last = seen.update { seen in
            seen.visit = visit
            return seen.last
        }
        forward(visit)
        if let last { await visit.show(last) }
    }

    private func forward(_ visit: Visit) {
        Task { [self] in
            for await input in visit.inputs() {
                keep(input.action)
                sink.yield(input)
            }
        }
    }

    /// All screens, in order.
    var screens: [Screen] { seen.value.screens }
    /// Names of the household as they were shown.
    var names: [String] { seen.value.names }
    /// What must be overwritten when the session is over: PINs that were typed, names that were shown.
    var secrets: [LockedBytes] { seen.value.secrets }

    /// Waits for a screen, which may have passed already.
    func screen(where isMeant: @escaping @Sendable (Screen) -> Bool) async throws {
        try await seen.wait { $0.screens.contains(where: isMeant) }
    }

    /// Waits until such a screen is there now.
    func waitUntilShown(where isMeant: @escaping @Sendable (Screen) -> Bool) async throws {
        try await seen.wait { $0.screens.last.map(isMeant) ?? false }
    }

    func show(_ presentation: Presentation) async {
        let name = presentation.screen.content.name
        let (visit, count) = seen.update { seen in
            seen.screens.append(presentation.screen)
            seen.last = presentation
            seen.secrets += presentation.memberNames
            seen.names = presentation.memberNames.isEmpty ? seen.names : presentation.memberNames.map(\.text)
            return (seen.visit, seen.screens.count { $0.content.name == name })
        }
        switch await habit(presentation.screen, count) {
        case .asUsual: await visit.show(presentation)
        case .nothing: break
        case .touch(let touch): send(.touch(touch), serial: presentation.serial)
        case .enterPIN(let pin): type(pin, serial: presentation.serial)
        }
    }

    /// Touches the screen that is there now.
    func touch(_ touch: IssuanceMachine.Touch) {
        if let last = seen.value.last { send(.touch(touch), serial: last.serial) }
    }

    /// Types a PIN at the screen that is there now.
    func type(_ pin: String) {
        if let last = seen.value.last { type(pin, serial: last.serial) }
    }

    /// Types a PIN that is meant for the screen with this serial number.
    func type(_ pin: String, serial: UInt64) {
        guard let digits = try? LockedBytes(copying: Array(pin.utf8)) else { return }
        send(.pin(digits), serial: serial)
    }

    /// Does something that is meant for the screen with this serial number.
    func send(_ action: ResidentInput.Action, serial: UInt64) {
        keep(action)
        sink.yield(ResidentInput(serial: serial, action: action))
    }

    private func keep(_ action: ResidentInput.Action) {
        if case .pin(let digits) = action { seen.update { $0.secrets.append(digits) } }
    }

    func inputs() -> AsyncStream<ResidentInput> {
        forward(visit)
        return ownInputs
    }
}

extension Screen.Content {
    /// The screen's name, without what stands on it.
    var name: String { String(String(describing: self).prefix { $0 != "(" }) }
}

extension LockedBytes {
    fileprivate var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }
}
