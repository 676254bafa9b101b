internal import Issuance
internal import Kiosk
internal import Logging
internal import SimulatedKiosk

extension DockFeed {
    /// Notes what happened to the machine and what it asked for.
    func note(_ step: KioskStep, before state: String?) {
        let name = step.machine.state.name
        if let words = Timeline.words(for: step) {
            note(.event, words, name == state ? name : "\(state ?? "…") → \(name)", step.event.tone)
        }
        for effect in step.effects {
            if case .record(let entry) = effect {
                note(.journal, entry.words, "", entry.tone)
            } else {
                note(.effect, effect.words, name, .quiet)
            }
        }
    }
}

/// Hands the firmware's own log to the feed.
struct LogTap: LogHandler {
    var logLevel: Logger.Level = .info
    var metadata: Logger.Metadata = [:]
    let feed: DockFeed

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let detail = fields.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        let tone: FeedEntry.Tone =
            switch event.level {
            case .trace, .debug, .info: .usual
            case .notice, .warning, .error: .bad
            case .critical: .alarm
            }
        feed.note(.log, "\(event.message)", detail, tone)
    }
}

extension IssuanceMachine.Event {
    fileprivate var tone: FeedEntry.Tone {
        switch self {
        case .touched, .cardInserted, .cardRemoved, .moneyCredited, .paperTaken, .cleared: .usual
        case .timeElapsed: .bad
        case .hindered(.alarm): .alarm
        case .hindered: .bad
        case .answered(_, let answer): answer.tone
        }
    }
}

extension IssuanceMachine.Answer {
    fileprivate var tone: FeedEntry.Tone {
        switch self {
        case .pinAccepted, .certificateAccepted, .challengeSigned, .documentAccepted, .printed: .good
        case .documentMismatched: .alarm
        case .cardFailed, .pinRejected, .pinWithdrawn, .certificateRefused, .printerNotReady, .cloudRefused,
            .cloudFailed, .printStopped, .printFailed, .kioskFailed:
            .bad
        case .cardRead, .challengeReceived, .offered, .printerReady, .manifestReceived, .documentReceived,
            .sheetsPrinted, .printResumed, .paidOut:
            .usual
        }
    }
}

extension JournalEntry {
    fileprivate var words: String {
        switch self {
        case .issuanceRequested(let municipality, let kind, let copies, let fee):
            "issuance requested: \(kind.rawValue) × \(copies) of \(municipality), \(fee)"
        case .moneyCredited(let amount): "money credited: \(amount)"
        case .printStarted(let sheets): "print started: \(sheets) sheets"
        case .delivered(let sheets): "delivered: \(sheets) sheets"
        case .spoiled(let sheets): "spoiled: \(sheets) sheets"
        case .refused: "refused"
        case .payoutStarted(let amount): "payout started: \(amount)"
        case .paidOut(let amount): "paid out: \(amount)"
        case .owed(let amount): "owed: \(amount)"
        case .alarmRaised(let alarm): "alarm raised: \(alarm.rawValue)"
        case .paperLeftBehind: "paper left behind"
        case .sessionClosed: "session closed"
        }
    }

    fileprivate var tone: FeedEntry.Tone {
        switch self {
        case .delivered: .good
        case .spoiled, .owed, .paperLeftBehind: .bad
        case .alarmRaised: .alarm
        case .issuanceRequested, .moneyCredited, .printStarted, .refused, .payoutStarted, .paidOut, .sessionClosed:
            .usual
        }
    }
}

extension IssuanceMachine.Effect {
    fileprivate var words: String {
        switch self {
        case .startTimer(_, let duration): "timer: \(duration.components.seconds) s"
        case .stopTimer: "timer off"
        case .record: "record"
        case .start(let handle, let request): "start #\(handle.number): \(request.words)"
        case .abandon(let handle): "abandon #\(handle.number): its answer belongs to nobody"
        case .stopPrinting: "stop printing"
        case .releaseCard: "power the card down"
        case .acceptMoney(let due): "take money: \(due)"
        case .refuseMoney: "close the money's gate"
        case .reportOutcome(let outcome): "tell the cloud: \(outcome.words)"
        case .printReceipt: "print the slip"
        case .remind(let reminder): "lamp and buzzer: the \(reminder)"
        case .stopReminding: "lamp and buzzer off"
        case .eraseSession: "erase the session"
        }
    }
}

extension IssuanceMachine.Request {
    var words: String {
        switch self {
        case .readCard: "read the card"
        case .verifyPIN(let triesLeft): "verify the PIN, \(triesLeft) tries left"
        case .judgeCertificate: "judge the certificate"
        case .signChallenge: "sign the challenge"
        case .askCloud(.openSession): "ask the cloud: open a session"
        case .askCloud(.prove): "ask the cloud: prove"
        case .askCloud(.issue(let order)): "ask the cloud: issue \(order.certificate.kind.rawValue) × \(order.copies)"
        case .askCloud(.fetchDocument): "ask the cloud: the document"
        case .checkDocument: "check the document"
        case .checkPrinter: "check the printer"
        case .print(let copies): "print \(copies)"
        case .payOut(let amount): "pay out \(amount)"
        }
    }
}

extension Outcome {
    fileprivate var words: String {
        switch self {
        case .delivered(let sheets): "delivered, \(sheets) sheets"
        case .refused: "refused"
        case .spoiled(let sheets): "spoiled, \(sheets) sheets"
        }
    }
}
