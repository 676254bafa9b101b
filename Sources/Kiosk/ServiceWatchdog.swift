internal import Glibc
internal import Issuance

/// systemd's watchdog (`WatchdogSec=`, sd_watchdog_enabled(3)): a daemon that has not said in time that it is well is
/// ended and started again.
///
/// It is said only after an event has gone the whole way that every other goes: into the queue, behind all that wait
/// there, and out again at the loop. A kiosk whose loop hangs, or that no longer gets to its queue, says nothing.
public struct ServiceWatchdog: Hashable, Sendable {
    /// How often it is said: a third of the time after which systemd loses patience, so that one that comes late is
    /// forgiven.
    public var interval: Duration

    /// What systemd asks of this process.
    ///
    /// - Returns: nil where no watchdog looks, or where it looks at another process.
    public init?() {
        self.init { getenv($0).map { String(cString: $0) } }
    }

    /// - Parameter environment: a variable's value, nil where it is not set.
    init?(environment: (String) -> String?) {
        guard let microseconds = environment("WATCHDOG_USEC").flatMap(Int64.init), microseconds >= 3 else { return nil }
        if let process = environment("WATCHDOG_PID"), process != String(getpid()) { return nil }
        interval = .microseconds(microseconds / 3)
    }
}

extension Kiosk {
    /// An event of a timer that nobody sets: the first has the number 1. It is for the loop alone.
    static let pulse = IssuanceMachine.Event.timeElapsed(TimerHandle(number: 0))

    /// Calls `isWell` whenever the loop has answered, each `interval` and for as long as the task is not cancelled.
    public nonisolated func keep(
        _ watchdog: ServiceWatchdog, isWell: @Sendable () -> Void = { ServiceNotice.watchdog.send() }
    ) async {
        while !Task.isCancelled {
            await loopAnswers()
            isWell()
            guard (try? await parts.clock.sleep(for: watchdog.interval)) != nil else { return }
        }
    }

    /// Returns when the loop has taken everything that waited before this call, or has ended.
    private func loopAnswers() async {
        let answer = FirstAnswer<Void>()
        pulses.append(answer)
        // A loop that has ended takes nothing more.
        if case .terminated = eventSink.yield(Self.pulse) { answerPulses() }
        await withCheckedContinuation { answer.hold($0) }
    }

    /// Lets everybody go who waits for the loop.
    func answerPulses() {
        for pulse in pulses { pulse.give(()) }
        pulses = []
    }
}
