/// From the first touch to the PIN that the card verified.
extension IssuanceMachine {
    mutating func receiveChoosingService(_ event: Event) {
        switch event {
        case .touched(.chooseIssuance): enter(.consenting)
        case .touched(.back), .touched(.cancel): end(.cancelled)
        case .timeElapsed: end(.abandoned)
        case .touched, .cardInserted, .cardRemoved, .paperTaken, .answered, .moneyCredited, .hindered, .cleared:
            break  // The card's place is noted for later; no device is in use yet.
        }
    }

    mutating func receiveConsenting(_ event: Event) {
        switch event {
        case .touched(.agree): askForCard()
        case .touched(.back): enter(.choosingService)
        case .touched(.cancel): end(.cancelled)
        case .timeElapsed: end(.abandoned)
        case .touched, .cardInserted, .cardRemoved, .paperTaken, .answered, .moneyCredited, .hindered, .cleared:
            break  // As while choosing the service.
        }
    }

    private mutating func askForCard(_ hint: AwaitingCard.Hint? = nil) {
        // The reader may have failed while the resident was reading.
        guard !hindrances.contains(.part(.cardReader)) else { return end(.kioskFault) }
        switch card {
        case .placed:
            start(.readCard)
            enter(.readingCard)
        case .leftBehind: enter(.awaitingCard(AwaitingCard(hint: .leftByAnother)))
        case .empty: enter(.awaitingCard(AwaitingCard(hint: hint)))
        }
    }

    mutating func receive(_ event: Event, in awaiting: AwaitingCard) {
        switch event {
        case .cardInserted: askForCard()
        case .cardRemoved: askForCard(awaiting.hint == .leftByAnother ? nil : awaiting.hint)
        case .touched(.back): enter(.consenting)
        case .touched(.cancel): end(.cancelled)
        case .timeElapsed: end(.abandoned)
        case .hindered(.part(.cardReader)): end(.kioskFault)
        case .touched, .paperTaken, .answered, .moneyCredited, .hindered, .cleared:
            break  // Only a card matters here.
        }
    }

    mutating func receiveReadingCard(_ event: Event) {
        switch event {
        case .answered(_, .cardRead(let summary)): askForPIN(of: summary, afterRejection: false)
        default: receiveWhileCardWorks(event, late: .cardUnreadable)
        }
    }

    private mutating func askForPIN(of card: CardSummary, afterRejection: Bool) {
        guard card.triesLeft > 0 else { return end(.pinLocked) }
        // On the reader's own keys asking and verifying are one step; a person decides when it happens.
        guard !card.entersPINOnReader else { return verifyPIN(of: card, afterRejection: afterRejection) }
        enter(.enteringPIN(EnteringPIN(card: card, afterRejection: afterRejection)))
    }

    private mutating func verifyPIN(of card: CardSummary, afterRejection: Bool) {
        start(.verifyPIN(triesLeft: card.triesLeft))
        enter(.verifyingPIN(VerifyingPIN(card: card, afterRejection: afterRejection)))
    }

    mutating func receive(_ event: Event, in entering: EnteringPIN) {
        switch event {
        case .touched(.enterPIN): verifyPIN(of: entering.card, afterRejection: entering.afterRejection)
        default: receiveWhileCardWorks(event, late: .abandoned)
        }
    }

    mutating func receive(_ event: Event, in verifying: VerifyingPIN) {
        switch event {
        case .answered(_, .pinAccepted):
            start(.judgeCertificate)
            enter(.judgingCertificate)
        case .answered(_, .pinRejected(let triesLeft)):
            var card = verifying.card
            // Digits that never reached the card leave the count as it was. That cannot happen on the reader's own
            // keys, where it would ask again and again by itself; and no count grows by a wrong PIN.
            let most = card.entersPINOnReader ? card.triesLeft - 1 : card.triesLeft
            guard triesLeft <= most else { return end(.cardUnreadable) }
            card.triesLeft = triesLeft
            askForPIN(of: card, afterRejection: true)
        case .answered(_, .pinWithdrawn): end(.cancelled)
        default: receiveWhileCardWorks(event, late: .cardUnreadable)
        }
    }

    /// What means the same in each state in which the card must lie still.
    ///
    /// - Parameter late: why the session ends where the state's limit has passed.
    mutating func receiveWhileCardWorks(_ event: Event, late: Ending) {
        switch event {
        case .cardRemoved, .answered(_, .cardFailed(.gone)):
            // Lifted or exchanged: what was read or verified belongs to a card that is gone. Where this answer was
            // quicker than the reader's notice, the notice that follows finds the card asked for already.
            abandonRequest()
            emit(.releaseCard)
            emit(.eraseSession)
            enter(.awaitingCard(AwaitingCard(hint: .removedTooEarly)))
        case .answered(_, .cardFailed(.unreadable)): end(.cardUnreadable)
        case .answered(_, .cardFailed(.unknown)): end(.cardUnknown)
        case .touched(.cancel): end(.cancelled)
        case .hindered(.part(.cardReader)): end(.kioskFault)
        case .timeElapsed: end(late)
        case .answered: failUnexplained()
        case .touched, .cardInserted, .paperTaken, .moneyCredited, .hindered, .cleared:
            break  // Not offered while the card works, or no concern of the card's.
        }
    }
}
