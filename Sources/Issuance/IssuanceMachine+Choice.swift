/// What is to stand on the paper, how many of it, and the fee.
extension IssuanceMachine {
    mutating func choose(from offer: Offer) {
        guard !offer.certificates.isEmpty else { return end(.refused(.notOffered)) }
        enter(.choosingCertificate(ChoosingCertificate(offer: offer)))
    }

    mutating func receive(_ event: Event, in choosing: ChoosingCertificate) {
        switch event {
        case .touched(.chooseCertificate(let kind)):
            guard let offered = choosing.offer[kind], offered.availability == .available else { return }
            switch kind {
            case .residenceRecord, .residenceItems:
                enter(.choosingOptions(ChoosingOptions(offer: choosing.offer, offered: offered, options: .usual)))
            case .sealRegistration:
                chooseCopies(of: .sealRegistration, offered, from: choosing.offer)
            }
        default:
            receiveWhileChoosing(event, back: nil)
        }
    }

    mutating func receive(_ event: Event, in choosing: ChoosingOptions) {
        var changed = choosing
        switch event {
        case .touched(.selectWholeHousehold):
            changed.options.members = .wholeHousehold
        case .touched(.toggleMember(let member)):
            guard let selection = choosing.options.members.toggling(member, of: choosing.offer.memberCount) else {
                return
            }
            changed.options.members = selection
        case .touched(.showDomicile(let shown)):
            changed.options.showsDomicile = shown
        case .touched(.showRelationship(let shown)):
            changed.options.showsRelationship = shown
        case .touched(.proceed):
            return chooseCopies(
                of: choosing.offered.kind.specification(choosing.options), choosing.offered, from: choosing.offer)
        default:
            return receiveWhileChoosing(
                event, back: .choosingCertificate(ChoosingCertificate(offer: choosing.offer)))
        }
        enter(.choosingOptions(changed))
    }

    private mutating func chooseCopies(
        of certificate: CertificateSpecification, _ offered: OfferedCertificate, from offer: Offer
    ) {
        enter(
            .choosingCopies(ChoosingCopies(offer: offer, offered: offered, certificate: certificate, copies: 1)))
    }

    mutating func receive(_ event: Event, in choosing: ChoosingCopies) {
        switch event {
        case .touched(.setCopies(let copies)):
            guard choosing.offered.copies.contains(copies) else { return }
            var changed = choosing
            changed.copies = copies
            enter(.choosingCopies(changed))
        case .touched(.proceed):
            let order = Order(
                municipality: choosing.offer.municipality.code, certificate: choosing.certificate,
                copies: choosing.copies, fee: choosing.offered.fee.times(choosing.copies))
            enter(.confirming(Confirming(choice: choosing, order: order)))
        default:
            receiveWhileChoosing(event, back: choosing.before)
        }
    }

    /// What means the same wherever the resident chooses.
    ///
    /// - Parameter back: where a step back leads; nil at the first choice, since the card has been taken.
    mutating func receiveWhileChoosing(_ event: Event, back: State?) {
        switch event {
        case .touched(.back):
            if let back { enter(back) }
        case .touched(.cancel): end(.cancelled)
        case .timeElapsed: end(.abandoned)
        case .touched, .cardInserted, .cardRemoved, .paperTaken, .answered, .moneyCredited, .hindered, .cleared:
            break  // No device is in use while the resident chooses.
        }
    }
}

extension IssuanceMachine.ChoosingCopies {
    /// The step before, with what was chosen there.
    fileprivate var before: IssuanceMachine.State {
        if let options = certificate.options {
            .choosingOptions(IssuanceMachine.ChoosingOptions(offer: offer, offered: offered, options: options))
        } else {
            .choosingCertificate(IssuanceMachine.ChoosingCertificate(offer: offer))
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
