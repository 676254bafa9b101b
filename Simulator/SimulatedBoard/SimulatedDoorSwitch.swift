public import Board
internal import Synchronization

/// A service door that a test, or a person at the dock, opens and closes.
public final class SimulatedDoorSwitch: DoorSwitch {
    private let state = Mutex((isOpen: false, isBroken: false))

    /// A closed door.
    public init() {}

    /// Opens or closes it.
    public func set(open: Bool) { state.withLock { $0.isOpen = open } }

    /// Cuts its cable, or mends it.
    public func set(broken: Bool) { state.withLock { $0.isBroken = broken } }

    /// Throws ENODEV while its cable is cut.
    public func isOpen() async throws(DoorSwitchError) -> Bool {
        let (isOpen, isBroken) = state.withLock { ($0.isOpen, $0.isBroken) }
        guard !isBroken else { throw DoorSwitchError(errno: 19) }
        return isOpen
    }
}
