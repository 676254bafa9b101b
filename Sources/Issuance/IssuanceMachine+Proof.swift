/// From the verified PIN to the card back in the resident's hand and the municipality's offer.
extension IssuanceMachine {
    mutating func receiveJudgingCertificate(_ event: Event) {
        switch event {
        case .answered(_, .certificateAccepted):
            start(.askCloud(.openSession))
            enter(.openingSession)
        case .answered(_, .certificateRefused(let refusal)): end(.certificate(refusal))
        default: receiveWhileCardWorks(event, late: .certificate(.revocationUnknown))
        }
    }

    mutating func receiveOpeningSession(_ event: Event) {
        switch event {
        case .answered(_, .challengeReceived):
            start(.signChallenge)
            enter(.signingChallenge)
        case .answered(_, .cloudRefused(let refusal)): end(.refused(refusal))
        case .answered(_, .cloudFailed(let failure)): end(.cloud(failure))
        default: receiveWhileCardWorks(event, late: .cloud(.late))
        }
    }

    mutating func receiveSigningChallenge(_ event: Event) {
        switch event {
        case .answered(_, .challengeSigned):
            emit(.releaseCard)
            start(.askCloud(.prove))
            emit(.remind(.card))
            enter(.returningCard(ReturningCard(offer: nil, reminded: false)))
        default: receiveWhileCardWorks(event, late: .cardUnreadable)
        }
    }

    mutating func receive(_ event: Event, in returning: ReturningCard) {
        switch event {
        case .answered(_, .offered(let offer)):
            // The timer goes on: it is about the card.
            state = .returningCard(ReturningCard(offer: offer, reminded: returning.reminded))
        case .answered(_, .cloudRefused(let refusal)): end(.refused(refusal))
        case .answered(_, .cloudFailed(let failure)): end(.cloud(failure))
        case .cardRemoved:
            emit(.stopReminding)
            if let offer = returning.offer { choose(from: offer) } else { enter(.authenticating) }
        case .timeElapsed where !returning.reminded:
            emit(.remind(.card))
            enter(.returningCard(ReturningCard(offer: returning.offer, reminded: true)))
        case .timeElapsed:
            // They have been reminded for as long as anybody is.
            card = .leftBehind
            end(.abandoned)
        case .touched(.cancel): end(.cancelled)
        // Whether the card was taken can't be seen any longer.
        case .hindered(.part(.cardReader)): end(.kioskFault)
        case .answered: failUnexplained()
        case .touched, .cardInserted, .paperTaken, .moneyCredited, .hindered, .cleared:
            break  // Only the card's removal and the cloud's answer matter.
        }
    }

    mutating func receiveAuthenticating(_ event: Event) {
        switch event {
        case .answered(_, .offered(let offer)): choose(from: offer)
        default: receiveWhileCloudWorks(event)
        }
    }

    /// What means the same in each state in which the card has done its work, the municipality has been asked and
    /// nothing has been paid.
    mutating func receiveWhileCloudWorks(_ event: Event) {
        switch event {
        case .answered(_, .cloudRefused(let refusal)): end(.refused(refusal))
        case .answered(_, .cloudFailed(let failure)): end(.cloud(failure))
        case .timeElapsed: end(.cloud(.late))
        case .touched(.cancel): end(.cancelled)
        case .answered: failUnexplained()
        case .touched, .cardInserted, .cardRemoved, .paperTaken, .moneyCredited, .hindered, .cleared:
            break  // Only the answer, the limit or the resident's cancel matters.
        }
    }
}
