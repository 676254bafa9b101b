public import Issuance
internal import Logging
public import MunicipalCloud
public import SelfTest

/// What is worth a line in the log. The id of an event never changes; its fields are typed, so that nothing about a
/// resident has a way in.
public enum KioskEvent: Sendable {
    case started
    /// The resident's page can be opened on this port of loopback.
    case screenServed(port: Int)
    case stopping
    case inService
    case outOfService(Set<Hindrance>)
    case sessionStarted
    case cardRead(profile: String, triesLeft: Int)
    case pinRejected(triesLeft: Int)
    case certificateRefused(CertificateRefusal)
    case cloudCallFailed(call: String, CloudError)
    case manifestRefused(count: Int, first: String)
    case documentRefused(count: Int, first: String)
    case ordered(kind: CertificateKind, municipality: MunicipalityCode, copies: Int, fee: Yen)
    case printerStopped(PrinterTrouble)
    case delivered(sheets: Int)
    case spoiled(sheets: Int)
    case owed(Yen)
    case alarm(Alarm)
    case cardLeftBehind
    case paperLeftBehind
    case sessionEnded(String)
    case recovered(sessions: Int)
    case outcomeReported
    /// A part fails in use.
    case partFailed(Hindrance.Part, Finding)
    case selfTested(passed: Int, warned: Int, failed: Int)

    /// Stable for ever.
    public var id: String {
        switch self {
        case .started: "kiosk.started"
        case .screenServed: "screen.served"
        case .stopping: "kiosk.stopping"
        case .inService: "kiosk.in-service"
        case .outOfService: "kiosk.out-of-service"
        case .sessionStarted: "session.started"
        case .cardRead: "card.read"
        case .pinRejected: "card.pin-rejected"
        case .certificateRefused: "card.certificate-refused"
        case .cloudCallFailed: "cloud.call-failed"
        case .manifestRefused: "cloud.manifest-refused"
        case .documentRefused: "cloud.document-refused"
        case .ordered: "session.ordered"
        case .printerStopped: "printer.stopped"
        case .delivered: "session.delivered"
        case .spoiled: "session.spoiled"
        case .owed: "money.owed"
        case .alarm: "alarm.raised"
        case .cardLeftBehind: "card.left-behind"
        case .paperLeftBehind: "paper.left-behind"
        case .sessionEnded: "session.ended"
        case .recovered: "journal.recovered"
        case .outcomeReported: "cloud.outcome-reported"
        case .partFailed: "part.failed"
        case .selfTested: "self-test.ended"
        }
    }

    var level: Logger.Level {
        switch self {
        case .started, .screenServed, .stopping, .inService, .sessionStarted, .cardRead, .ordered, .delivered,
            .sessionEnded, .outcomeReported:
            .info
        case .pinRejected, .certificateRefused, .cardLeftBehind, .paperLeftBehind: .notice
        case .outOfService, .cloudCallFailed, .printerStopped, .recovered, .partFailed: .warning
        case .selfTested(_, _, let failed): failed > 0 ? .warning : .info
        case .manifestRefused, .documentRefused, .spoiled, .owed: .error
        case .alarm: .critical
        }
    }

    var fields: [(name: String, value: String)] {
        switch self {
        case .started, .stopping, .inService, .sessionStarted, .cardLeftBehind, .paperLeftBehind, .outcomeReported: []
        case .screenServed(let port): [("port", "\(port)")]
        case .outOfService(let hindrances): [("because", hindrances.map(\.id).sorted().joined(separator: " "))]
        case .cardRead(let profile, let triesLeft): [("profile", profile), ("tries-left", "\(triesLeft)")]
        case .pinRejected(let triesLeft): [("tries-left", "\(triesLeft)")]
        case .certificateRefused(let refusal): [("because", refusal.rawValue)]
        case .cloudCallFailed(let call, let error):
            [("call", call), ("kind", "\(error.kind)"), ("cause", "\(error.cause)")]
        case .manifestRefused(let count, let first), .documentRefused(let count, let first):
            [("reasons", "\(count)"), ("first", first)]
        case .ordered(let kind, let municipality, let copies, let fee):
            [
                ("kind", kind.rawValue), ("municipality", municipality.description), ("copies", "\(copies)"),
                ("fee", "\(fee.amount)"),
            ]
        case .printerStopped(let trouble): [("because", trouble.rawValue)]
        case .delivered(let sheets), .spoiled(let sheets): [("sheets", "\(sheets)")]
        case .owed(let amount): [("yen", "\(amount.amount)")]
        case .alarm(let alarm): [("alarm", alarm.rawValue)]
        case .sessionEnded(let ending): [("because", ending)]
        case .recovered(let sessions): [("sessions", "\(sessions)")]
        case .partFailed(let part, let finding): [("part", part.rawValue), ("finding", finding.id)]
        case .selfTested(let passed, let warned, let failed):
            [("passed", "\(passed)"), ("warned", "\(warned)"), ("failed", "\(failed)")]
        }
    }
}

extension Hindrance {
    /// A stable word for logs and for `kioskctl status`.
    public var id: String {
        switch self {
        case .starting: "starting"
        case .stopping: "stopping"
        case .part(let part): part.rawValue
        case .alarm(let alarm): "alarm:\(alarm.rawValue)"
        case .outsideHours: "outside-hours"
        case .maintenance: "maintenance"
        case .inspection: "inspection"
        }
    }
}
