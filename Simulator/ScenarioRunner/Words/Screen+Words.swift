package import Issuance
internal import Kiosk

extension Screen {
    /// As scenario files name it, such as `printing 1/3 paper-out`.
    package var phrase: Phrase {
        var phrase = content.phrase
        // Japanese is the kiosk's own language.
        if language != .japanese { phrase.details.append(language.rawValue) }
        if isWarning { phrase.details.append("warning") }
        return phrase
    }

    /// The names of all screens, in the course's order.
    package static let names = [
        "out-of-service", "welcome", "services", "consent", "place-card", "reading-card", "enter-pin", "checking-pin",
        "checking-certificate", "connecting", "take-card-back", "certificates", "options", "copies", "confirm",
        "preparing", "pay", "printing", "stopping-print", "giving-money", "take-paper", "receipt", "thanks",
        "explanation", "take-card",
    ]
}

extension Screen.Content {
    fileprivate var phrase: Phrase {
        switch self {
        case .outOfService(let hindrances): Phrase("out-of-service", hindrances.map(\.id).sorted())
        case .welcome(let cardLeftBehind): Phrase("welcome", cardLeftBehind ? ["card-left-behind"] : [])
        case .services: Phrase("services")
        case .consent: Phrase("consent")
        case .placeCard(let hint): Phrase("place-card", hint.map { [$0.word] } ?? [])
        case .readingCard: Phrase("reading-card")
        case .enterPIN(let triesLeft, _, let afterRejection, let onReader):
            Phrase(
                "enter-pin",
                ["\(triesLeft)-left"] + (afterRejection ? ["after-rejection"] : []) + (onReader ? ["on-reader"] : []))
        case .checkingPIN: Phrase("checking-pin")
        case .checkingCertificate: Phrase("checking-certificate")
        case .connecting: Phrase("connecting")
        case .takeCardBack(let reminded): Phrase("take-card-back", reminded ? ["reminded"] : [])
        case .certificates(let offer):
            Phrase("certificates", offer.certificates.map { $0.kind.rawValue + ":" + $0.word })
        case .options(let options, let kind, _):
            Phrase("options", kind.specification(options).optionTokens)
        case .copies(let copies, let maximum, let certificate):
            Phrase("copies", ["\(copies)/\(maximum)", certificate.kind.rawValue])
        case .confirm(let order, _):
            Phrase("confirm", [order.certificate.kind.rawValue, "fee-\(order.fee.amount)", "\(order.copies)-copies"])
        case .preparing(_, let preparation): Phrase("preparing", ["\(preparation)"])
        case .pay(let due, let paid): Phrase("pay", ["\(paid.amount)/\(due.amount)"])
        case .printing(let sheets, let done, let trouble):
            Phrase("printing", ["\(done)/\(sheets)"] + (trouble.map { [$0.rawValue] } ?? []))
        case .stoppingPrint: Phrase("stopping-print")
        case .givingMoney(let amount): Phrase("giving-money", ["\(amount.amount)"])
        case .takePaper(let receipt): Phrase("take-paper", receipt.words)
        case .receipt(let receipt): Phrase("receipt", receipt.words)
        case .thanks: Phrase("thanks")
        case .explanation(let explaining, let cardOnReader):
            Phrase(
                "explanation",
                [explaining.ending.id] + (explaining.refunded > .zero ? ["refunded-\(explaining.refunded.amount)"] : [])
                    + (explaining.owed > .zero ? ["owed-\(explaining.owed.amount)"] : [])
                    + (cardOnReader ? ["card-on-reader"] : []))
        case .takeCard: Phrase("take-card")
        }
    }
}

extension IssuanceMachine.AwaitingCard.Hint {
    fileprivate var word: String {
        switch self {
        case .removedTooEarly: "removed-too-early"
        case .leftByAnother: "left-by-another"
        }
    }
}

extension OfferedCertificate {
    fileprivate var word: String {
        switch availability {
        case .available: "\(fee.amount)"
        case .unavailable(let refusal): refusal.rawValue
        }
    }
}

extension IssuanceMachine.Receipt {
    fileprivate var words: [String] {
        ["paid-\(paid.amount)"] + (change > .zero ? ["change-\(change.amount)"] : [])
            + (owed > .zero ? ["owed-\(owed.amount)"] : [])
    }
}
