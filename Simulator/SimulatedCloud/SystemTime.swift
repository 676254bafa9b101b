internal import Glibc
internal import Synchronization

/// The system's clock.
enum SystemTime {
    /// Seconds since 1970.
    static var seconds: Int64 { Int64(time(nil)) }
}

/// What connections are counted by, from many at once.
final class Tally: Sendable {
    private let seen = Mutex<Set<Int>>([])
    private let questions = Atomic<Int>(0)

    /// A connection by the port at its other end.
    func see(port: Int?) { if let port { seen.withLock { _ = $0.insert(port) } } }
    func question() { questions.add(1, ordering: .relaxed) }

    var connectionCount: Int { seen.withLock { $0.count } }
    var questionCount: Int { questions.load(ordering: .relaxed) }
}
