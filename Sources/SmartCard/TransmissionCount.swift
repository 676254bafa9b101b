/// How much went between computer and card.
public struct TransmissionCount: Hashable, Sendable {
    /// Commands sent, each fetch (GET RESPONSE) and each repetition counted.
    public var commands = 0
    /// Bytes of all commands, headers and lengths included.
    public var bytesSent = 0
    /// Bytes of all answers, status words included.
    public var bytesReceived = 0

    /// Nothing sent yet.
    public init() {}
}

/// Counts what a link carries, on the card's thread; read, and stopped, from anywhere.
package final class TransmissionMeter: Sendable {
    private struct State {
        var count = TransmissionCount()
        var isStopped = false
    }
    private let state = Monitor(State())

    package init() {}

    package var current: TransmissionCount { state.withLock { $0.count } }

    /// Whether nothing may be sent any more.
    package var isStopped: Bool { state.withLock { $0.isStopped } }

    /// Nothing may be sent from now on.
    package func stop() { state.withLock { $0.isStopped = true } }

    /// Adds one command and its answer.
    package func add(sent: Int, received: Int) {
        state.withLock {
            $0.count.commands += 1
            $0.count.bytesSent += sent
            $0.count.bytesReceived += received
        }
    }
}
