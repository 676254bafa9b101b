internal import Issuance

/// A touch over the wire: `{"name":"setCopies","value":2}`, without `value` where there is none.
extension IssuanceMachine.Touch {
    var json: JSON {
        let (name, value) = parts
        guard let value else { return ["name": .text(name)] }
        return ["name": .text(name), "value": value]
    }

    private var parts: (String, JSON?) {
        switch self {
        case .begin: ("begin", nil)
        case .chooseLanguage(let language): ("chooseLanguage", .text(language.rawValue))
        case .chooseIssuance: ("chooseIssuance", nil)
        case .agree: ("agree", nil)
        case .enterPIN: ("enterPIN", nil)
        case .chooseCertificate(let kind): ("chooseCertificate", .text(kind.rawValue))
        case .selectWholeHousehold: ("selectWholeHousehold", nil)
        case .toggleMember(let member): ("toggleMember", .number(member))
        case .showDomicile(let isShown): ("showDomicile", .flag(isShown))
        case .showRelationship(let isShown): ("showRelationship", .flag(isShown))
        case .setCopies(let copies): ("setCopies", .number(copies))
        case .proceed: ("proceed", nil)
        case .confirm: ("confirm", nil)
        case .paperTaken: ("paperTaken", nil)
        case .takeReceipt(let isWanted): ("takeReceipt", .flag(isWanted))
        case .close: ("close", nil)
        case .stay: ("stay", nil)
        case .back: ("back", nil)
        case .cancel: ("cancel", nil)
        }
    }

    /// Nil for an unknown name, a value of the wrong type or out of its bounds, a value where none belongs, or any
    /// other member.
    init?(_ json: [String: JSON]) {
        guard case .text(let name) = json["name"] else { return nil }
        let value = json["value"]
        guard json.count == (value == nil ? 1 : 2) else { return nil }
        switch (name, value) {
        case ("begin", nil): self = .begin
        case ("chooseLanguage", .text(let tag)):
            guard let language = Language(rawValue: tag) else { return nil }
            self = .chooseLanguage(language)
        case ("chooseIssuance", nil): self = .chooseIssuance
        case ("agree", nil): self = .agree
        case ("enterPIN", nil): self = .enterPIN
        case ("chooseCertificate", .text(let kind)):
            guard let kind = CertificateKind(rawValue: kind) else { return nil }
            self = .chooseCertificate(kind)
        case ("selectWholeHousehold", nil): self = .selectWholeHousehold
        case ("toggleMember", .number(let member)):
            guard (0..<Offer.maximumMembers).contains(member) else { return nil }
            self = .toggleMember(member)
        case ("showDomicile", .flag(let isShown)): self = .showDomicile(isShown)
        case ("showRelationship", .flag(let isShown)): self = .showRelationship(isShown)
        case ("setCopies", .number(let copies)):
            guard (1...OfferedCertificate.highestMaximumCopies).contains(copies) else { return nil }
            self = .setCopies(copies)
        case ("proceed", nil): self = .proceed
        case ("confirm", nil): self = .confirm
        case ("paperTaken", nil): self = .paperTaken
        case ("takeReceipt", .flag(let isWanted)): self = .takeReceipt(isWanted)
        case ("close", nil): self = .close
        case ("stay", nil): self = .stay
        case ("back", nil): self = .back
        case ("cancel", nil): self = .cancel
        default: return nil
        }
    }
}
