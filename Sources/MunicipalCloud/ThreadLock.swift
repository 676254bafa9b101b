internal import Glibc

/// A value behind a lock that a plain thread and Swift's tasks share; nobody holds it for long.
///
/// Rather than `Synchronization.Mutex`, whose contended path ThreadSanitizer cannot see, so that it reports races
/// between threads where there are none.
final class ThreadLock<Value>: @unchecked Sendable {
    // Allocated, because a mutex must not move.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private var value: Value

    init(_ value: sending Value) {
        self.value = value
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    func withLock<Answer>(_ body: (inout Value) -> Answer) -> Answer {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body(&value)
    }
}
