internal import Glibc
internal import Synchronization
internal import Threads

/// The thread that starts programs which outlive their caller's. The kernel ends a program with the *thread* that
/// started it, and this one lives as long as this process.
enum LaunchingThread {
    private struct Order: Sendable {
        var launch: Launch
        var answer: Answer
    }

    private final class Answer: Sendable {
        let result = Mutex<Result<pid_t, ChildProcessError>?>(nil)
        let isThere = Semaphore()
    }

    private static let orders = Mutex<[Order]>([])
    private static let arrived = Semaphore()
    private static let start = Result { () throws(DetachedThread.Unavailable) in
        try DetachedThread.start {
            while true {
                arrived.wait()
                guard let order = orders.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { continue }
                let result = Result { () throws(ChildProcessError) in try order.launch.spawn() }
                order.answer.result.withLock { $0 = result }
                order.answer.isThere.signal()
            }
        }
    }

    /// Starts a program there, and waits for that: a few milliseconds.
    static func spawn(_ launch: Launch) throws(ChildProcessError) -> pid_t {
        if case .failure(let refusal) = start { throw .system("pthread_create", errno: refusal.errno) }
        let answer = Answer()
        orders.withLock { $0.append(Order(launch: launch, answer: answer)) }
        arrived.signal()
        answer.isThere.wait()
        guard let result = answer.result.withLock({ $0 }) else { throw .system("a thread", errno: EAGAIN) }
        return try result.get()
    }
}

/// A POSIX semaphore that starts at 0.
private final class Semaphore: @unchecked Sendable {
    // Allocated, so that its address never changes; sem_t itself is made for many threads.
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { sem_init(semaphore, 0, 0) }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func signal() { sem_post(semaphore) }

    func wait() { while sem_wait(semaphore) != 0 {} }
}
