/// Before the first touch and after the last.
extension IssuanceMachine {
    mutating func receiveAtRest(_ event: Event) {
        switch event {
        case .touched(.begin) where state == .idle, .cardInserted where state == .idle:
            enter(.choosingService)
        case .hindered, .cleared:
            if hindrances.isEmpty != (state == .idle) { rest() }
        case .timeElapsed:
            // Somebody changed the language of the out-of-service page and left.
            rest()
        case .touched, .cardInserted, .cardRemoved, .paperTaken:
            break  // Nobody is served; what lies on the reader is noted.
        case .answered, .moneyCredited:
            break  // Nothing is under way at rest, and money never reaches here.
        }
    }

    /// Ends a session that gave nothing to take along. Whatever was open is closed: request, card, order, money.
    ///
    /// - Parameters:
    ///   - outcome: what the municipality is told where it had been asked, which is `refused` unless the caller
    ///     knows more.
    ///   - alarm: what a person must look into before the kiosk serves again; the ending's own where the caller
    ///     knows of none.
    mutating func end(_ ending: Ending, outcome: Outcome? = nil, alarm: Alarm? = nil) {
        let ordering = state.openOrder
        abandonRequest()
        if case .collectingFee = state { emit(.refuseMoney) }
        emit(.stopReminding)
        emit(.releaseCard)
        if ordering != nil { close(as: outcome ?? .refused) }
        if let alarm = alarm ?? ending.alarm {
            hindrances.insert(.alarm(alarm))
            emit(.record(.alarmRaised(alarm)))
        }
        emit(.eraseSession)
        settle(earned: .zero, next: .explain(ending, of: ordering))
    }

    /// An answer that nothing explains. Unknown means no.
    mutating func failUnexplained() {
        end(.kioskFault)
    }

    /// The firmware must leave: a session that moves neither paper nor money ends here, every other by itself.
    mutating func leave() {
        switch state {
        case .outOfService, .idle: rest()
        case .printing, .stoppingPrint, .payingOut, .takingPaper: break
        case .offeringReceipt(let offering):
            printOwed(offering.receipt)
            finish()
        case .thanking, .explaining: finish()
        case .remindingOfCard: leaveCardBehind()
        case .choosingService, .consenting, .awaitingCard, .readingCard, .enteringPIN, .verifyingPIN,
            .judgingCertificate, .openingSession, .signingChallenge, .returningCard, .authenticating,
            .choosingCertificate, .choosingOptions, .choosingCopies, .confirming, .checkingPrinter,
            .requestingIssuance, .fetchingDocument, .checkingDocument, .collectingFee:
            end(.kioskFault)
        }
    }

    /// Thanks, or an explanation: the session is over, and what lies on the reader is seen to when this closes.
    mutating func receiveLastScreen(_ event: Event) {
        switch event {
        case .touched(.close), .timeElapsed: finish()
        case .touched, .cardInserted, .cardRemoved, .paperTaken, .answered, .moneyCredited, .hindered, .cleared:
            break  // There is only something to read.
        }
    }

    mutating func receiveRemindingOfCard(_ event: Event) {
        switch event {
        case .cardRemoved:
            emit(.stopReminding)
            finish()
        case .timeElapsed: leaveCardBehind()
        case .touched, .cardInserted, .paperTaken, .answered, .moneyCredited, .hindered, .cleared:
            break  // Only the card's removal, or the limit, ends the reminder.
        }
    }

    private mutating func leaveCardBehind() {
        card = .leftBehind
        emit(.stopReminding)
        finish()
    }

    /// Leaves the last screen: money that came too late goes back, the journal's line is closed, a card that
    /// still lies there is called out.
    mutating func finish() {
        guard held == .zero else { return settle(earned: .zero, next: .rest) }
        closeLedger()
        guard card == .placed else { return rest() }
        emit(.remind(.card))
        enter(.remindingOfCard)
    }

    /// Back to where nobody is served.
    private mutating func rest() {
        language = .japanese
        enter(hindrances.isEmpty ? .idle : .outOfService)
    }

    /// Writes down that nothing of this session is open any more, once that is so: a coin that came during a payout
    /// is still to be given back.
    mutating func closeLedger() {
        guard isLedgerOpen, held == .zero else { return }
        isLedgerOpen = false
        emit(.record(.sessionClosed))
    }

    /// Writes down how the issuance ended and has the cloud told.
    mutating func close(as outcome: Outcome) {
        switch outcome {
        case .delivered(let sheets): emit(.record(.delivered(sheets: sheets)))
        case .refused: emit(.record(.refused))
        case .spoiled(let sheets): emit(.record(.spoiled(sheets: sheets)))
        }
        emit(.reportOutcome(outcome))
    }
}

extension IssuanceMachine.State {
    /// The order of which the municipality has been asked and not been told how it ended.
    var openOrder: IssuanceMachine.Ordering? {
        switch self {
        case .requestingIssuance(let ordering), .fetchingDocument(let ordering), .checkingDocument(let ordering):
            ordering
        case .collectingFee(let collecting): collecting.ordering
        case .printing(let printing): printing.ordering
        case .stoppingPrint(let stopping): stopping.printing.ordering
        case .outOfService, .idle, .choosingService, .consenting, .awaitingCard, .readingCard, .enteringPIN,
            .verifyingPIN, .judgingCertificate, .openingSession, .signingChallenge, .returningCard, .authenticating,
            .choosingCertificate, .choosingOptions, .choosingCopies, .confirming, .checkingPrinter, .payingOut,
            .takingPaper, .offeringReceipt, .thanking, .explaining, .remindingOfCard:
            nil
        }
    }
}

extension Ending {
    /// What a person must look into before the kiosk serves again.
    fileprivate var alarm: Alarm? {
        switch self {
        case .documentMismatch: .documentMismatch
        case .printer(let trouble): trouble.alarm
        case .cancelled, .abandoned, .cardUnreadable, .cardUnknown, .pinLocked, .certificate, .refused, .cloud,
            .spoiled, .coinMechanismFault, .kioskFault:
            nil
        }
    }
}

extension PrinterTrouble {
    /// What a person must look into before the kiosk serves again.
    var alarm: Alarm? { self == .queueNotEmpty ? .queueNotEmpty : nil }
}
