internal import CCUPS
internal import LockedMemory

/// Asks IPP objects, on a thread of its own because libcups blocks. Each request has a time limit.
actor IPPClient {
    private let thread: DeviceThread
    private let limit: Duration

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
        let limit = self.limit
        let watchdog = Task.detached {
            // Cancelled as soon as the answer is there.
            try? await Task.sleep(for: limit)
            if !Task.isCancelled { breaker.trip() }
        }
        defer { watchdog.cancel() }
        let request = IPPMessage(operation, to: endpoint)
        write(request)
        let connection = try IPPConnection(to: endpoint, limit: limit, breaker: breaker)
        return read(try connection.exchange(request, document: document, resource: endpoint.resource))
    }
}
