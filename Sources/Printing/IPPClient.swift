internal import CCUPS
internal import Dispatch
internal import LockedMemory

/// Asks IPP objects, on a thread of its own because libcups blocks. Each request has a time limit.
actor IPPClient {
    private let thread: DeviceThread
    private let limit: Duration
    /// Apart from Swift's own threads: a limit must hold while all of those are busy.
    private static let watchdogs = DispatchQueue(label: "printing.watchdogs")

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(limit: Duration) throws(PrintingError) {
        thread = try DeviceThread()
        self.limit = limit
    }

    /// Does one request and hands the answer to `read`, on this thread.
    func perform<Answer>(
        _ operation: ipp_op_t, on endpoint: IPPEndpoint, document: LockedBytes? = nil,
        write: @Sendable (borrowing IPPMessage) -> Void, read: @Sendable (borrowing IPPMessage) -> Answer
    ) throws(ConnectionFailure) -> Answer {
        let breaker = ConnectionBreaker()
        let watchdog = DispatchSource.makeTimerSource(queue: Self.watchdogs)
        watchdog.schedule(deadline: .now() + limit / .seconds(1))
        watchdog.setEventHandler { breaker.trip() }
        watchdog.activate()
        // As soon as the answer is there.
        defer { watchdog.cancel() }
        let request = IPPMessage(operation, to: endpoint)
        write(request)
        let connection = try IPPConnection(to: endpoint, limit: limit, breaker: breaker)
        return read(try connection.exchange(request, document: document, resource: endpoint.resource))
    }
}
