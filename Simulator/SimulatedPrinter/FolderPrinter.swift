public import LockedMemory
public import Printing
internal import Synchronization

/// A printer that puts its paper into a folder: one PDF per job, named by the job's random name.
///
/// For the embedded stack and for tests. It keeps the promises of ``DocumentPrinter`` without CUPS, and
/// can be told to run out of paper, jam, fail, vanish or fall silent.
public final class FolderPrinter: DocumentPrinter {
    /// What goes wrong with the next job.
    public enum Fault: Hashable, Sendable {
        /// After so many sheets nothing moves for these reasons, until ``FolderPrinter/clear()``.
        case stop(afterSheets: Int, reasons: Set<PrinterReason>)
        /// After so many sheets the job fails.
        case fail(afterSheets: Int, PrintFailure)
        /// After so many sheets the printer is gone, until ``FolderPrinter/clear()``.
        case vanish(afterSheets: Int)
        /// Neither the job nor any question is answered, until ``FolderPrinter/clear()`` or a cancel.
        case silence
    }

    /// A document that came out, whole or in part.
    public struct Output: Hashable, Sendable {
        /// Where the PDF lies.
        public var path: String
        /// How it was to be printed.
        public var ticket: PrintTicket
        /// Sheets that came out, at most `ticket.sheets`.
        public var sheets: Int
    }

    struct State {
        var condition = PrinterCondition(activity: .idle)
        var faults: [Fault] = []
        var outputs: [Output] = []
        var current: Order?
        var isSilent = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    /// One call of `print`. Only ever touched inside `state`.
    struct Order: Hashable {
        var name: JobName
        var isCanceled = false
    }

    let folder: String
    let sheetTime: Duration
    let clock: any Clock<Duration>
    let state = Mutex(State())

    /// - Parameters:
    ///   - folder: An existing folder.
    ///   - sheetTime: How long one sheet takes.
    ///   - clock: What `sheetTime` is measured by.
    public init(folder: String, sheetTime: Duration = .zero, clock: any Clock<Duration> = ContinuousClock()) {
        self.folder = folder
        self.sheetTime = sheetTime
        self.clock = clock
    }

    // MARK: Playing the printer

    /// All documents that came out, whole or in part, in order.
    public var outputs: [Output] { state.withLock(\.outputs) }

    /// All sheets that came out.
    public var sheetsPrinted: Int { outputs.reduce(0) { $0 + $1.sheets } }

    /// Lets the printer report `reasons` until ``clear()``.
    public func report(blocking reasons: Set<PrinterReason>, warnings: Set<PrinterReason> = []) {
        state.withLock { state in
            state.condition = PrinterCondition(
                activity: reasons.isEmpty ? .idle : .stopped, blocking: reasons, warnings: warnings)
        }
    }

    /// Adds a fault. Each happens once, to the first job that gets as far.
    public func add(_ fault: Fault) {
        state.withLock { state in
            if case .silence = fault { state.isSilent = true } else { state.faults.append(fault) }
        }
    }

    /// Sets everything right: paper in, jam cleared, cable plugged.
    public func clear() {
        wake { state in
            state.condition = PrinterCondition(activity: .idle)
            state.isSilent = false
        }
    }

    func wake(_ change: (inout State) -> Void) {
        let waiters = state.withLock { state in
            change(&state)
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Waits for the next change that ``wake(_:)`` tells of, unless `isDue` holds already.
    func waitForChange(unless isDue: (State) -> Bool) async {
        await withCheckedContinuation { waiter in
            let goesOn = state.withLock { state in
                let goesOn = isDue(state)
                if !goesOn { state.waiters.append(waiter) }
                return goesOn
            }
            if goesOn { waiter.resume() }
        }
    }

    // MARK: DocumentPrinter

    /// The condition it was told to report. While silent, it answers nothing until the asking task is
    /// cancelled.
    public func condition() async throws(PrintingError) -> PrinterCondition {
        await withTaskCancellationHandler {
            while state.withLock(\.isSilent) && !Task.isCancelled {
                await waitForChange { !$0.isSilent || Task.isCancelled }
            }
        } onCancel: {
            wake { _ in }
        }
        if state.withLock(\.isSilent) { throw .serverUnreachable }
        return state.withLock(\.condition)
    }

    /// Whether no job is being printed.
    public func queueIsEmpty() async throws(PrintingError) -> Bool {
        state.withLock { $0.current == nil }
    }

    /// Puts the document into the folder when its first sheet is out.
    public func print(_ document: LockedBytes, ticket: PrintTicket) -> AsyncStream<PrintEvent> {
        let isFree = state.withLock { state in
            guard state.current == nil else { return false }
            state.current = Order(name: ticket.jobName)
            return true
        }
        return AsyncStream { continuation in
            guard isFree else {
                continuation.yield(.failed(.notSent(.busy), sheetsDone: 0))
                continuation.finish()
                return
            }
            continuation.onTermination = { reason in
                if case .cancelled = reason { self.markCanceled(ticket.jobName) }
            }
            Task {
                let last = await self.carryOut(document, ticket: ticket) { continuation.yield($0) }
                self.wake { $0.current = nil }
                continuation.yield(last)
                continuation.finish()
            }
        }
    }

    /// Ends the current job where it is.
    public func cancel() async {
        guard let name = state.withLock({ $0.current?.name }) else { return }
        markCanceled(name)
        while state.withLock({ $0.current?.name == name }) {
            await waitForChange { $0.current?.name != name }
        }
    }

    private func markCanceled(_ name: JobName) {
        wake { state in
            if state.current?.name == name { state.current?.isCanceled = true }
        }
    }
}
