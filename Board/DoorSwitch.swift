internal import CLinux
internal import Glibc

/// The switch at the service door.
public protocol DoorSwitch: Sendable {
    /// Whether the door is open now. Answers at once.
    func isOpen() async throws(DoorSwitchError) -> Bool
}

/// The switch cannot be read: `errno`.
public struct DoorSwitchError: Error, Hashable, Sendable {
    /// Why.
    public var errno: Int32

    /// A switch that failed so.
    public init(errno: Int32) { self.errno = errno }
}

/// A switch on a line of a GPIO chip (linux/gpio.h, version 2). Open door, open contact: the line is pulled up.
public struct GPIODoorSwitch: DoorSwitch {
    private let part: SwitchPart

    /// The switch on this line. Nothing is opened before it is read.
    public init(_ part: SwitchPart) {
        self.part = part
    }

    /// Asks for the line, reads it, and gives it back: others may read it too.
    public func isOpen() async throws(DoorSwitchError) -> Bool {
        let level = CLinux_read_gpio(part.chip, UInt32(part.line))
        guard level >= 0 else { throw DoorSwitchError(errno: -level) }
        return level == 1
    }
}
