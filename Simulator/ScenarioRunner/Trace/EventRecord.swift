internal import Issuance

/// An event of the machine as it stands in a trace: everything that it says, and nothing about a resident, since the
/// machine knows nothing about one.
struct EventRecord: Codable, Hashable, Sendable {
    var name: String
    /// A touch, an answer, a hindrance.
    var word: String?
    var number: UInt64?
    var count: Int?
    var card: CardRecord?
    var offer: OfferRecord?

    struct CardRecord: Codable, Hashable, Sendable {
        var profile: String
        var triesLeft: Int
        var pinLengths: [Int]
        var onReader: Bool
    }

    struct OfferRecord: Codable, Hashable, Sendable {
        var municipality: String
        var name: String
        var members: Int
        var certificates: [Certificate]

        struct Certificate: Codable, Hashable, Sendable {
            var kind: String
            var fee: Int
            var copies: Int
            var unavailable: String?
        }
    }

    init(_ event: IssuanceMachine.Event) {
        switch event {
        case .touched(let touch): self.init("touched", word: touch.word)
        case .cardInserted: self.init("card-inserted")
        case .cardRemoved: self.init("card-removed")
        case .answered(let handle, let answer): self.init(answer, handle)
        case .moneyCredited(let amount): self.init("money-credited", count: amount.amount)
        case .paperTaken: self.init("paper-taken")
        case .timeElapsed(let handle): self.init("time-elapsed", number: handle.number)
        case .hindered(let hindrance): self.init("hindered", word: hindrance.word)
        case .cleared(let hindrance): self.init("cleared", word: hindrance.word)
        }
    }

    fileprivate init(_ name: String, word: String? = nil, number: UInt64? = nil, count: Int? = nil) {
        self.name = name
        self.word = word
        self.number = number
        self.count = count
    }

    private init(_ answer: IssuanceMachine.Answer, _ handle: RequestHandle) {
        self.init("answered", number: handle.number)
        switch answer {
        case .cardRead(let summary):
            word = "card-read"
            card = CardRecord(
                profile: summary.profile, triesLeft: summary.triesLeft,
                pinLengths: [summary.pinLengths.lowerBound, summary.pinLengths.upperBound],
                onReader: summary.entersPINOnReader)
        case .offered(let offered):
            word = "offered"
            offer = OfferRecord(offered)
        case .pinRejected(let left): (word, count) = ("pin-rejected", left)
        case .documentAccepted(let sheets): (word, count) = ("document-accepted", sheets)
        case .sheetsPrinted(let sheets): (word, count) = ("sheets-printed", sheets)
        case .printed(let sheets): (word, count) = ("printed", sheets)
        case .printFailed(let trouble, let sheets): (word, count) = ("print-failed:\(trouble.rawValue)", sheets)
        case .paidOut(let amount): (word, count) = ("paid-out", amount.amount)
        default: word = Self.simpleAnswers.first { $0.answer == answer }?.word
        }
    }

    /// Answers that say nothing more than their name.
    private static let simpleAnswers: [(word: String, answer: IssuanceMachine.Answer)] =
        [
            ("pin-accepted", .pinAccepted), ("pin-withdrawn", .pinWithdrawn),
            ("certificate-accepted", .certificateAccepted), ("challenge-received", .challengeReceived),
            ("challenge-signed", .challengeSigned), ("printer-ready", .printerReady),
            ("manifest-received", .manifestReceived), ("document-received", .documentReceived),
            ("document-mismatched", .documentMismatched), ("print-resumed", .printResumed),
            ("kiosk-failed", .kioskFailed),
        ] + IssuanceMachine.CardTrouble.allCases.map { ("card-failed:\($0)", .cardFailed($0)) }
        + CertificateRefusal.allCases.map { ("certificate-refused:\($0.rawValue)", .certificateRefused($0)) }
        + Refusal.allCases.map { ("cloud-refused:\($0.rawValue)", .cloudRefused($0)) }
        + CloudFailure.allCases.map { ("cloud-failed:\($0)", .cloudFailed($0)) }
        + PrinterTrouble.allCases.flatMap {
            [
                ("printer-not-ready:\($0.rawValue)", IssuanceMachine.Answer.printerNotReady($0)),
                ("print-stopped:\($0.rawValue)", .printStopped($0)),
            ]
        }

    /// The event; nil for a record that no machine of this version can have been told.
    var event: IssuanceMachine.Event? {
        switch name {
        case "touched": word.flatMap(IssuanceMachine.Touch.init(word:)).map { .touched($0) }
        case "card-inserted": .cardInserted
        case "card-removed": .cardRemoved
        case "answered":
            if let number, let answer { .answered(RequestHandle(number: number), answer) } else { nil }
        case "money-credited": count.flatMap { Yen($0) }.map { .moneyCredited($0) }
        case "paper-taken": .paperTaken
        case "time-elapsed": number.map { .timeElapsed(TimerHandle(number: $0)) }
        case "hindered": word.flatMap(Hindrance.init(word:)).map { .hindered($0) }
        case "cleared": word.flatMap(Hindrance.init(word:)).map { .cleared($0) }
        default: nil
        }
    }

    private var answer: IssuanceMachine.Answer? {
        guard let word else { return nil }
        if let simple = Self.simpleAnswers.first(where: { $0.word == word }) { return simple.answer }
        if word == "card-read" { return card?.summary.map { .cardRead($0) } }
        if word == "offered" { return offer?.offer.map { .offered($0) } }
        guard let count else { return nil }
        switch word {
        case "pin-rejected": return .pinRejected(triesLeft: count)
        case "document-accepted": return .documentAccepted(sheetsPerCopy: count)
        case "sheets-printed": return .sheetsPrinted(count)
        case "printed": return .printed(sheets: count)
        case "paid-out": return Yen(count).map { .paidOut($0) }
        default:
            guard word.hasPrefix("print-failed:") else { return nil }
            return PrinterTrouble(rawValue: String(word.dropFirst("print-failed:".count)))
                .map { .printFailed($0, sheets: count) }
        }
    }
}

extension EventRecord.CardRecord {
    fileprivate var summary: IssuanceMachine.CardSummary? {
        guard pinLengths.count == 2, pinLengths[0] <= pinLengths[1] else { return nil }
        return IssuanceMachine.CardSummary(
            profile: profile, triesLeft: triesLeft, pinLengths: pinLengths[0]...pinLengths[1],
            entersPINOnReader: onReader)
    }
}

extension EventRecord.OfferRecord {
    fileprivate init(_ offer: Offer) {
        self.init(
            municipality: offer.municipality.code.description, name: offer.municipality.name,
            members: offer.memberCount,
            certificates: offer.certificates.map { offered in
                var unavailable: String?
                if case .unavailable(let refusal) = offered.availability { unavailable = refusal.rawValue }
                return Certificate(
                    kind: offered.kind.rawValue, fee: offered.fee.amount, copies: offered.maximumCopies,
                    unavailable: unavailable)
            })
    }

    fileprivate var offer: Offer? {
        guard let code = MunicipalityCode(municipality) else { return nil }
        var offered: [OfferedCertificate] = []
        for certificate in certificates {
            guard let kind = CertificateKind(rawValue: certificate.kind), let fee = Yen(certificate.fee) else {
                return nil
            }
            var availability = OfferedCertificate.Availability.available
            if let reason = certificate.unavailable {
                guard let refusal = Refusal(rawValue: reason) else { return nil }
                availability = .unavailable(refusal)
            }
            offered.append(
                OfferedCertificate(
                    kind: kind, fee: fee, maximumCopies: certificate.copies, availability: availability))
        }
        return Offer(
            municipality: Municipality(code: code, name: name), certificates: offered, memberCount: members)
    }
}

extension Hindrance {
    private static let words: [(word: String, hindrance: Hindrance)] =
        [
            ("starting", .starting), ("stopping", .stopping), ("outside-hours", .outsideHours),
            ("maintenance", .maintenance), ("inspection", .inspection),
        ] + Part.allCases.map { ("part:\($0.rawValue)", .part($0)) }
        + Alarm.allCases.map { ("alarm:\($0.rawValue)", .alarm($0)) }

    /// As it stands in a trace.
    var word: String { Self.words.first { $0.hindrance == self }?.word ?? "\(self)" }

    init?(word: String) {
        guard let known = Self.words.first(where: { $0.word == word }) else { return nil }
        self = known.hindrance
    }
}
