extension IssuanceMachine {
    /// How long a state may last with nothing happening.
    enum Wait: Hashable, Sendable {
        /// At rest: nothing is owed to anybody.
        case forever
        /// A person decides. When it has passed they are asked whether they are still there.
        case resident(Duration)
        /// A device or the cloud works, or a reminder sounds. When it has passed, it has failed.
        case limit(Duration)
    }

    /// The limits, each with its reason.
    enum Limits {
        /// Reading a sentence or two and deciding, at a slow reader's pace, in any language.
        static let deciding: Duration = .seconds(60)
        /// WCAG 2.2.1: at least 20 s to answer the warning.
        static let answeringWarning: Duration = .seconds(20)
        /// Finding the purse, and coins in it, takes longest.
        static let paying: Duration = .seconds(120)
        /// Selecting and reading a card takes a second; a card that needs more than this is broken.
        static let card: Duration = .seconds(10)
        /// A person types on the reader's own keys, which give up by themselves before this.
        static let readersKeys: Duration = .seconds(125)
        /// Certificate, chain and OCSP with its CRL after it: two fetches of five seconds each.
        static let verdict: Duration = .seconds(15)
        /// One call to the cloud. A municipality's own limit for the whole chain behind it is 30 s.
        static let cloud: Duration = .seconds(30)
        /// Asking the printer for its state.
        static let printerState: Duration = .seconds(10)
        /// No sheet for this long: nobody has cleared the jam, and the resident should not stand here longer.
        static let sheet: Duration = .seconds(120)
        /// Taking a job back.
        static let stoppingPrint: Duration = .seconds(30)
        /// 999 yen from the smallest coins take the slowest hopper about twenty seconds.
        static let payout: Duration = .seconds(40)
        /// A person at the machine lifts the card at once when asked.
        static let liftingCard: Duration = .seconds(20)
        /// With lamp and buzzer, before it is left for the shop's staff.
        static let reminding: Duration = .seconds(60)
        /// Long enough to read "thank you", short enough for the next in line.
        static let thanking: Duration = .seconds(6)
    }
}

extension IssuanceMachine.State {
    /// How long this state may last.
    var wait: IssuanceMachine.Wait {
        typealias Limits = IssuanceMachine.Limits
        switch self {
        case .outOfService, .idle: return .forever
        case .choosingService, .consenting, .awaitingCard, .enteringPIN, .choosingCertificate, .choosingOptions,
            .choosingCopies, .confirming, .offeringReceipt, .explaining:
            return .resident(Limits.deciding)
        case .collectingFee: return .resident(Limits.paying)
        case .readingCard, .signingChallenge: return .limit(Limits.card)
        case .verifyingPIN(let verifying):
            return .limit(verifying.card.entersPINOnReader ? Limits.readersKeys : Limits.card)
        case .judgingCertificate: return .limit(Limits.verdict)
        case .openingSession, .authenticating, .requestingIssuance, .fetchingDocument: return .limit(Limits.cloud)
        // Hashing a document takes milliseconds; looking into it, in another process, is given ten seconds.
        case .checkingDocument: return .limit(Limits.verdict)
        case .checkingPrinter: return .limit(Limits.printerState)
        case .returningCard(let returning):
            return .limit(returning.reminded ? Limits.reminding : Limits.liftingCard)
        case .printing: return .limit(Limits.sheet)
        case .stoppingPrint: return .limit(Limits.stoppingPrint)
        case .payingOut: return .limit(Limits.payout)
        case .takingPaper, .remindingOfCard: return .limit(Limits.reminding)
        case .thanking: return .limit(Limits.thanking)
        }
    }
}
