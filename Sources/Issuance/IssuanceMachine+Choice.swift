/// What is to stand on the paper, how many of it, and the fee.
extension IssuanceMachine {
    mutating func choose(from offer: Offer) -> [Effect] {
        guard !offer.certificates.isEmpty else { return end(.refused(.notOffered)) }
        return enter(.choosingCertificate(ChoosingCertificate(offer: offer)))
    }

    mutating func receive(_ event: Event, in choosing: ChoosingCertificate) -> [Effect] {
        switch event {
        case .touched(.chooseCertificate(let kind)):
            guard let offered = choosing.offer[kind], offered.availability == .available else { return [] }
            switch kind {
            case .residenceRecord:
                return enter(.choosingOptions(ChoosingOptions(offer: choosing.offer, options: .usual)))
            case .sealRegistration:
                return chooseCopies(of: .sealRegistration, from: choosing.offer)
            }
        default:
            return receiveWhileChoosing(event, back: nil)
        }
    }

    mutating func receive(_ event: Event, in choosing: ChoosingOptions) -> [Effect] {
        var changed = choosing
        switch event {
        case .touched(.selectWholeHousehold):
            changed.options.members = .wholeHousehold
        case .touched(.toggleMember(let member)):
            guard let selection = choosing.options.members.toggling(member, of: choosing.offer.memberCount) else {
                return []
            }
            changed.options.members = selection
        case .touched(.showDomicile(let shown)):
            changed.options.showsDomicile = shown
        case .touched(.showRelationship(let shown)):
            changed.options.showsRelationship = shown
        case .touched(.proceed):
            return chooseCopies(of: .residenceRecord(choosing.options), from: choosing.offer)
        default:
            return receiveWhileChoosing(event, back: .choosingCertificate(ChoosingCertificate(offer: choosing.offer)))
        }
        return enter(.choosingOptions(changed))
    }

    private mutating func chooseCopies(of certificate: CertificateSpecification, from offer: Offer) -> [Effect] {
        // The state before checked that this kind is offered.
        guard let offered = offer[certificate.kind] else { return failUnexplained() }
        return enter(
            .choosingCopies(ChoosingCopies(offer: offer, offered: offered, certificate: certificate, copies: 1)))
    }

    mutating func receive(_ event: Event, in choosing: ChoosingCopies) -> [Effect] {
        switch event {
        case .touched(.setCopies(let copies)):
            guard (1...max(choosing.offered.maximumCopies, 1)).contains(copies) else { return [] }
            var changed = choosing
            changed.copies = copies
            return enter(.choosingCopies(changed))
        case .touched(.proceed):
            let order = Order(
                municipality: choosing.offer.municipality.code, certificate: choosing.certificate,
                copies: choosing.copies, fee: choosing.offered.fee.times(choosing.copies))
            return enter(.confirming(Confirming(choice: choosing, order: order)))
        default:
            let back: State
            switch choosing.certificate {
            case .residenceRecord(let options):
                back = .choosingOptions(ChoosingOptions(offer: choosing.offer, options: options))
            case .sealRegistration:
                back = .choosingCertificate(ChoosingCertificate(offer: choosing.offer))
            }
            return receiveWhileChoosing(event, back: back)
        }
    }

    mutating func receive(_ event: Event, in confirming: Confirming) -> [Effect] {
        switch event {
        case .touched(.confirm):
            let ordering = Ordering(order: confirming.order, municipality: confirming.choice.offer.municipality)
            return start(.checkPrinter) + enter(.checkingPrinter(ordering))
        default:
            return receiveWhileChoosing(event, back: .choosingCopies(confirming.choice))
        }
    }

    /// What means the same wherever the resident chooses.
    private mutating func receiveWhileChoosing(_ event: Event, back: State?) -> [Effect] {
        switch event {
        case .touched(.back):
            guard let back else { return [] }
            return enter(back)
        case .touched(.cancel): return end(.cancelled)
        case .timeElapsed: return end(.abandoned)
        case .touched, .cardInserted, .cardRemoved, .paperTaken, .answered, .moneyCredited, .hindered, .cleared:
            return []  // No device is in use while the resident chooses.
        }
    }
}

extension HouseholdSelection {
    /// The selection after a touch on one member; nil where nobody would be left, or where there is no such member.
    func toggling(_ member: Int, of memberCount: Int) -> HouseholdSelection? {
        guard (0..<memberCount).contains(member) else { return nil }
        var members: Set<Int>
        switch self {
        case .wholeHousehold: members = [member]
        case .members(let chosen): members = chosen.symmetricDifference([member])
        }
        guard !members.isEmpty else { return nil }
        return members.count == memberCount ? .wholeHousehold : .members(members)
    }
}
