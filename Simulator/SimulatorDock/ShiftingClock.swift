internal import Kiosk
internal import SimulatedKiosk
internal import Synchronization

/// Real time that can be pushed forward: whoever sleeps until a moment that has then passed wakes at once.
///
/// It never goes back and never stands still, so a kiosk that runs on it cannot tell it from any other clock.
final class ShiftingClock: Clock {
    /// A moment of the continuous clock, the shift included.
    typealias Instant = ContinuousClock.Instant

    private struct Beds {
        var deadlines: [UInt64: Instant] = [:]
        var sleeps: UInt64 = 0
    }

    private let real = RealClock()
    private let pushed = Watched(Duration.zero)
    private let beds = Mutex(Beds())

    /// While it is pushed over a long stretch, whoever wakes on the way has this long, in real time, to do what it then
    /// does and to go to sleep again.
    private static let pause: Duration = .milliseconds(5)
    /// A kiosk compares its clock with its cloud's and tolerates two minutes: no call must see more pass at once.
    private static let longestHop: Duration = .seconds(60)

    /// This moment.
    var now: Instant { real.now.advanced(by: pushed.value) }
    /// As fine as the system's.
    var minimumResolution: Duration { real.minimumResolution }
    /// How far it is ahead of real time.
    var shift: Duration { pushed.value }

    /// How many sleep now.
    var sleeperCount: Int { beds.withLock(\.deadlines.count) }

    /// Returns at `deadline`, or throws `CancellationError` as soon as the task is cancelled.
    func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        let id = beds.withLock { beds in
            beds.sleeps += 1
            beds.deadlines[beds.sleeps] = deadline
            return beds.sleeps
        }
        defer { beds.withLock { beds in beds.deadlines[id] = nil } }
        while true {
            try Task.checkCancellation()
            let shift = pushed.value
            let wait = deadline - real.now.advanced(by: shift)
            guard wait > .zero else { return }
            try await withThrowingTaskGroup(of: Void.self) { [real, pushed] group in
                group.addTask { try await real.sleep(for: wait) }
                group.addTask { _ = try await pushed.wait { $0 > shift } }
                try await group.next()
                group.cancelAll()
            }
        }
    }

    /// Lets `duration` pass, from one moment that somebody sleeps until to the next, so that what follows from one
    /// begins before the next comes: as it would if everybody had waited.
    ///
    /// - Parameter rest: returns when what was begun on the way, in real time, has come to rest.
    func advance(by duration: Duration, pausingFor rest: () async -> Void = {}) async {
        let target = now.advanced(by: duration)
        while now < target {
            push(to: min(nextDeadline ?? target, now.advanced(by: Self.longestHop), target))
            guard (try? await real.sleep(for: Self.pause)) != nil else { return }
            await rest()
        }
    }

    private var nextDeadline: Instant? {
        let now = now
        return beds.withLock { $0.deadlines.values.filter { $0 > now }.min() }
    }

    private func push(to instant: Instant) {
        let ahead = instant - now
        guard ahead > .zero else { return }
        pushed.update { $0 += ahead }
    }
}
