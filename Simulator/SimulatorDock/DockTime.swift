internal import Kiosk
internal import Synchronization

/// The times of day around a kiosk: its own, and the one that everybody else goes by.
struct DockTime: Sendable {
    let clock = ShiftingClock()
    private let error = ClockError()

    /// Milliseconds since 1970-01-01 UTC by everybody else's clock.
    var milliseconds: Int64 { KioskParts.systemMilliseconds() + Int64(clock.shift / .milliseconds(1)) }
    /// The same by the kiosk's.
    var kioskMilliseconds: Int64 { milliseconds + Int64(minutesWrong) * 60_000 }

    /// How far the kiosk's clock is ahead of the right time.
    var minutesWrong: Int {
        get { error.minutes.withLock { $0 } }
        nonmutating set { error.minutes.withLock { $0 = newValue } }
    }

    private final class ClockError: Sendable {
        let minutes = Mutex(0)
    }
}
