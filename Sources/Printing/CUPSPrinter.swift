public import LockedMemory
internal import Synchronization

/// A printer behind a CUPS queue (CUPS 2.4, IPP Everywhere).
///
/// CUPS spools and sends; what it then says of paper is not believed. The printer itself is asked, over
/// IPP at the queue's `device-uri`. `docs/printing.md` tells why, and how the queue has to be set up.
public final class CUPSPrinter: DocumentPrinter {
    let queue: PrintQueue
    let limits: PrintLimits
    /// The job being printed, from the call of `print` until its stream ends.
    private let current = Mutex<PrintOrder?>(nil)

    /// A printer by its queue. Nothing is asked yet.
    ///
    /// - Parameters:
    ///   - server: Where CUPS listens.
    ///   - queue: The queue's name: letters, digits, `.`, `_` and `-`, up to 127 of them.
    ///   - limits: How long each wait may take.
    /// - Throws: ``PrintingError/noSuchQueue`` if the name can be none.
    public init(server: PrintServer, queue: String, limits: PrintLimits = PrintLimits()) throws(PrintingError) {
        guard let endpoint = IPPEndpoint(queue: queue, on: server) else { throw .noSuchQueue }
        self.queue = PrintQueue(client: try IPPClient(limit: limits.request), endpoint: endpoint)
        self.limits = limits
    }

    /// See ``DocumentPrinter/condition()``.
    public func condition() async throws(PrintingError) -> PrinterCondition {
        try await survey().condition
    }

    /// See ``DocumentPrinter/queueIsEmpty()``.
    public func queueIsEmpty() async throws(PrintingError) -> Bool {
        try await queue.jobs().isEmpty
    }

    /// See ``DocumentPrinter/print(_:ticket:)``.
    public func print(_ document: LockedBytes, ticket: PrintTicket) -> AsyncStream<PrintEvent> {
        let order = PrintOrder()
        let isFree = current.withLock { current in
            guard current == nil else { return false }
            current = order
            return true
        }
        return AsyncStream { continuation in
            guard isFree else {
                continuation.yield(.failed(.notSent(.busy), sheetsDone: 0))
                continuation.finish()
                return
            }
            continuation.onTermination = { reason in
                // Nobody listens any more: the session is gone, and so must its document be.
                if case .cancelled = reason { order.cancel() }
            }
            Task {
                await self.carryOut(order, document: document, ticket: ticket) { continuation.yield($0) }
                self.current.withLock { $0 = nil }
                continuation.finish()
                order.finish()
            }
        }
    }

    /// See ``DocumentPrinter/cancel()``.
    public func cancel() async {
        if let order = current.withLock({ $0 }) {
            order.cancel()
            await order.finished()
        }
        _ = await emptyQueue(of: [])
    }

    private func carryOut(
        _ order: PrintOrder, document: LockedBytes, ticket: PrintTicket, report: @Sendable (PrintEvent) -> Void
    ) async {
        do throws(PrintingError) {
            let printer = try await prepare(document, ticket: ticket)
            if order.isCanceled { throw .canceled }
            switch await send(document, ticket: ticket, printer: printer) {
            case .refused(let error):
                throw error
            case .accepted(let number):
                report(.accepted(jobNumber: number))
                await follow(number, at: printer, ticket: ticket, for: order, report: report)
            case .unanswered:
                await leaveClean(nil, report: report)
                report(.failed(.lost, sheetsDone: 0))
            }
        } catch {
            report(.failed(.notSent(error), sheetsDone: 0))
        }
    }
}

/// One call of `print`, and whether it is still wanted.
final class PrintOrder: Sendable {
    private struct State {
        var isCanceled = false
        var isFinished = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }
    private let state = Mutex(State())

    var isCanceled: Bool { state.withLock(\.isCanceled) }

    func cancel() {
        state.withLock { $0.isCanceled = true }
    }

    func finish() {
        let waiters = state.withLock { state in
            state.isFinished = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns when the order is finished.
    func finished() async {
        await withCheckedContinuation { waiter in
            let isFinished = state.withLock { state in
                if !state.isFinished { state.waiters.append(waiter) }
                return state.isFinished
            }
            if isFinished { waiter.resume() }
        }
    }
}
