extension IssuanceMachine {
    /// What the resident sees in the state that the machine is in.
    public static func screen(for machine: IssuanceMachine) -> Screen {
        let (content, step, choices) = parts(of: machine)
        return Screen(
            content: content, step: step, choices: choices, fee: machine.state.fee, language: machine.language,
            isWarning: machine.isWarning)
    }

    private static func parts(of machine: IssuanceMachine) -> (Screen.Content, Screen.Step?, [Touch]) {
        switch machine.state {
        case .outOfService:
            return (.outOfService(machine.hindrances), nil, [])
        case .idle:
            return (.welcome(cardLeftBehind: machine.card == .leftBehind), nil, [.begin])
        case .choosingService:
            return (.services, .start, [.chooseIssuance, .back, .cancel])
        case .consenting:
            return (.consent, .start, [.agree, .back, .cancel])
        case .awaitingCard(let awaiting):
            return (.placeCard(awaiting.hint), .card, [.back, .cancel])
        case .readingCard:
            return (.readingCard, .card, [.cancel])
        case .enteringPIN(let entering):
            return (pinEntry(entering.card, afterRejection: entering.afterRejection), .card, [.enterPIN, .cancel])
        case .verifyingPIN(let verifying):
            guard verifying.card.entersPINOnReader else { return (.checkingPIN, .card, [.cancel]) }
            return (pinEntry(verifying.card, afterRejection: verifying.afterRejection), .card, [.cancel])
        case .judgingCertificate:
            return (.checkingCertificate, .card, [.cancel])
        case .openingSession, .signingChallenge, .authenticating:
            return (.connecting, .card, [.cancel])
        case .returningCard(let returning):
            return (.takeCardBack(reminded: returning.reminded), .card, [.cancel])
        case .choosingCertificate(let choosing):
            let available = choosing.offer.certificates.filter { $0.availability == .available }
            return (.certificates(choosing.offer), .choose, available.map { .chooseCertificate($0.kind) } + [.cancel])
        case .choosingOptions(let choosing):
            return (
                .options(choosing.options, of: choosing.offered.kind, memberCount: choosing.offer.memberCount), .choose,
                choosing.choices
            )
        case .choosingCopies(let choosing):
            let copies = choosing.offered.copies
            return (
                .copies(choosing.copies, maximum: copies.upperBound, of: choosing.certificate), .choose,
                copies.map { .setCopies($0) } + [.proceed, .back, .cancel]
            )
        case .confirming(let confirming):
            return (
                .confirm(confirming.order, confirming.choice.offer.municipality), .choose, [.confirm, .back, .cancel]
            )
        case .checkingPrinter(let ordering):
            return (.preparing(ordering.order, .printer), .pay, [.cancel])
        case .requestingIssuance(let ordering):
            return (.preparing(ordering.order, .municipality), .pay, [.cancel])
        case .fetchingDocument(let ordering):
            return (.preparing(ordering.order, .document), .pay, [.cancel])
        case .checkingDocument(let ordering):
            return (.preparing(ordering.order, .verdict), .pay, [.cancel])
        case .collectingFee(let collecting):
            return (.pay(due: collecting.ordering.order.fee, paid: machine.held), .pay, [.cancel])
        case .printing(let printing):
            return (
                .printing(sheets: printing.sheets, done: printing.sheetsDone, trouble: printing.trouble), .take, []
            )
        case .stoppingPrint:
            return (.stoppingPrint, .take, [])
        case .payingOut(let paying):
            return (.givingMoney(paying.amount), .take, [])
        case .takingPaper(let taking):
            return (.takePaper(taking.receipt), .take, [.paperTaken])
        case .offeringReceipt(let offering):
            return (.receipt(offering.receipt), .take, [.takeReceipt(true), .takeReceipt(false)])
        case .thanking:
            return (.thanks, .take, [.close])
        case .explaining(let explaining):
            return (.explanation(explaining, cardOnReader: machine.card == .placed), nil, [.close])
        case .remindingOfCard:
            return (.takeCard, nil, [])
        }
    }
}

extension IssuanceMachine {
    private static func pinEntry(_ card: CardSummary, afterRejection: Bool) -> Screen.Content {
        .enterPIN(
            triesLeft: card.triesLeft, lengths: card.pinLengths, afterRejection: afterRejection,
            onReader: card.entersPINOnReader)
    }
}

extension IssuanceMachine.ChoosingOptions {
    /// Only touches that change something: a member whose removal would leave nobody is not offered.
    fileprivate var choices: [IssuanceMachine.Touch] {
        var choices: [IssuanceMachine.Touch] = options.members == .wholeHousehold ? [] : [.selectWholeHousehold]
        choices += (0..<offer.memberCount)
            .filter { member in
                guard let toggled = options.members.toggling(member, of: offer.memberCount) else { return false }
                return toggled != options.members
            }
            .map { .toggleMember($0) }
        choices += [.showDomicile(!options.showsDomicile), .showRelationship(!options.showsRelationship)]
        return choices + [.proceed, .back, .cancel]
    }
}

extension IssuanceMachine.State {
    /// The fee of the order as far as it is settled in this state.
    fileprivate var fee: Yen? {
        switch self {
        case .choosingOptions(let choosing): choosing.offered.fee
        case .choosingCopies(let choosing): choosing.offered.fee.times(choosing.copies)
        case .confirming(let confirming): confirming.order.fee
        case .checkingPrinter(let ordering), .requestingIssuance(let ordering), .fetchingDocument(let ordering),
            .checkingDocument(let ordering):
            ordering.order.fee
        case .collectingFee(let collecting): collecting.ordering.order.fee
        case .printing(let printing): printing.ordering.order.fee
        case .stoppingPrint(let stopping): stopping.printing.ordering.order.fee
        case .takingPaper(let taking): taking.receipt.order.fee
        case .offeringReceipt(let offering): offering.receipt.order.fee
        case .outOfService, .idle, .choosingService, .consenting, .awaitingCard, .readingCard, .enteringPIN,
            .verifyingPIN, .judgingCertificate, .openingSession, .signingChallenge, .returningCard, .authenticating,
            .choosingCertificate, .payingOut, .thanking, .explaining, .remindingOfCard:
            nil
        }
    }
}
