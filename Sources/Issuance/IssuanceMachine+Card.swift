/// From the first touch to the card back in the resident's hand.
extension IssuanceMachine {
    mutating func receiveChoosingService(_ event: Event) -> [Effect] {
        switch event {
        case .touched(.chooseIssuance): return enter(.consenting)
        case .touched(.back), .touched(.cancel): return end(.cancelled)
        case .timeElapsed: return end(.abandoned)
        case .touched, .cardInserted, .cardRemoved, .paperTaken, .answered, .moneyCredited, .hindered, .cleared:
            return []  // The card's place is noted for later; no device is in use yet.
        }
    }

    mutating func receiveConsenting(_ event: Event) -> [Effect] {
        switch event {
        case .touched(.agree): return askForCard()
        case .touched(.back): return enter(.choosingService)
        case .touched(.cancel): return end(.cancelled)
        case .timeElapsed: return end(.abandoned)
        case .touched, .cardInserted, .cardRemoved, .paperTaken, .answered, .moneyCredited, .hindered, .cleared:
            return []  // As while choosing the service.
        }
    }

    private mutating func askForCard(_ hint: AwaitingCard.Hint? = nil) -> [Effect] {
        switch card {
        case .placed: start(.readCard) + enter(.readingCard)
        case .leftBehind: enter(.awaitingCard(AwaitingCard(hint: .leftByAnother)))
        case .empty: enter(.awaitingCard(AwaitingCard(hint: hint)))
        }
    }

    mutating func receive(_ event: Event, in awaiting: AwaitingCard) -> [Effect] {
        switch event {
        case .cardInserted: return askForCard()
        case .cardRemoved: return askForCard(awaiting.hint == .leftByAnother ? nil : awaiting.hint)
        case .touched(.back): return enter(.consenting)
        case .touched(.cancel): return end(.cancelled)
        case .timeElapsed: return end(.abandoned)
        case .hindered(.part(.cardReader)): return end(.kioskFault)
        case .touched, .paperTaken, .answered, .moneyCredited, .hindered, .cleared:
            return []  // Only a card matters here.
        }
    }

    mutating func receiveReadingCard(_ event: Event) -> [Effect] {
        switch event {
        case .answered(_, .cardRead(let summary)):
            finishRequest()
            return askForPIN(of: summary, afterRejection: false)
        default:
            return receiveWhileCardWorks(event, late: .cardUnreadable)
        }
    }

    private mutating func askForPIN(of card: CardSummary, afterRejection: Bool) -> [Effect] {
        guard card.triesLeft > 0 else { return end(.pinLocked) }
        // On the reader's own keys asking and verifying are one step; a person decides when it happens.
        guard !card.entersPINOnReader else { return verifyPIN(of: card, afterRejection: afterRejection) }
        return enter(.enteringPIN(EnteringPIN(card: card, afterRejection: afterRejection)))
    }

    private mutating func verifyPIN(of card: CardSummary, afterRejection: Bool) -> [Effect] {
        start(.verifyPIN(triesLeft: card.triesLeft))
            + enter(.verifyingPIN(VerifyingPIN(card: card, afterRejection: afterRejection)))
    }

    mutating func receive(_ event: Event, in entering: EnteringPIN) -> [Effect] {
        switch event {
        case .touched(.enterPIN):
            return verifyPIN(of: entering.card, afterRejection: entering.afterRejection)
        default:
            return receiveWhileCardWorks(event, late: .abandoned)
        }
    }

    mutating func receive(_ event: Event, in verifying: VerifyingPIN) -> [Effect] {
        switch event {
        case .answered(_, .pinAccepted):
            finishRequest()
            return start(.judgeCertificate) + enter(.judgingCertificate)
        case .answered(_, .pinRejected(let triesLeft)):
            finishRequest()
            var card = verifying.card
            card.triesLeft = triesLeft
            return askForPIN(of: card, afterRejection: true)
        case .answered(_, .pinWithdrawn):
            return end(.cancelled)
        default:
            return receiveWhileCardWorks(event, late: .cardUnreadable)
        }
    }

    mutating func receiveJudgingCertificate(_ event: Event) -> [Effect] {
        switch event {
        case .answered(_, .certificateAccepted):
            finishRequest()
            return start(.askCloud(.openSession)) + enter(.openingSession)
        case .answered(_, .certificateRefused(let refusal)):
            return end(.certificate(refusal))
        default:
            return receiveWhileCardWorks(event, late: .certificate(.revocationUnknown))
        }
    }

    mutating func receiveOpeningSession(_ event: Event) -> [Effect] {
        switch event {
        case .answered(_, .challengeReceived):
            finishRequest()
            return start(.signChallenge) + enter(.signingChallenge)
        case .answered(_, .cloudRefused(let refusal)): return end(.refused(refusal))
        case .answered(_, .cloudFailed(let failure)): return end(.cloud(failure))
        default:
            return receiveWhileCardWorks(event, late: .cloud(.late))
        }
    }

    mutating func receiveSigningChallenge(_ event: Event) -> [Effect] {
        switch event {
        case .answered(_, .challengeSigned):
            finishRequest()
            return [.releaseCard] + start(.askCloud(.prove)) + [.remind(.card)]
                + enter(.returningCard(ReturningCard(offer: nil, reminded: false)))
        default:
            return receiveWhileCardWorks(event, late: .cardUnreadable)
        }
    }

    /// What means the same in each state in which the card must lie still.
    private mutating func receiveWhileCardWorks(_ event: Event, late: Ending) -> [Effect] {
        switch event {
        case .cardRemoved, .answered(_, .cardFailed(.gone)):
            // Lifted or exchanged: what was read or verified belongs to a card that is gone.
            return abandonRequest() + [.releaseCard, .eraseSession] + takeCardBack()
        case .answered(_, .cardFailed(.unreadable)): return end(.cardUnreadable)
        case .answered(_, .cardFailed(.unknown)): return end(.cardUnknown)
        case .touched(.cancel): return end(.cancelled)
        case .hindered(.part(.cardReader)): return end(.kioskFault)
        case .timeElapsed: return end(late)
        case .answered: return failUnexplained()
        case .touched, .cardInserted, .paperTaken, .moneyCredited, .hindered, .cleared:
            return []  // Not offered while the card works, or no concern of the card's.
        }
    }

    /// Waits for the card anew. Where the answer was quicker than the reader's notice, the card counts as gone
    /// already: the notice that follows finds nothing to do.
    private mutating func takeCardBack() -> [Effect] {
        enter(.awaitingCard(AwaitingCard(hint: .removedTooEarly)))
    }

    mutating func receive(_ event: Event, in returning: ReturningCard) -> [Effect] {
        switch event {
        case .answered(_, .offered(let offer)):
            finishRequest()
            // The timer goes on: it is about the card.
            state = .returningCard(ReturningCard(offer: offer, reminded: returning.reminded))
            return []
        case .answered(_, .cloudRefused(let refusal)): return end(.refused(refusal))
        case .answered(_, .cloudFailed(let failure)): return end(.cloud(failure))
        case .cardRemoved:
            guard let offer = returning.offer else { return [.stopReminding] + enter(.authenticating) }
            return [.stopReminding] + choose(from: offer)
        case .timeElapsed where !returning.reminded:
            return [.remind(.card)] + enter(.returningCard(ReturningCard(offer: returning.offer, reminded: true)))
        case .timeElapsed: return end(.abandoned)
        case .touched(.cancel): return end(.cancelled)
        case .answered: return failUnexplained()
        case .touched, .cardInserted, .paperTaken, .moneyCredited, .hindered, .cleared:
            return []  // Only the card's removal and the cloud's answer matter.
        }
    }

    mutating func receiveAuthenticating(_ event: Event) -> [Effect] {
        switch event {
        case .answered(_, .offered(let offer)):
            finishRequest()
            return choose(from: offer)
        case .answered(_, .cloudRefused(let refusal)): return end(.refused(refusal))
        case .answered(_, .cloudFailed(let failure)): return end(.cloud(failure))
        case .timeElapsed: return end(.cloud(.late))
        case .touched(.cancel): return end(.cancelled)
        case .answered: return failUnexplained()
        case .touched, .cardInserted, .cardRemoved, .paperTaken, .moneyCredited, .hindered, .cleared:
            return []  // The card has done its work.
        }
    }
}
