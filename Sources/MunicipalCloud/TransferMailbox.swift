internal import CCurl

/// A request that somebody waits for.
struct TransferJob: Sendable {
    var id: UInt64
    var request: TransferRequest
    var continuation: CheckedContinuation<Result<TransferAnswer, CloudError>, Never>
}

/// What passes between the callers and the thread.
final class TransferMailbox: Sendable {
    /// libcurl's handle. The thread alone uses it, but for `curl_multi_wakeup`, which any thread may call while
    /// the handle lives; the lock below keeps it alive for that.
    nonisolated(unsafe) let multi: OpaquePointer

    private struct State {
        var nextID: UInt64 = 0
        /// From `newID` to the answer; a cancellation of any other id comes too late and is nobody's.
        var live: Set<UInt64> = []
        var cancelled: Set<UInt64> = []
        var waiting: [TransferJob] = []
        var isStopped = false
    }
    private let state = ThreadLock(State())

    init(multi: OpaquePointer) {
        self.multi = multi
    }

    func newID() -> UInt64 {
        state.withLock { state in
            state.nextID += 1
            state.live.insert(state.nextID)
            return state.nextID
        }
    }

    func submit(_ job: TransferJob) {
        state.withLock { state in
            state.waiting.append(job)
            wake()
        }
    }

    func cancel(_ id: UInt64) {
        state.withLock { state in
            guard state.live.contains(id) else { return }
            state.cancelled.insert(id)
            wake()
        }
    }

    func stop() {
        state.withLock { state in
            state.isStopped = true
            wake()
        }
    }

    /// What is new since the last time; nil once stopped.
    func take() -> (jobs: [TransferJob], cancelled: Set<UInt64>)? {
        state.withLock { state in
            guard !state.isStopped else { return nil }
            defer { state.waiting = [] }
            return (state.waiting, state.cancelled)
        }
    }

    /// Jobs that nobody took before the end.
    func takeRest() -> [TransferJob] {
        state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
    }

    func answer(_ job: TransferJob, _ result: Result<TransferAnswer, CloudError>) {
        state.withLock { state in
            state.live.remove(job.id)
            state.cancelled.remove(job.id)
        }
        job.continuation.resume(returning: result)
    }

    private func wake() { curl_multi_wakeup(UnsafeMutableRawPointer(multi)) }
}
