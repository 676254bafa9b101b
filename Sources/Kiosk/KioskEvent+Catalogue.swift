// swift-format-ignore-file
// Made of Sources/Kiosk/Events/events.yaml by `make events`. Change that file, not this one.

public import Issuance
public import Logging
public import MunicipalCloud
public import SelfTest

/// What is worth a line in the log. The id of an event never changes; its fields are typed, so that nothing
/// about a resident has a way in.
public enum KioskEvent: Hashable, Sendable {
    /// The firmware runs and has settled what an earlier run left open.
    case started
    /// The firmware was told to end. Nobody new is served.
    case stopping
    /// Residents can be served again.
    case inService
    /// Nobody is served, for these reasons.
    case outOfService(hindrances: Set<Hindrance>)
    /// The resident's page can be opened on this port of loopback.
    case screenServed(port: Int)
    /// A part fails in use. The kiosk is out of service until it works.
    case partFailed(part: Hindrance.Part, finding: Finding)
    /// A technician tested the machine.
    case selfTested(passed: Int, warned: Int, failed: Int)
    /// The service door was opened. No new resident is served; the technician's mode waits for a card.
    case serviceBegun
    /// The technician's mode is over.
    case serviceEnded
    /// A readiness report was signed and kept.
    case reportKept(isReady: Bool)
    /// A readiness report could not be kept.
    case reportNotKept(errno: Int32)
    /// A resident began.
    case sessionStarted
    /// A certificate was ordered.
    case ordered(kind: CertificateKind, municipality: MunicipalityCode, copies: Int, fee: Yen)
    /// The paper came out.
    case delivered(sheets: Int)
    /// Printing ended early. The sheets that came out are void; the money went back.
    case spoiled(sheets: Int)
    /// A session ended without a certificate.
    case sessionEnded(ending: Ending)
    /// A card of a known kind was read.
    case cardRead(profile: CardKind, triesLeft: Int)
    /// A PIN was wrong.
    case pinRejected(triesLeft: Int)
    /// A card's certificate was not accepted.
    case certificateRefused(refusal: CertificateRefusal)
    /// Somebody went without their card.
    case cardLeftBehind
    /// Somebody went without their paper.
    case paperLeftBehind
    /// The cloud gave no usable answer.
    case cloudCallFailed(call: CloudCallName, kind: CloudError.Kind, cause: CloudError.Cause)
    /// What the cloud signed did not belong to the order. Nothing was printed, nothing kept.
    case manifestRefused(count: Int, first: EventWord)
    /// A document did not belong to the order. Nothing was printed, nothing kept.
    case documentRefused(count: Int, first: EventWord)
    /// The cloud knows how an issuance ended.
    case outcomeReported
    /// The printer stopped in the midst of a paper, and waits.
    case printerStopped(trouble: PrinterTrouble)
    /// A resident has still to get money.
    case owed(amount: Yen)
    /// Something happened that a person must look into before the kiosk serves again.
    case alarm(alarm: Alarm)
    /// Sessions that a power cut had left open were settled.
    case recovered(sessions: Int)
    /// The clock strayed from the cloud's by more than two minutes, or ran backwards. Nobody is served until it is right.
    case clockNotBelieved(fault: ClockFault)
}

extension KioskEvent {
    /// Stable for ever.
    public var id: String {
        switch self {
        case .started: "kiosk.started"
        case .stopping: "kiosk.stopping"
        case .inService: "kiosk.in-service"
        case .outOfService: "kiosk.out-of-service"
        case .screenServed: "screen.served"
        case .partFailed: "part.failed"
        case .selfTested: "self-test.ended"
        case .serviceBegun: "service.begun"
        case .serviceEnded: "service.ended"
        case .reportKept: "report.kept"
        case .reportNotKept: "report.not-kept"
        case .sessionStarted: "session.started"
        case .ordered: "session.ordered"
        case .delivered: "session.delivered"
        case .spoiled: "session.spoiled"
        case .sessionEnded: "session.ended"
        case .cardRead: "card.read"
        case .pinRejected: "card.pin-rejected"
        case .certificateRefused: "card.certificate-refused"
        case .cardLeftBehind: "card.left-behind"
        case .paperLeftBehind: "paper.left-behind"
        case .cloudCallFailed: "cloud.call-failed"
        case .manifestRefused: "cloud.manifest-refused"
        case .documentRefused: "cloud.document-refused"
        case .outcomeReported: "cloud.outcome-reported"
        case .printerStopped: "printer.stopped"
        case .owed: "money.owed"
        case .alarm: "alarm.raised"
        case .recovered: "journal.recovered"
        case .clockNotBelieved: "clock.not-believed"
        }
    }

    /// How much it matters.
    public var level: Logger.Level {
        switch self {
        case .started, .stopping, .inService, .screenServed, .selfTested, .reportKept, .sessionStarted, .ordered, .delivered, .sessionEnded, .cardRead, .outcomeReported: .info
        case .serviceBegun, .serviceEnded, .pinRejected, .certificateRefused, .cardLeftBehind, .paperLeftBehind: .notice
        case .outOfService, .partFailed, .reportNotKept, .cloudCallFailed, .printerStopped, .recovered, .clockNotBelieved: .warning
        case .spoiled, .manifestRefused, .documentRefused, .owed: .error
        case .alarm: .critical
        }
    }

    /// The same event again within a minute is counted, not written.
    var isCoalesced: Bool {
        switch self {
        case .partFailed, .cloudCallFailed, .printerStopped: true
        default: false
        }
    }

    /// What it tells, by name.
    public var fields: [(name: String, value: String)] {
        switch self {
        case .outOfService(let hindrances): [("because", hindrances.eventValue)]
        case .screenServed(let port): [("port", port.eventValue)]
        case .partFailed(let part, let finding): [("part", part.eventValue), ("finding", finding.eventValue)]
        case .selfTested(let passed, let warned, let failed): [("passed", passed.eventValue), ("warned", warned.eventValue), ("failed", failed.eventValue)]
        case .reportKept(let isReady): [("ready", isReady.eventValue)]
        case .reportNotKept(let errno): [("errno", errno.eventValue)]
        case .ordered(let kind, let municipality, let copies, let fee): [("kind", kind.eventValue), ("municipality", municipality.eventValue), ("copies", copies.eventValue), ("fee", fee.eventValue)]
        case .delivered(let sheets): [("sheets", sheets.eventValue)]
        case .spoiled(let sheets): [("sheets", sheets.eventValue)]
        case .sessionEnded(let ending): [("because", ending.eventValue)]
        case .cardRead(let profile, let triesLeft): [("profile", profile.eventValue), ("tries-left", triesLeft.eventValue)]
        case .pinRejected(let triesLeft): [("tries-left", triesLeft.eventValue)]
        case .certificateRefused(let refusal): [("because", refusal.eventValue)]
        case .cloudCallFailed(let call, let kind, let cause): [("call", call.eventValue), ("kind", kind.eventValue), ("cause", cause.eventValue)]
        case .manifestRefused(let count, let first): [("reasons", count.eventValue), ("first", first.eventValue)]
        case .documentRefused(let count, let first): [("reasons", count.eventValue), ("first", first.eventValue)]
        case .printerStopped(let trouble): [("because", trouble.eventValue)]
        case .owed(let amount): [("yen", amount.eventValue)]
        case .alarm(let alarm): [("alarm", alarm.eventValue)]
        case .recovered(let sessions): [("sessions", sessions.eventValue)]
        case .clockNotBelieved(let fault): [("because", fault.eventValue)]
        default: []
        }
    }
}
