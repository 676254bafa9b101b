/// What one look at the queue and the printer showed, while a job is followed.
struct PrintSighting: Hashable, Sendable {
    /// The job in the print server's queue.
    enum Queued: Hashable, Sendable {
        /// Waiting or being sent.
        case active
        /// Held, or its queue is paused: CUPS waits for a person.
        case stuck
        /// CUPS gave it up, or had it cancelled from elsewhere.
        case aborted, canceled
        /// Completed as far as CUPS knows, or no longer in its history.
        case finished
        /// The print server did not answer.
        case unknown
    }

    /// The job at the printer.
    enum Printed: Hashable, Sendable {
        case unknown
        case notFound
        case found(PrinterJob)
    }

    var queued: Queued
    /// The printer; nil if it did not answer.
    var printer: PrinterCondition?
    var printed: Printed
}

/// A job as the printer itself tells it.
struct PrinterJob: Hashable, Sendable {
    /// `job-state` (RFC 8011 §5.3.7).
    enum State: Hashable, Sendable { case underway, stopped, canceled, aborted, completed }

    var state: State
    /// `job-impressions-completed`; nil if the printer does not count.
    var impressions: Int?
    /// `job-media-sheets-completed`; nil if the printer does not count.
    var sheets: Int?

    init(state: State, impressions: Int? = nil, sheets: Int? = nil) {
        self.state = state
        self.impressions = impressions
        self.sheets = sheets
    }

    var hasEnded: Bool {
        switch state {
        case .underway, .stopped: false
        case .canceled, .aborted, .completed: true
        }
    }
}
