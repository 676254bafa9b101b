public import LockedMemory

/// A document to paper, and nothing left behind: what the kiosk needs of a printer.
///
/// "Sent" is not "printed". A printer reports a document as ``PrintEvent/done(sheets:)`` only when
/// every sheet is out of the machine; until then it says how many sheets are, and what it waits for.
public protocol DocumentPrinter: Sendable {
    /// How the printer and its queue are now. Asks the printer itself, whose word counts, and the queue.
    ///
    /// A printer that does not answer is a condition (``PrinterReason/unreachable``), not an error.
    func condition() async throws(PrintingError) -> PrinterCondition

    /// Prints one document and follows it until its last sheet is out or nothing more will come.
    ///
    /// The stream ends after ``PrintEvent/done(sheets:)`` or ``PrintEvent/failed(_:sheetsDone:)``, one of
    /// which always comes last. Dropping the stream cancels the job. One job at a time: a second one is
    /// refused with ``PrintingError/busy``.
    ///
    /// - Parameters:
    ///   - document: A PDF. It is read while the job is sent and not kept.
    ///   - ticket: How to print it.
    func print(_ document: LockedBytes, ticket: PrintTicket) -> AsyncStream<PrintEvent>

    /// Stops the current job, if any, and purges whatever the queue holds, jobs of an earlier life of
    /// the program included. Returns when the job's stream has ended. Sheets under way may still come out,
    /// and are counted in the stream's last event.
    func cancel() async

    /// Whether the queue holds no job at all, waiting, printing or kept as history.
    func queueIsEmpty() async throws(PrintingError) -> Bool
}
