public import Board
internal import Synchronization

/// Lamps and a buzzer that remember what they were told.
public final class RecordingIndicators: Indicators {
    /// One thing they were told.
    public enum Signal: Hashable, Sendable {
        case lamp(Lamp, Light)
        case buzzer(Buzzer)
    }

    private let log = Mutex<[Signal]>([])

    /// Dark and silent.
    public init() {}

    /// Remembers what the lamp was told.
    public func set(_ lamp: Lamp, to light: Light) async {
        log.withLock { $0.append(.lamp(lamp, light)) }
    }

    /// Remembers what the buzzer was told.
    public func set(_ buzzer: Buzzer) async {
        log.withLock { $0.append(.buzzer(buzzer)) }
    }

    /// All they were told, in order.
    public var signals: [Signal] { log.withLock { $0 } }

    /// How a lamp shines now.
    public subscript(lamp: Lamp) -> Light {
        for case .lamp(lamp, let light) in signals.reversed() { return light }
        return .off
    }

    /// What the buzzer does now; a single tone is over as soon as it began.
    public var buzzer: Buzzer {
        for case .buzzer(let buzzer) in signals.reversed() { return buzzer == .once ? .silent : buzzer }
        return .silent
    }
}
