internal import Synchronization

/// A clock whose time passes only when somebody lets it pass: an hour costs nothing, and no test depends on how fast
/// the machine is.
///
/// It stands still by itself. `TimeKeeper` moves it while a kiosk waits for time alone.
public final class VirtualClock: Clock {
    /// A moment of virtual time.
    public struct Instant: InstantProtocol {
        /// Since the clock was made.
        public var offset: Duration

        /// The moment this long after the clock was made.
        public init(offset: Duration) {
            self.offset = offset
        }

        /// A later moment, or with a negative duration an earlier one.
        public func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        /// How long after this one the other is.
        public func duration(to other: Instant) -> Duration { other.offset - offset }
        /// The earlier is less.
        public static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private struct Sleeper {
        var deadline: Instant
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = Instant(offset: .zero)
        var sleepers: [UInt64: Sleeper] = [:]
        /// Sleeps that were cancelled before they began.
        var cancelled: Set<UInt64> = []
        var sleeps: UInt64 = 0
    }

    /// What can be waited for: who sleeps until when, and how often anybody went to sleep.
    private struct Beds: Sendable {
        var deadlines: [UInt64: Instant] = [:]
        var registrations = 0
    }

    private let state = Mutex(State())
    private let beds = Watched(Beds())

    /// A clock that stands at zero.
    public init() {}

    /// How far it was moved.
    public var now: Instant { state.withLock(\.now) }
    /// None: virtual time has no ticks.
    public var minimumResolution: Duration { .zero }

    /// Sleeps until the clock is moved to `deadline` or beyond.
    ///
    /// - Throws: `CancellationError`, at once where the task is cancelled.
    public func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let id = state.withLock { state in
            state.sleeps += 1
            return state.sleeps
        }
        defer { beds.update { $0.deadlines[id] = nil } }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let answer: Result<Void, any Error>? = state.withLock { state in
                    if state.cancelled.remove(id) != nil { return .failure(CancellationError()) }
                    if deadline <= state.now { return .success(()) }
                    state.sleepers[id] = Sleeper(deadline: deadline, continuation: continuation)
                    beds.update { beds in
                        beds.deadlines[id] = deadline
                        beds.registrations += 1
                    }
                    return nil
                }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                guard let sleeper = state.sleepers.removeValue(forKey: id) else {
                    state.cancelled.insert(id)
                    return Sleeper?.none
                }
                // From this very moment, and not when its task comes to it: who looks for a sleeper until the same
                // deadline means another one.
                beds.update { $0.deadlines[id] = nil }
                return sleeper
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Lets time pass, and wakes whoever slept until then, the earliest first. Who is woken and sleeps again
    /// does so from the end of this stretch.
    public func advance(by duration: Duration) {
        advance(to: now.advanced(by: duration))
    }

    /// Lets time pass until `instant`; a moment that has passed changes nothing.
    public func advance(to instant: Instant) {
        while true {
            let next: Sleeper? = state.withLock { state in
                let first = state.sleepers.filter { $0.value.deadline <= instant }
                    .min { ($0.value.deadline, $0.key) < ($1.value.deadline, $1.key) }
                guard let first else {
                    state.now = max(state.now, instant)
                    return nil
                }
                state.now = max(state.now, first.value.deadline)
                return state.sleepers.removeValue(forKey: first.key)
            }
            guard let next else { return }
            next.continuation.resume()
        }
    }
}

extension VirtualClock {
    /// How often anybody has gone to sleep.
    package var registrations: Int { beds.value.registrations }

    /// The earliest moment that anybody sleeps until; nil where nobody sleeps.
    package var earliestDeadline: Instant? { beds.value.deadlines.values.min() }

    /// How many sleep.
    package var sleeperCount: Int { beds.value.deadlines.count }

    /// Returns when at least so many sleep.
    package func waitForSleepers(atLeast count: Int) async throws {
        try await beds.wait { $0.deadlines.count >= count }
    }

    /// Returns when somebody sleeps until exactly `deadline`, or it has passed.
    package func waitForSleeper(until deadline: Instant) async throws {
        guard deadline > now else { return }
        try await beds.wait { $0.deadlines.values.contains(deadline) }
    }

    /// Returns when somebody has gone to sleep once more than `count` times.
    package func waitForRegistrations(beyond count: Int) async throws {
        try await beds.wait { $0.registrations > count }
    }

    /// The earliest moment that anybody sleeps until; waits for a sleeper where there is none.
    package func nextDeadline() async throws -> Instant {
        while true {
            let beds = try await beds.wait { !$0.deadlines.isEmpty }
            if let next = beds.deadlines.values.min() { return next }
        }
    }
}
