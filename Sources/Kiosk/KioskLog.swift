public import Issuance
public import Logging

/// Turns what the runtime does into lines of the log.
public struct KioskLog: Sendable {
    private let logger: Logger

    /// A log that writes to `logger`.
    public init(_ logger: Logger) {
        self.logger = logger
    }

    /// A log that nobody reads.
    public static let silent = KioskLog(Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() })

    /// Writes one event.
    public func note(_ event: KioskEvent) {
        logger.log(
            level: event.level, "\(event.id)",
            metadata: Dictionary(event.fields.map { ($0.name, .string($0.value)) }) { first, _ in first })
    }

    /// What one step of the machine is worth.
    func note(
        _ event: IssuanceMachine.Event, _ effects: [IssuanceMachine.Effect], before: IssuanceMachine,
        after: IssuanceMachine
    ) {
        switch event {
        case .answered(let handle, let answer) where handle == before.outstanding: noteAnswer(answer)
        default: break
        }
        if before.isAtRest, !after.isAtRest { note(.sessionStarted) }
        for case .record(let entry) in effects { noteEntry(entry) }
        if case .explaining(let explaining) = after.state, after.state != before.state {
            note(.sessionEnded(explaining.ending.id))
        }
        guard after.isAtRest, before.state != after.state || before.hindrances != after.hindrances else { return }
        if after.card == .leftBehind, before.card == .placed { note(.cardLeftBehind) }
        if after.state == .idle {
            if before.state == .outOfService { note(.inService) }
        } else {
            note(.outOfService(after.hindrances))
        }
    }

    private func noteAnswer(_ answer: IssuanceMachine.Answer) {
        switch answer {
        case .cardRead(let card): note(.cardRead(profile: card.profile, triesLeft: card.triesLeft))
        case .pinRejected(let triesLeft): note(.pinRejected(triesLeft: triesLeft))
        case .certificateRefused(let refusal): note(.certificateRefused(refusal))
        case .printStopped(let trouble): note(.printerStopped(trouble))
        default: break  // What else matters is seen in the journal's entries.
        }
    }

    private func noteEntry(_ entry: JournalEntry) {
        switch entry {
        case .issuanceRequested(let municipality, let kind, let copies, let fee):
            note(.ordered(kind: kind, municipality: municipality, copies: copies, fee: fee))
        case .delivered(let sheets): note(.delivered(sheets: sheets))
        case .spoiled(let sheets): note(.spoiled(sheets: sheets))
        case .owed(let amount): note(.owed(amount))
        case .alarmRaised(let alarm): note(.alarm(alarm))
        case .paperLeftBehind: note(.paperLeftBehind)
        case .moneyCredited, .printStarted, .refused, .payoutStarted, .paidOut, .sessionClosed: break
        }
    }
}

extension Ending {
    /// A stable word for the log.
    public var id: String {
        switch self {
        case .cancelled: "cancelled"
        case .abandoned: "abandoned"
        case .cardUnreadable: "card-unreadable"
        case .cardUnknown: "card-unknown"
        case .pinLocked: "pin-locked"
        case .certificate(let refusal): "certificate:\(refusal.rawValue)"
        case .refused(let refusal): "refused:\(refusal.rawValue)"
        case .cloud(let failure): "cloud:\(failure)"
        case .documentMismatch: "document-mismatch"
        case .printer(let trouble): "printer:\(trouble.rawValue)"
        case .spoiled: "spoiled"
        case .coinMechanismFault: "coin-mechanism-fault"
        case .kioskFault: "kiosk-fault"
        }
    }
}
