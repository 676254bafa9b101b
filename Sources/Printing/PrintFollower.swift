/// Follows one accepted job: sightings and times in, events and at last a verdict out. A plain value that
/// neither waits nor asks anybody anything.
///
///     queue: active ──► printer: underway ⇄ stopped ──► completed ──► counted, path clear, idle ──► done
///                                  │                       └─► counted too few for too long ──► sheetsMissing
///                                  └─► aborted, cancelled, silent, forgotten, motionless ──► failed
///
/// The printer's word counts and not the queue's: CUPS calls a job completed that the printer aborted or
/// forgot, and learns of an empty tray up to eight seconds late.
struct PrintFollower: Hashable, Sendable {
    /// What became of the job.
    enum Verdict: Hashable, Sendable {
        case done
        case failed(PrintFailure)

        /// Whether the printer itself says that it has ended the job. If not, it has to be told to.
        var isPrintersWord: Bool {
            switch self {
            case .done, .failed(.canceled), .failed(.aborted): true
            case .failed: false
            }
        }
    }

    private let ticket: PrintTicket
    private let limits: PrintLimits
    /// Sheets known to be complete.
    private(set) var sheetsDone = 0
    private var stoppedBy: Set<PrinterReason> = []
    private var lastSeen: PrinterJob?
    private var lastMove: Duration
    private var silentSince: Duration?
    private var endedSince: Duration?
    private var missingSince: Duration?
    private var cancelSince: Duration?

    /// Begins to follow a job that was accepted at `now`.
    init(ticket: PrintTicket, limits: PrintLimits, now: Duration) {
        self.ticket = ticket
        self.limits = limits
        lastMove = now
    }

    /// Notes that the job was asked to end. What the printer says of it still counts: a job that was
    /// complete before the request reached it is done.
    mutating func cancelRequested(at now: Duration) {
        cancelSince = cancelSince ?? now
    }

    /// Takes in one sighting.
    mutating func receive(_ sighting: PrintSighting, at now: Duration) -> (events: [PrintEvent], verdict: Verdict?) {
        var events: [PrintEvent] = []
        silentSince = sighting.printer == nil ? silentSince ?? now : nil
        if case .found(let job) = sighting.printed {
            if job != lastSeen { lastMove = now }
            lastSeen = job
            missingSince = nil
        }
        let reasons = reasons(in: sighting)
        if reasons != stoppedBy { lastMove = now }
        // What moved after a stop moved because it had ended, even if one look shows both.
        if reasons.isEmpty && !stoppedBy.isEmpty { events.append(.resumed) }
        if case .found(let job) = sighting.printed { count(job, into: &events) }
        let verdict = verdict(on: sighting, at: now)
        if verdict == nil && !reasons.isEmpty && reasons != stoppedBy { events.append(.stopped(reasons)) }
        stoppedBy = reasons
        return (events, verdict)
    }

    // MARK: What moves

    private mutating func count(_ job: PrinterJob, into events: inout [PrintEvent]) {
        var sheets = min(job.sheets ?? 0, ticket.sheets)
        sheets = max(sheets, ticket.sheets(afterImpressions: job.impressions ?? 0))
        if job.state == .completed && isCounted(job) { sheets = ticket.sheets }
        guard sheets > sheetsDone else { return }
        sheetsDone = sheets
        events.append(.sheetsDone(sheets))
    }

    /// Whether every sheet of a completed job is accounted for. A printer that counts nothing at all has
    /// only its `completed` to give; one that counts must have counted enough.
    private func isCounted(_ job: PrinterJob) -> Bool {
        switch (job.sheets, job.impressions) {
        case (nil, nil): true
        case (let sheets?, nil): sheets >= ticket.sheets
        case (nil, let impressions?): impressions >= ticket.impressions
        case (let sheets?, let impressions?): sheets >= ticket.sheets || impressions >= ticket.impressions
        }
    }

    private func reasons(in sighting: PrintSighting) -> Set<PrinterReason> {
        guard let printer = sighting.printer else { return [.unreachable] }
        // Once complete, only what may hold the last sheet inside matters to this job.
        let isComplete = lastSeen.map { $0.state == .completed && isCounted($0) } ?? false
        return isComplete ? printer.blocking.filter(\.mayHoldPaper) : printer.blocking
    }

    // MARK: What became of it

    private mutating func verdict(on sighting: PrintSighting, at now: Duration) -> Verdict? {
        if let verdict = verdictOfPrinter(sighting, at: now) { return verdict }
        if let silentSince, now - silentSince >= limits.gone { return .failed(.printerGone) }
        if let cancelSince { return now - cancelSince >= limits.cancel ? .failed(.lost) : nil }
        return now - lastMove >= limits.stall ? .failed(.stalled) : nil
    }

    private mutating func verdictOfPrinter(_ sighting: PrintSighting, at now: Duration) -> Verdict? {
        switch sighting.printed {
        case .unknown:
            return nil
        case .notFound:
            return verdictOnMissing(sighting, at: now)
        case .found(let job):
            switch job.state {
            case .underway, .stopped:
                endedSince = nil
                return nil
            case .canceled:
                return .failed(.canceled)
            case .aborted:
                return .failed(.aborted)
            case .completed:
                return verdictOnCompleted(job, printer: sighting.printer, at: now)
            }
        }
    }

    private mutating func verdictOnCompleted(
        _ job: PrinterJob, printer: PrinterCondition?, at now: Duration
    ) -> Verdict? {
        let ended = endedSince ?? now
        endedSince = ended
        let hasSettled = now - ended >= limits.settle
        guard isCounted(job) else { return hasSettled ? .failed(.sheetsMissing) : nil }
        guard let printer, !printer.blocking.contains(where: \.mayHoldPaper) else { return nil }
        switch printer.activity {
        // Stopped for a reason that holds no paper: the last sheet emptied the tray.
        case .idle, .stopped: return .done
        // Complete and counted: it runs on to cool down.
        case .processing: return hasSettled ? .done : nil
        }
    }

    /// The printer answers and knows no such job: not yet, or no longer.
    private mutating func verdictOnMissing(_ sighting: PrintSighting, at now: Duration) -> Verdict? {
        let missing = missingSince ?? now
        missingSince = missing
        let hasSettled = now - missing >= limits.settle
        if let lastSeen {
            // It restarted, or keeps no history. Whole only if the last word was so.
            let wasWhole = lastSeen.state == .completed && isCounted(lastSeen)
            return hasSettled || wasWhole ? (wasWhole ? .done : .failed(.lost)) : nil
        }
        switch sighting.queued {
        case .active where cancelSince == nil:
            return now - missing >= limits.start ? .failed(.stalled) : nil
        case .stuck:
            return .failed(.refused)
        case .canceled:
            return hasSettled || cancelSince != nil ? .failed(.canceled) : nil
        case .aborted:
            return hasSettled ? .failed(.refused) : nil
        case .finished:
            // The queue is asked before the printer: a job that is cancelled and gone from the one and
            // then unknown to the other never reached it.
            return cancelSince != nil ? .failed(.canceled) : hasSettled ? .failed(.lost) : nil
        case .active, .unknown:
            return nil
        }
    }
}
