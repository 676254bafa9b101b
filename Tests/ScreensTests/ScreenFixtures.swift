@testable import Issuance
import LockedMemory

@testable import Screens

/// Every screen that the resident can see, by name. The browser's tests and the pictures in the documentation draw
/// what is recorded of them.
enum ScreenFixtures {
    static func all() throws -> [(name: String, frame: Frame)] {
        try beginning() + card() + choice() + payment() + paper() + explanations() + rest()
    }

    static func municipality(_ code: String, _ name: String) throws -> Municipality {
        guard let code = MunicipalityCode(code) else { throw Unusable() }
        return Municipality(code: code, name: name)
    }

    struct Unusable: Error {}

    static func yen(_ amount: Int) throws -> Yen {
        guard let yen = Yen(amount) else { throw Unusable() }
        return yen
    }

    static func frame(
        _ content: Screen.Content, _ step: Screen.Step? = nil, _ choices: [IssuanceMachine.Touch] = [], fee: Int? = nil,
        isWarning: Bool = false, names: [String] = [], pad: PINPad? = nil
    ) throws -> Frame {
        Frame(
            serial: 1,
            screen: Screen(
                content: content, step: step, choices: choices, fee: try fee.map { try yen($0) }, language: .japanese,
                isWarning: isWarning),
            memberNames: try names.map { try LockedBytes(copying: Array($0.utf8)) }, settings: .usual,
            machine: .reference, pad: pad)
    }

    typealias Named = [(name: String, frame: Frame)]

    private static func beginning() throws -> Named {
        let leave: [IssuanceMachine.Touch] = [.back, .cancel]
        return [
            ("welcome", try frame(.welcome(cardLeftBehind: false), nil, [.begin])),
            ("welcome-card-left-behind", try frame(.welcome(cardLeftBehind: true), nil, [.begin])),
            ("services", try frame(.services, .start, [.chooseIssuance] + leave)),
            ("consent", try frame(.consent, .start, [.agree] + leave)),
        ]
    }

    private static func card() throws -> Named {
        let leave: [IssuanceMachine.Touch] = [.back, .cancel]
        func pin(tries: Int, rejected: Bool, onReader: Bool, pad: PINPad?) throws -> Frame {
            try frame(
                .enterPIN(triesLeft: tries, lengths: 4...4, afterRejection: rejected, onReader: onReader), .card,
                (onReader ? [] : [.enterPIN]) + [.cancel], pad: pad)
        }
        return [
            ("place-card", try frame(.placeCard(nil), .card, leave)),
            ("place-card-removed-too-early", try frame(.placeCard(.removedTooEarly), .card, leave)),
            ("place-card-left-by-another", try frame(.placeCard(.leftByAnother), .card, leave)),
            ("reading-card", try frame(.readingCard, .card, [.cancel])),
            ("enter-pin", try pin(tries: 3, rejected: false, onReader: false, pad: pad(0))),
            (
                "enter-pin-shuffled",
                try pin(tries: 3, rejected: false, onReader: false, pad: pad(2, labels: "4702918365"))
            ),
            ("enter-pin-rejected", try pin(tries: 2, rejected: true, onReader: false, pad: pad(0))),
            ("enter-pin-last-try", try pin(tries: 1, rejected: true, onReader: false, pad: pad(4))),
            ("enter-pin-on-reader", try pin(tries: 3, rejected: false, onReader: true, pad: nil)),
            ("enter-pin-on-reader-last-try", try pin(tries: 1, rejected: true, onReader: true, pad: nil)),
            ("checking-pin", try frame(.checkingPIN, .card, [.cancel])),
            ("checking-certificate", try frame(.checkingCertificate, .card, [.cancel])),
            ("connecting", try frame(.connecting, .card, [.cancel])),
            ("take-card-back", try frame(.takeCardBack(reminded: false), .card, [.cancel])),
            ("take-card-back-reminded", try frame(.takeCardBack(reminded: true), .card, [.cancel])),
        ]
    }

    /// A keypad on which `count` digits were pressed.
    private static func pad(_ count: Int, labels: String = "1234567890") throws -> PINPad {
        var pad = PINPad(deal: 1, labels: Array(labels.utf8), lengths: 4...4)
        for place in 0..<count { try pad.press(place) }
        return pad
    }

    private static func offer(sealUnavailable refusal: Refusal?) throws -> Offer {
        Offer(
            municipality: try municipality("13113", "渋谷区"),
            certificates: [
                OfferedCertificate(
                    kind: .residenceRecord, fee: try yen(300), maximumCopies: 10, availability: .available),
                OfferedCertificate(
                    kind: .residenceItems, fee: try yen(300), maximumCopies: 10, availability: .available),
                OfferedCertificate(
                    kind: .sealRegistration, fee: try yen(300), maximumCopies: 10,
                    availability: refusal.map { .unavailable($0) } ?? .available),
            ], memberCount: 3)
    }

    private static func choice() throws -> Named {
        let leave: [IssuanceMachine.Touch] = [.back, .cancel]
        let names = ["見本 太郎", "見本 花子", "見本 一郎"]
        var list: Named = [
            (
                "certificates",
                try frame(
                    .certificates(offer(sealUnavailable: nil)), .choose,
                    CertificateKind.allCases.map { .chooseCertificate($0) } + [.cancel])
            )
        ]
        for refusal in distinct(Refusal.allCases, by: \.shown) {
            list.append(
                (
                    "certificates-without-seal-\(refusal.shown)",
                    try frame(
                        .certificates(offer(sealUnavailable: refusal)), .choose,
                        [.chooseCertificate(.residenceRecord), .chooseCertificate(.residenceItems), .cancel])
                ))
        }
        func options(
            _ members: HouseholdSelection, of kind: CertificateKind = .residenceRecord, domicile: Bool,
            relationship: Bool, count: Int, names: [String]
        ) throws -> Frame {
            let offer = Offer(
                municipality: try municipality("13113", "渋谷区"),
                certificates: try offer(sealUnavailable: nil).certificates,
                memberCount: count)
            guard let offered = offer[kind] else { throw Unusable() }
            var machine = IssuanceMachine()
            machine.state = .choosingOptions(
                IssuanceMachine.ChoosingOptions(
                    offer: offer, offered: offered,
                    options: ResidenceRecordOptions(
                        members: members, showsDomicile: domicile, showsRelationship: relationship)))
            let screen = IssuanceMachine.screen(for: machine)
            return try frame(screen.content, screen.step, screen.choices, fee: 300, names: names)
        }
        let whole = CertificateSpecification.residenceRecord(
            ResidenceRecordOptions(members: .wholeHousehold, showsDomicile: false, showsRelationship: true))
        let some = CertificateSpecification.residenceRecord(
            ResidenceRecordOptions(members: .members([0, 1]), showsDomicile: true, showsRelationship: true))
        func confirm(_ specification: CertificateSpecification, _ code: String, _ name: String, _ copies: Int) throws
            -> Frame
        {
            let municipality = try municipality(code, name)
            let order = Order(
                municipality: municipality.code, certificate: specification, copies: copies, fee: try yen(300 * copies))
            return try frame(.confirm(order, municipality), .choose, [.confirm] + leave, fee: 300 * copies)
        }
        return try list + [
            ("options", options(.wholeHousehold, domicile: false, relationship: false, count: 3, names: names)),
            ("options-one-member", options(.members([1]), domicile: true, relationship: true, count: 3, names: names)),
            (
                "options-alone",
                options(.wholeHousehold, domicile: false, relationship: true, count: 1, names: ["見本 太郎"])
            ),
            (
                "options-many-members",
                options(
                    .wholeHousehold, domicile: false, relationship: false, count: 12, names: (1...12).map { "見本 \($0)" }
                )
            ),
            (
                "options-items",
                options(
                    .members([0, 2]), of: .residenceItems, domicile: false, relationship: true, count: 3, names: names)
            ),
            (
                "copies",
                frame(
                    .copies(1, maximum: 10, of: whole), .choose, (1...10).map { .setCopies($0) } + [.proceed] + leave,
                    fee: 300)
            ),
            (
                "copies-three",
                frame(
                    .copies(3, maximum: 5, of: .sealRegistration), .choose,
                    (1...5).map { .setCopies($0) } + [.proceed] + leave, fee: 900)
            ),
            ("confirm", confirm(whole, "13113", "渋谷区", 1)),
            ("confirm-some-members", confirm(some, "12203", "市川市", 2)),
            ("confirm-items", confirm(.residenceItems(.usual), "13204", "三鷹市", 1)),
            ("confirm-seal", confirm(.sealRegistration, "13204", "三鷹市", 3)),
        ]
    }

    /// One of those that look the same.
    static func distinct<Value>(_ values: [Value], by look: (Value) -> String) -> [Value] {
        var seen: Set<String> = []
        return values.filter { seen.insert(look($0)).inserted }
    }
}
