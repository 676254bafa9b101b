internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import Synchronization

/// Counts the connections that were accepted and that nobody serves yet. A server that is told to end between the two
/// drops such a connection, and NIO takes that for a programmer's mistake: "NIOAsyncWriter deinited without finish()".
struct CountedConnections<Inner: ServerChildChannel>: ServerChildChannel {
    private let inner: Inner
    private let count: CountOfConnections

    init(_ inner: Inner, _ count: CountOfConnections) {
        self.inner = inner
        self.count = count
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Inner.Value> {
        count.change(by: 1)
        let value = inner.setup(channel: channel, logger: logger)
        value.whenFailure { _ in count.change(by: -1) }
        return value
    }

    func handle(value: Inner.Value, logger: Logger) async {
        count.change(by: -1)
        await inner.handle(value: value, logger: logger)
    }
}

/// How many there are, for whoever wants to end the server.
final class CountOfConnections: Sendable {
    private let value = Atomic<Int>(0)

    var isZero: Bool { value.load(ordering: .sequentiallyConsistent) == 0 }

    fileprivate func change(by amount: Int) { value.add(amount, ordering: .sequentiallyConsistent) }
}
