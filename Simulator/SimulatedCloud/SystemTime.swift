internal import Glibc
internal import Synchronization

/// The system's clock.
enum SystemTime {
    /// Seconds since 1970.
    static var seconds: Int64 { Int64(time(nil)) }
}

/// Counts from several connections at once.
final class QuestionCount: Sendable {
    private let count = Atomic<Int>(0)
    func add() { count.add(1, ordering: .relaxed) }
    var value: Int { count.load(ordering: .relaxed) }
}
