internal import Glibc
internal import Threads

/// A thread of its own that runs an actor's jobs one after the other, so that a C call that blocks
/// holds up nobody else. Swift's own pool has one thread per core and must never wait.
package final class DeviceThread: SerialExecutor {
    /// What the thread and its owner share. It outlives the owner until the thread has left.
    private final class Queue: @unchecked Sendable {
        // Guarded by `mutex`, whose address is fixed because it is allocated.
        private var jobs: [UnownedJob] = []
        private var isClosed = false
        private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

        init() {
            pthread_mutex_init(mutex, nil)
            pthread_cond_init(condition, nil)
        }

        deinit {
            pthread_cond_destroy(condition)
            pthread_mutex_destroy(mutex)
            condition.deallocate()
            mutex.deallocate()
        }

        func append(_ job: UnownedJob) {
            pthread_mutex_lock(mutex)
            jobs.append(job)
            pthread_cond_signal(condition)
            pthread_mutex_unlock(mutex)
        }

        func close() {
            pthread_mutex_lock(mutex)
            isClosed = true
            pthread_cond_signal(condition)
            pthread_mutex_unlock(mutex)
        }

        /// Waits for the next job; nil when closed and empty.
        func next() -> UnownedJob? {
            pthread_mutex_lock(mutex)
            defer { pthread_mutex_unlock(mutex) }
            while jobs.isEmpty {
                if isClosed { return nil }
                pthread_cond_wait(condition, mutex)
            }
            return jobs.removeFirst()
        }
    }

    private let queue = Queue()

    /// Starts the thread. It ends when nobody holds this any more.
    package init() throws(PrintingError) {
        let queue = queue
        let executor = asUnownedSerialExecutor()
        do throws(DetachedThread.Unavailable) {
            try DetachedThread.start { while let job = queue.next() { job.runSynchronously(on: executor) } }
        } catch {
            // No printing is possible.
            throw .serverUnreachable
        }
    }

    deinit {
        queue.close()
    }

    /// Takes in a job, for the thread to run.
    package func enqueue(_ job: consuming ExecutorJob) {
        queue.append(UnownedJob(job))
    }
}
