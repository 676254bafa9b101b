import Issuance

/// The events that the tables and the explorations are made of, and the offer they play with.
enum Alphabet {
    typealias Event = IssuanceMachine.Event
    typealias Answer = IssuanceMachine.Answer

    static let shibuya = Municipality(code: code("13113"), name: "渋谷区")

    static let offer = Offer(
        municipality: shibuya,
        certificates: [
            OfferedCertificate(kind: .residenceRecord, fee: yen(300), maximumCopies: 2, availability: .available),
            OfferedCertificate(kind: .sealRegistration, fee: yen(200), maximumCopies: 1, availability: .available),
        ],
        memberCount: 2)

    static let card = IssuanceMachine.CardSummary(
        profile: "my-number-card", triesLeft: 3, pinLengths: 4...4, entersPINOnReader: false)

    static let touches: [IssuanceMachine.Touch] = [
        .begin, .chooseLanguage(.english), .chooseIssuance, .agree, .enterPIN, .chooseCertificate(.residenceRecord),
        .chooseCertificate(.sealRegistration), .selectWholeHousehold, .toggleMember(0), .showDomicile(true),
        .showRelationship(true), .setCopies(2), .setCopies(99), .proceed, .confirm, .paperTaken, .takeReceipt(true),
        .takeReceipt(false), .close, .stay, .back, .cancel,
    ]

    static let answers: [Answer] = [
        .cardRead(card), .cardRead(locked), .cardRead(onReader), .cardFailed(.gone), .cardFailed(.unreadable),
        .cardFailed(.unknown),
        .pinAccepted, .pinWithdrawn, .pinRejected(triesLeft: 2), .pinRejected(triesLeft: 0), .certificateAccepted,
        .certificateRefused(.revoked), .challengeReceived, .challengeSigned, .offered(offer), .printerReady,
        .printerNotReady(.paperOut), .printerNotReady(.queueNotEmpty), .manifestReceived, .documentReceived,
        .documentAccepted(sheetsPerCopy: 2), .documentAccepted(sheetsPerCopy: 0), .documentMismatched,
        .cloudRefused(.protected), .cloudFailed(.late), .sheetsPrinted(1), .printStopped(.paperOut), .printResumed,
        .printed(sheets: 2), .printed(sheets: 1), .printFailed(.jam, sheets: 1),
        .printFailed(.queueNotEmpty, sheets: 0), .paidOut(yen(100)), .paidOut(yen(0)), .kioskFailed,
    ]

    static let hindrances: [Hindrance] = [
        .part(.cardReader), .part(.printer), .part(.coinMechanism), .outsideHours, .stopping,
    ]

    /// Everything that can happen to `machine`, with the handles that are current.
    static func events(for machine: IssuanceMachine) -> [Event] {
        let current = machine.outstanding ?? RequestHandle(number: 0)
        return touches.map { .touched($0) }
            + answers.map { .answered(current, $0) }
            + [.cardInserted, .cardRemoved, .paperTaken, .moneyCredited(yen(100)), .moneyCredited(yen(1000))]
            + [.timeElapsed(machine.timer ?? TimerHandle(number: 0))]
            + hindrances.map { .hindered($0) } + hindrances.map { .cleared($0) }
    }

    static var onReader: IssuanceMachine.CardSummary {
        var onReader = card
        onReader.entersPINOnReader = true
        return onReader
    }

    private static var locked: IssuanceMachine.CardSummary {
        var locked = card
        locked.triesLeft = 0
        return locked
    }

    static func yen(_ amount: Int) -> Yen {
        Yen(amount) ?? .zero
    }

    static func code(_ text: String) -> MunicipalityCode {
        guard let code = MunicipalityCode(text) else { preconditionFailure("\(text) is no municipality code") }
        return code
    }
}

extension IssuanceMachine {
    /// The machine as far as behaviour goes: the numbers on its handles left out.
    var situation: Situation {
        Situation(
            state: state, hindrances: hindrances, card: card, held: held, isWarning: isWarning,
            isWaiting: outstanding != nil, isLedgerOpen: isLedgerOpen)
    }

    struct Situation: Hashable {
        var state: State
        var hindrances: Set<Hindrance>
        var card: CardPlace
        var held: Yen
        var isWarning: Bool
        var isWaiting: Bool
        var isLedgerOpen: Bool
    }
}
