internal import CCurl
internal import Glibc
internal import Synchronization

/// Drives libcurl on a thread of its own, which sleeps in `poll` while there is nothing to do.
///
/// Several transfers can be under way; connections are kept for the next ones. The thread ends when the last
/// holder lets go, and what is under way then fails as cancelled.
final class TransferLoop: Sendable {
    private let mailbox: TransferMailbox

    init() throws(CloudError) {
        mailbox = TransferMailbox(multi: try CurlLibrary.multi())
        let context = Unmanaged.passRetained(mailbox)
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                let mailbox = Unmanaged<TransferMailbox>.fromOpaque(context).takeRetainedValue()
                TransferDriver(mailbox).run()
                return nil
            }, context.toOpaque())
        guard code == 0 else {
            context.release()
            throw CloudError(CURLE_FAILED_INIT)
        }
        pthread_detach(thread)
    }

    deinit { mailbox.stop() }

    /// Carries out one request. A cancelled task ends it at once.
    func perform(_ request: TransferRequest) async throws(CloudError) -> TransferAnswer {
        let id = mailbox.newID()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { mailbox.submit(TransferJob(id: id, request: request, continuation: $0)) }
        } onCancel: {
            mailbox.cancel(id)
        }
        return try result.get()
    }
}

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
    private let state = Mutex(State())

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
