internal import Glibc
internal import Threads

/// A value behind a lock that threads can wait on (a mutex and a condition, on the monotonic clock).
/// For plain threads only: a task must never wait here; a task may take the lock, which nobody holds for long.
///
/// Rather than `Synchronization.Mutex`, which nobody can wait on, and whose contended path ThreadSanitizer
/// cannot see, so that it reports races where there are none.
package final class Monitor<Value>: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var value: Value

    package init(_ value: sending Value) {
        self.value = value
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Changes the value and wakes whoever waits for it.
    package func update<Answer>(_ body: (inout Value) -> Answer) -> Answer {
        pthread_mutex_lock(mutex)
        defer {
            pthread_cond_broadcast(condition)
            pthread_mutex_unlock(mutex)
        }
        return body(&value)
    }

    /// Looks at the value, or changes it in a way that concerns nobody who waits.
    package func withLock<Answer>(_ body: (inout Value) -> Answer) -> Answer {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body(&value)
    }

    /// Waits until `body` gives an answer, at most for `limit`; nil when it passed. No limit means: until then.
    package func wait<Answer>(atMost limit: Duration? = nil, for body: (inout Value) -> Answer?) -> Answer? {
        var deadline = timespec()
        if let limit {
            clock_gettime(CLOCK_MONOTONIC, &deadline)
            let (seconds, attoseconds) = limit.components
            deadline.tv_sec += Int(seconds)
            deadline.tv_nsec += Int(attoseconds / 1_000_000_000)
            if deadline.tv_nsec >= 1_000_000_000 {
                deadline.tv_sec += 1
                deadline.tv_nsec -= 1_000_000_000
            }
        }
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let answer = body(&value) { return answer }
            if limit == nil {
                pthread_cond_wait(condition, mutex)
            } else if pthread_cond_timedwait(condition, mutex, &deadline) == ETIMEDOUT {
                return body(&value)
            }
        }
    }
}

/// Starts a thread for a card's work, which is shallow; libpcsclite keeps answers of 64 KiB on the stack.
///
/// - Returns: Whether the kernel gave a thread.
package func startThread(_ body: @escaping @Sendable () -> Void) -> Bool {
    (try? DetachedThread.start(stackSize: 512 << 10, body)) != nil
}
