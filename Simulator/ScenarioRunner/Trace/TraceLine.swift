internal import Issuance
internal import Kiosk
internal import SimulatedKiosk

/// One line of a trace.
enum TraceLine: Sendable {
    /// The firmware was started, with these alarms open.
    case start([Alarm], at: Int)
    case step(KioskStep, at: Int)
}

/// One line of a trace as it stands in the file.
struct TraceRecord: Codable, Sendable {
    /// Milliseconds since the scenario began.
    var at: Int
    /// The firmware was started, with these alarms open.
    var start: [String]?
    /// What the machine was told.
    var event: EventRecord?
    /// What it asked for.
    var effects: [String]?
    /// Where it stood then.
    var state: String?
    /// What the resident saw then.
    var screen: String?

    init(_ line: TraceLine) {
        switch line {
        case .start(let alarms, let at):
            self.at = at
            start = alarms.map(\.rawValue)
        case .step(let step, let at):
            self.at = at
            event = EventRecord(step.event)
            effects = step.effects.map(\.words)
            state = step.machine.words
            screen = "\(IssuanceMachine.screen(for: step.machine).phrase)"
        }
    }
}

extension IssuanceMachine {
    /// State and what stands beside it, spelled the same in every run.
    var words: String {
        let beside =
            (hindrances.isEmpty ? [] : ["hindered by " + hindrances.map(\.id).sorted().joined(separator: ",")])
            + (held > .zero ? ["holding \(held.amount)"] : []) + (isLedgerOpen ? ["ledger open"] : [])
            + ["card \(card)", language.rawValue] + (outstanding.map { ["request \($0.number)"] } ?? [])
            + (timer.map { ["timer \($0.number)"] } ?? [])
        return ([state.name] + beside).joined(separator: "; ")
    }
}

extension IssuanceMachine.Effect {
    /// Spelled the same in every run.
    var words: String {
        switch self {
        case .startTimer(let handle, let duration): "start timer \(handle.number): \(duration)"
        case .stopTimer: "stop timer"
        case .record(let entry): "record \(entry.phrase)"
        case .start(let handle, let request): "start \(handle.number): \(request.words)"
        case .abandon(let handle): "abandon \(handle.number)"
        case .stopPrinting: "stop printing"
        case .releaseCard: "release card"
        case .acceptMoney(let due): "accept money: \(due.amount)"
        case .refuseMoney: "refuse money"
        case .reportOutcome(let outcome): "report \(outcome)"
        case .printReceipt(let receipt):
            "print slip: \(receipt.order.words), paid \(receipt.paid.amount), change \(receipt.change.amount), "
                + "owed \(receipt.owed.amount)"
        case .remind(let reminder): "remind of \(reminder)"
        case .stopReminding: "stop reminding"
        case .eraseSession: "erase session"
        }
    }
}

extension IssuanceMachine.Request {
    fileprivate var words: String {
        switch self {
        case .readCard: "read card"
        case .verifyPIN(let triesLeft): "verify PIN, \(triesLeft) tries left"
        case .judgeCertificate: "judge certificate"
        case .signChallenge: "sign challenge"
        case .askCloud(.openSession): "open session"
        case .askCloud(.prove): "prove"
        case .askCloud(.issue(let order)): "issue \(order.words)"
        case .askCloud(.fetchDocument): "fetch document"
        case .checkDocument(let order): "check document of \(order.words)"
        case .checkPrinter: "check printer"
        case .print(let copies): "print \(copies) copies"
        case .payOut(let amount): "pay out \(amount.amount)"
        }
    }
}

extension Order {
    fileprivate var words: String {
        ([certificate.kind.rawValue] + certificate.optionTokens + ["\(copies) copies", "fee \(fee.amount)"])
            .joined(separator: " ")
    }
}
