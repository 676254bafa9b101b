internal import Glibc

/// A thread for work that blocks: Swift's pool has one thread per core and must never wait for a call that does.
public enum DetachedThread {
    /// The kernel gave no thread (pthread_create(3)): it is out of memory or of threads.
    public struct Unavailable: Error, Equatable {
        /// What pthread_create answered, `EAGAIN` as a rule.
        public var errno: Int32

        /// The kernel's refusal.
        public init(errno: Int32) { self.errno = errno }
    }

    /// Starts a thread that nobody joins; it ends with `body`.
    ///
    /// - Parameter stackSize: in bytes, a multiple of the page's size; nil for the system's (8 MiB of addresses).
    public static func start(
        stackSize: Int? = nil, _ body: @escaping @Sendable () -> Void
    ) throws(Unavailable) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        if let stackSize { pthread_attr_setstacksize(&attributes, stackSize) }
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, &attributes,
            { context in
                if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body() }
                return nil
            }, work.toOpaque())
        guard code == 0 else {
            work.release()
            throw Unavailable(errno: code)
        }
    }

    /// Runs `body` on a thread of its own and waits for its answer without one.
    public static func run<Answer: Sendable>(
        _ body: @escaping @Sendable () -> Answer
    ) async throws(Unavailable) -> Answer {
        let result: Result<Answer, Unavailable> = await withCheckedContinuation { continuation in
            do throws(Unavailable) {
                try start { continuation.resume(returning: .success(body())) }
            } catch {
                continuation.resume(returning: .failure(error))
            }
        }
        return try result.get()
    }

    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
