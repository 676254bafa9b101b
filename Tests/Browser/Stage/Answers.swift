import Glibc
import Issuance

/// What the parts say, by the names that the play uses.
enum Answers {
    static func name(of request: IssuanceMachine.Request) -> String {
        switch request {
        case .readCard: "readCard"
        case .verifyPIN: "verifyPIN"
        case .judgeCertificate: "judgeCertificate"
        case .signChallenge: "signChallenge"
        case .askCloud(.openSession): "openSession"
        case .askCloud(.prove): "prove"
        case .askCloud(.issue): "issue"
        case .askCloud(.fetchDocument): "fetchDocument"
        case .checkDocument: "checkDocument"
        case .checkPrinter: "checkPrinter"
        case .print: "print"
        case .payOut: "payOut"
        }
    }

    static func good(for request: IssuanceMachine.Request) -> IssuanceMachine.Answer? {
        switch request {
        case .judgeCertificate: .certificateAccepted
        case .askCloud(.openSession): .challengeReceived
        case .signChallenge: .challengeSigned
        case .checkPrinter: .printerReady
        case .askCloud(.issue): .manifestReceived
        case .askCloud(.fetchDocument): .documentReceived
        case .checkDocument: .documentAccepted(sheetsPerCopy: 1)
        default: nil
        }
    }

    static func named(_ name: String) -> IssuanceMachine.Answer? {
        let parts = name.split(separator: ":").map(String.init)
        switch (parts.first ?? "", parts.dropFirst().first ?? "") {
        case ("card", "gone"): return .cardFailed(.gone)
        case ("card", "unreadable"): return .cardFailed(.unreadable)
        case ("card", "unknown"): return .cardFailed(.unknown)
        case ("certificate", let kind): return CertificateRefusal(rawValue: kind).map { .certificateRefused($0) }
        case ("refused", let kind): return Refusal(rawValue: kind).map { .cloudRefused($0) }
        case ("cloud", let kind): return CloudFailure.allCases.first { "\($0)" == kind }.map { .cloudFailed($0) }
        case ("printer", let kind): return PrinterTrouble(rawValue: kind).map { .printerNotReady($0) }
        case ("stopped", let kind): return PrinterTrouble(rawValue: kind).map { .printStopped($0) }
        case ("failed", let kind):
            let sheets = parts.count > 2 ? Int(parts[2]) ?? 0 : 0
            return PrinterTrouble(rawValue: kind).map { .printFailed($0, sheets: sheets) }
        case ("resumed", _): return .printResumed
        case ("sheets", let count): return Int(count).map { .sheetsPrinted($0) }
        case ("printed", let count): return Int(count).map { .printed(sheets: $0) }
        case ("paidOut", let amount): return Int(amount).flatMap { Yen($0) }.map { .paidOut($0) }
        case ("mismatched", _): return .documentMismatched
        case ("broken", _): return .kioskFailed
        case ("good", let request):
            let all: [IssuanceMachine.Request] = [
                .judgeCertificate, .askCloud(.openSession), .signChallenge, .checkPrinter, .askCloud(.fetchDocument),
            ]
            return all.first { Answers.name(of: $0) == request }.flatMap { good(for: $0) }
        default: return nil
        }
    }

    static func hindrance(_ name: String) -> Hindrance? {
        switch name {
        case "starting": .starting
        case "stopping": .stopping
        case "outside-hours": .outsideHours
        case "maintenance": .maintenance
        default: Hindrance.Part(rawValue: name).map { .part($0) }
        }
    }

    /// Every kind, for a household of three.
    static let offer: Offer? = {
        guard let code = MunicipalityCode("13113"), let fee = Yen(300) else { return nil }
        return Offer(
            municipality: Municipality(code: code, name: "渋谷区"),
            certificates: CertificateKind.allCases.map {
                OfferedCertificate(kind: $0, fee: fee, maximumCopies: 10, availability: .available)
            }, memberCount: 3)
    }()
}

/// Lines must not wait in a buffer: the play waits for them.
func flush() {
    fflush(nil)
}
