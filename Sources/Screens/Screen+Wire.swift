internal import Issuance
internal import LockedMemory

/// One screen as the page draws it, with everything that it needs to draw it.
struct Frame {
    var serial: UInt64
    var screen: Screen
    var memberNames: [LockedBytes]
    var settings: ScreenSettings
    var machine: MachineLayout
    /// The keypad, where a PIN is entered on the page.
    var pad: PINPad?

    /// WCAG 2.2.1: at least 20 s to answer. The machine's timer decides; the page only shows the time running.
    static let warningSeconds = 20

    var json: JSON {
        [
            "serial": .number(Int(clamping: serial)),
            "language": .text(screen.language.rawValue),
            "step": screen.step.map { .number($0.rawValue) } ?? nil,
            "choices": .array(screen.choices.map(\.json)),
            "fee": screen.fee.map { .number($0.amount) } ?? nil,
            "warning": screen.isWarning ? ["seconds": .number(Self.warningSeconds)] : nil,
            "settings": settings.json,
            "machine": machine.json,
            "content": content,
        ]
    }

    private var content: JSON {
        switch screen.content {
        case .outOfService(let hindrances):
            ["kind": "outOfService", "hindrances": .array(hindrances.shown.map { .text($0) })]
        case .welcome(let cardLeftBehind): ["kind": "welcome", "cardLeftBehind": .flag(cardLeftBehind)]
        case .services: ["kind": "services"]
        case .consent: ["kind": "consent"]
        case .placeCard(let hint): ["kind": "placeCard", "hint": hint.map { .text($0.name) } ?? nil]
        case .readingCard: ["kind": "readingCard"]
        case .enterPIN(let triesLeft, let lengths, let afterRejection, let onReader):
            [
                "kind": "enterPIN", "triesLeft": .number(triesLeft), "minimum": .number(lengths.lowerBound),
                "maximum": .number(lengths.upperBound), "afterRejection": .flag(afterRejection),
                "onReader": .flag(onReader), "keypad": pad.map(\.json) ?? nil,
            ]
        case .checkingPIN: ["kind": "checkingPIN"]
        case .checkingCertificate: ["kind": "checkingCertificate"]
        case .connecting: ["kind": "connecting"]
        case .takeCardBack(let reminded): ["kind": "takeCardBack", "reminded": .flag(reminded)]
        case .certificates(let offer): offer.json
        case .options(let options, let kind, let memberCount): json(options, of: kind, memberCount: memberCount)
        case .copies(let copies, let maximum, let certificate):
            [
                "kind": "copies", "copies": .number(copies), "maximum": .number(maximum),
                "certificate": certificate.json,
            ]
        case .confirm(let order, let municipality):
            [
                "kind": "confirm", "municipality": .text(municipality.name), "certificate": order.certificate.json,
                "copies": .number(order.copies),
            ]
        case .preparing(_, let preparation): ["kind": "preparing", "stage": .text(preparation.name)]
        case .pay(let due, let paid): ["kind": "pay", "due": .number(due.amount), "paid": .number(paid.amount)]
        case .printing(let sheets, let done, let trouble):
            [
                "kind": "printing", "sheets": .number(sheets), "done": .number(done),
                "trouble": trouble.map { .text($0.shown) } ?? nil,
            ]
        case .stoppingPrint: ["kind": "stoppingPrint"]
        case .givingMoney(let amount): ["kind": "givingMoney", "amount": .number(amount.amount)]
        case .takePaper(let receipt): receipt.json(kind: "takePaper")
        case .receipt(let receipt): receipt.json(kind: "receipt")
        case .thanks: ["kind": "thanks"]
        case .explanation(let explaining, let cardOnReader): explaining.json(cardOnReader: cardOnReader)
        case .takeCard: ["kind": "takeCard"]
        }
    }

    private func json(_ options: ResidenceRecordOptions, of kind: CertificateKind, memberCount: Int) -> JSON {
        let members = (0..<memberCount).map { number -> JSON in
            [
                "number": .number(number),
                "name": memberNames.indices.contains(number) ? .locked(JSON.Locked(bytes: memberNames[number])) : nil,
                "chosen": .flag(options.members.contains(number)),
            ]
        }
        return [
            "kind": "options", "certificate": .text(kind.rawValue),
            "wholeHousehold": .flag(options.members == .wholeHousehold),
            "domicile": .flag(options.showsDomicile), "relationship": .flag(options.showsRelationship),
            "members": .array(members),
        ]
    }
}

extension JSON: ExpressibleByStringLiteral {
    init(stringLiteral value: String) { self = .text(value) }
}

extension PINPad {
    /// How many digits there are, never which.
    var json: JSON {
        [
            "deal": .number(Int(clamping: deal)), "labels": .text(String(decoding: labels, as: UTF8.self)),
            "entered": .number(count),
        ]
    }
}

extension MachineLayout {
    var json: JSON {
        let slots = Slot.allCases.compactMap { slot in
            self.slots[slot].map { place in
                JSON.Member(
                    name: slot.rawValue,
                    value: ["side": .text(place.side.rawValue), "heightMM": .number(place.heightMillimetres)])
            }
        }
        return [
            "opens": .text(opens), "closes": .text(closes), "accepts": .array(acceptedYen.map { .number($0) }),
            "helpDesk": helpDesk.map { .text($0) } ?? nil, "slots": .object(slots),
        ]
    }
}

extension IssuanceMachine.AwaitingCard.Hint {
    fileprivate var name: String {
        switch self {
        case .removedTooEarly: "removedTooEarly"
        case .leftByAnother: "leftByAnother"
        }
    }
}

extension Screen.Preparation {
    fileprivate var name: String {
        switch self {
        case .printer: "printer"
        case .municipality: "municipality"
        case .document: "document"
        case .verdict: "verdict"
        }
    }
}

extension Offer {
    fileprivate var json: JSON {
        [
            "kind": "certificates", "municipality": .text(municipality.name),
            "certificates": .array(
                certificates.map { offered in
                    [
                        "certificate": .text(offered.kind.rawValue), "fee": .number(offered.fee.amount),
                        "unavailable": offered.availability.refusal.map { .text($0.shown) } ?? nil,
                    ]
                }),
        ]
    }
}

extension OfferedCertificate.Availability {
    fileprivate var refusal: Refusal? {
        switch self {
        case .available: nil
        case .unavailable(let refusal): refusal
        }
    }
}

extension HouseholdSelection {
    fileprivate func contains(_ member: Int) -> Bool {
        switch self {
        case .wholeHousehold: true
        case .members(let members): members.contains(member)
        }
    }
}

extension CertificateSpecification {
    fileprivate var json: JSON {
        guard let options else { return ["certificate": .text(kind.rawValue)] }
        return [
            "certificate": .text(kind.rawValue), "wholeHousehold": .flag(options.members == .wholeHousehold),
            "memberCount": options.members.count.map { .number($0) } ?? nil,
            "domicile": .flag(options.showsDomicile), "relationship": .flag(options.showsRelationship),
        ]
    }
}

extension HouseholdSelection {
    /// Nil for the whole household: how many that are is not the order's to say.
    fileprivate var count: Int? {
        switch self {
        case .wholeHousehold: nil
        case .members(let members): members.count
        }
    }
}

extension IssuanceMachine.Receipt {
    fileprivate func json(kind: String) -> JSON {
        [
            "kind": .text(kind), "certificate": .text(order.certificate.kind.rawValue), "copies": .number(order.copies),
            "paid": .number(paid.amount), "change": .number(change.amount), "owed": .number(owed.amount),
        ]
    }
}

extension IssuanceMachine.Explaining {
    fileprivate func json(cardOnReader: Bool) -> JSON {
        let explanation = Explanation(ending)
        return [
            "kind": "explanation", "ending": .text(explanation.ending), "reason": .text(explanation.reason),
            "todo": .text(explanation.todo.rawValue), "call": explanation.call.map { .text($0.rawValue) } ?? nil,
            "sheets": .number(explanation.sheets), "refunded": .number(refunded.amount), "owed": .number(owed.amount),
            "cardOnReader": .flag(cardOnReader),
        ]
    }
}
