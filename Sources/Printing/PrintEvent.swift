/// What happened to a job, in order. ``done(sheets:)`` or ``failed(_:sheetsDone:)`` comes last, once.
public enum PrintEvent: Hashable, Sendable {
    /// The queue took the whole document: the queue's number for the job, 0 if it no longer knows it.
    case accepted(jobNumber: Int)
    /// Nothing moves until these are set right; the job waits. Comes again when the reasons change.
    case stopped(Set<PrinterReason>)
    /// What had stopped the printer is gone.
    case resumed
    /// So many sheets are complete since the job began. Never falls.
    case sheetsDone(Int)
    /// Jobs that nobody should have put there were found in the queue at the end, and were purged.
    case leftoverPurged(jobs: Int)
    /// The queue could not be seen empty at the end: a document may still be in the spool.
    case queueNotEmptied
    /// Every sheet is out. Unless ``queueNotEmptied`` came before, the queue holds nothing.
    case done(sheets: Int)
    /// Nothing more will come. `sheetsDone` sheets are known to be complete.
    case failed(PrintFailure, sheetsDone: Int)
}

/// Why a document did not come out whole.
public enum PrintFailure: Hashable, Sendable {
    /// It was never sent, so no paper moved.
    case notSent(PrintingError)
    /// The print server or the printer refused the job before a sheet was printed.
    case refused
    /// The printer gave the job up.
    case aborted
    /// The job was cancelled, here or at the printer, and the printer confirmed that it ended.
    case canceled
    /// The printer stopped answering and did not come back.
    case printerGone
    /// Nobody can say what became of the job: it vanished from the queue and from the printer, or never
    /// confirmed that it ended. Paper may have moved.
    case lost
    /// The printer calls the job completed, but counted fewer sheets than it has.
    case sheetsMissing
    /// Nothing moved for longer than ``PrintLimits/stall``.
    case stalled
}
