/// Why a document was not sent, or a printer's state could not be told.
///
/// Whatever goes wrong after the document was sent is a ``PrintFailure``.
public enum PrintingError: Error, Hashable, Sendable {
    /// The print server (CUPS) does not answer at the address given.
    case serverUnreachable
    /// The print server has no queue of that name.
    case noSuchQueue
    /// The queue's printer cannot be asked over IPP, so nobody could tell whether paper came out.
    case printerNotIPP
    /// The queue or the printer is not ready; the reasons that say so.
    case notReady(Set<PrinterReason>)
    /// The queue holds jobs that are not ours to print: how many.
    case queueNotEmpty(jobs: Int)
    /// A job is being printed already.
    case busy
    /// The document does not begin and end as a PDF does (ISO 32000-1 §7.5.2, §7.5.5).
    case notPDF
    /// The document is larger than ``PDFOutline/maximumSize``.
    case documentTooLarge
    /// The ticket asks for nothing, for too much, or for what the printer cannot do.
    case ticketNotPossible
    /// The job was cancelled before it was sent.
    case canceled
    /// The print server refused the request: the IPP status code (RFC 8011 §B.1), or, below 0x0400, the
    /// HTTP one.
    case refused(status: Int32)
    /// The answer was no IPP, was cut short, or exceeded what an answer may be.
    case protocolViolation
}
