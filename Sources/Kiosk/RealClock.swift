internal import Dispatch

/// Real time. A kiosk is never suspended; if it were, a sleep under way would last that much longer.
///
/// The standard library's `ContinuousClock` keeps a sleep that was cancelled until its deadline: the machine's timers
/// are set and cancelled at each step, so a busy hour would pile them up. Here a cancelled sleep is gone at once.
public struct RealClock: Clock {
    /// A moment of the continuous clock.
    public typealias Instant = ContinuousClock.Instant

    /// Makes the clock; there is but one time.
    public init() {}

    /// This moment.
    public var now: Instant { ContinuousClock.now }
    /// As fine as the system's.
    public var minimumResolution: Duration { ContinuousClock().minimumResolution }

    /// Returns at `deadline`, or throws `CancellationError` as soon as the task is cancelled.
    public func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        try Task.checkCancellation()
        let wait = deadline - now
        guard wait > .zero else { return }
        let elapsed = FirstAnswer<Bool>()
        let timer = DispatchSource.makeTimerSource(queue: .global())
        timer.schedule(deadline: .now() + wait / .seconds(1))
        timer.setEventHandler { elapsed.give(true) }
        timer.activate()
        defer { timer.cancel() }
        let isOver = await withTaskCancellationHandler {
            await withCheckedContinuation { elapsed.hold($0) }
        } onCancel: {
            elapsed.give(false)
        }
        guard isOver else { throw CancellationError() }
    }
}
