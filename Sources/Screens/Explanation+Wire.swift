internal import Issuance

/// Which texts explain an ending: keys of the strings files. Chosen from the kind alone.
struct Explanation: Hashable, Sendable {
    /// The last part of the key of the heading, `ending.…`.
    var ending: String
    /// The whole key of the sentence below it.
    var reason: String
    var todo: Todo
    var call: Call?
    /// Void sheets that came out.
    var sheets = 0

    /// What to do now: the last part of the key, `todo.…`.
    enum Todo: String, CaseIterable { case again, place, office, tomorrow, hours, later, staff }
    /// Whom to ask: the last part of the key, `call.…`.
    enum Call: String, CaseIterable { case office, staff }

    init(_ ending: Ending) {
        switch ending {
        case .cancelled: self.init("cancelled", .again)
        case .abandoned: self.init("abandoned", .again)
        case .cardUnreadable: self.init("card-unreadable", .place, .office)
        case .cardUnknown: self.init("card-unknown", .again)
        case .pinLocked: self.init("pin-locked", .office, .office)
        case .certificate(let refusal): self.init(refusal)
        case .refused(let refusal): self.init(refusal)
        case .cloud(let failure): self.init("cloud", reason: failure.reason, .later)
        case .documentMismatch: self.init("document-mismatch", .staff, .staff)
        case .printer(let trouble): self.init("printer", reason: "trouble.\(trouble.shown)", .staff, .staff)
        case .spoiled(let sheets):
            self.init("spoiled", .staff, .staff)
            self.sheets = sheets
        case .coinMechanismFault: self.init("coin-mechanism-fault", .staff, .staff)
        case .kioskFault: self.init("kiosk-fault", .staff, .staff)
        }
    }

    private init(_ ending: String, reason: String? = nil, _ todo: Todo, _ call: Call? = nil) {
        self.ending = ending
        self.reason = reason ?? "reason.\(ending)"
        self.todo = todo
        self.call = call
    }

    private init(_ refusal: CertificateRefusal) {
        let reason: String
        switch refusal {
        case .expired, .notYetValid, .revoked: reason = refusal.rawValue
        case .unknownIssuer, .unacceptable: reason = "unacceptable"
        case .revocationUnknown: reason = "revocation-unknown"
        }
        let isPassing = refusal == .revocationUnknown
        self.init(
            "certificate", reason: "reason.certificate.\(reason)", isPassing ? .later : .office,
            isPassing ? nil : .office)
    }

    private init(_ refusal: Refusal) {
        let reason = "refusal.\(refusal.shown)"
        switch refusal {
        case .movedInToday, .cardIssuedToday: self.init("refused", reason: reason, .tomorrow)
        case .outsideHours: self.init("refused", reason: reason, .hours)
        case .maintenance: self.init("refused", reason: reason, .later)
        case .movedOut, .protected, .deceased, .underage, .adultWard, .nameNotPrintable, .sealCancelled,
            .noSealRegistered, .notOffered, .unknownResident, .cardNotAccepted:
            self.init("refused", reason: reason, .office, .office)
        }
    }
}

extension Refusal {
    /// What the page is told. Reasons that nobody beside the counter may learn look the same, on the wire too.
    var shown: String {
        switch self {
        case .protected, .deceased, .adultWard, .unknownResident: "office"
        case .movedOut, .underage, .movedInToday, .nameNotPrintable, .cardIssuedToday, .sealCancelled,
            .noSealRegistered, .notOffered, .outsideHours, .maintenance, .cardNotAccepted:
            rawValue
        }
    }
}

extension PrinterTrouble {
    /// A resident can do the same about each that has no name of its own.
    var shown: String {
        switch self {
        case .paperOut, .jam, .coverOpen, .tonerOut: rawValue
        case .unreachable, .queueMissing, .queueNotEmpty, .other: "other"
        }
    }
}

extension CloudFailure {
    fileprivate var reason: String {
        switch self {
        case .late, .unreachable, .serverFault: "reason.cloud"
        case .untrusted, .malformed: "reason.cloud.untrusted"
        }
    }
}

extension Set<Hindrance> {
    /// What the out-of-service page is told, the most telling first: keys `outOfService.…`.
    var shown: [String] {
        let named = map(\.shown)
        return Hindrance.order.filter(named.contains)
    }
}

extension Hindrance {
    /// A person waits for hours and for a technician; the rest passes or is said in general.
    fileprivate static let order = [
        "alarm", "outside-hours", "maintenance", "printer", "money", "card-reader", "machine", "cloud", "stopping",
        "starting",
    ]

    fileprivate var shown: String {
        switch self {
        case .starting: "starting"
        case .stopping: "stopping"
        case .alarm: "alarm"
        case .outsideHours: "outside-hours"
        case .maintenance, .inspection: "maintenance"
        case .part(let part):
            switch part {
            case .printer: "printer"
            case .coinMechanism: "money"
            case .cardReader: "card-reader"
            case .cloud: "cloud"
            case .screen, .clock, .journal: "machine"
            }
        }
    }
}
