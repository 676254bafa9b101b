extension IssuanceMachine {
    /// Where the session stands. Each state holds what is known in it and nothing more.
    public enum State: Hashable, Sendable {
        case outOfService
        case idle
        case choosingService
        case consenting
        case awaitingCard(AwaitingCard)
        case readingCard
        case enteringPIN(EnteringPIN)
        case verifyingPIN(VerifyingPIN)
        case judgingCertificate
        case openingSession
        case signingChallenge
        case returningCard(ReturningCard)
        /// The card is lifted; the cloud's offer is still to come.
        case authenticating
        case choosingCertificate(ChoosingCertificate)
        case choosingOptions(ChoosingOptions)
        case choosingCopies(ChoosingCopies)
        case confirming(Confirming)
        case checkingPrinter(Ordering)
        case requestingIssuance(Ordering)
        case fetchingDocument(Ordering)
        case checkingDocument(Ordering)
        case collectingFee(CollectingFee)
        case printing(Printing)
        case stoppingPrint(StoppingPrint)
        case payingOut(PayingOut)
        case takingPaper(TakingPaper)
        case offeringReceipt(OfferingReceipt)
        case thanking
        case explaining(Explaining)
        case remindingOfCard
    }

    public struct AwaitingCard: Hashable, Sendable {
        public var hint: Hint?

        /// Why the card must be placed once more.
        public enum Hint: Hashable, Sendable, CaseIterable {
            /// It was lifted, or exchanged, before the kiosk had done with it.
            case removedTooEarly
            /// A card lay there before this resident came: it must be taken off first.
            case leftByAnother
        }
    }

    public struct EnteringPIN: Hashable, Sendable {
        public var card: CardSummary
        /// The PIN before this one was wrong.
        public var afterRejection: Bool
    }

    public struct VerifyingPIN: Hashable, Sendable {
        public var card: CardSummary
        /// The PIN before this one was wrong.
        public var afterRejection: Bool
    }

    /// The card has done its work. Nothing goes on before it is lifted *and* the cloud has made its offer.
    public struct ReturningCard: Hashable, Sendable {
        public var offer: Offer?
        public var reminded: Bool
    }

    public struct ChoosingCertificate: Hashable, Sendable {
        public var offer: Offer
    }

    public struct ChoosingOptions: Hashable, Sendable {
        public var offer: Offer
        public var options: ResidenceRecordOptions
    }

    public struct ChoosingCopies: Hashable, Sendable {
        public var offer: Offer
        public var offered: OfferedCertificate
        public var certificate: CertificateSpecification
        /// 1...`offered.maximumCopies`.
        public var copies: Int
    }

    public struct Confirming: Hashable, Sendable {
        public var choice: ChoosingCopies
        public var order: Order
    }

    /// The resident has said yes; the printer and the cloud are asked, one after the other.
    public struct Ordering: Hashable, Sendable {
        public var order: Order
        public var municipality: Municipality
    }

    /// The document is in hand, checked and bound to the order.
    public struct CollectingFee: Hashable, Sendable {
        public var ordering: Ordering
        /// Of all copies, 1...`Outcome.maximumSheets`.
        public var sheets: Int
    }

    public struct Printing: Hashable, Sendable {
        public var ordering: Ordering
        public var sheets: Int
        public var sheetsDone: Int
        /// The printer waits for a person.
        public var trouble: PrinterTrouble?
    }

    /// The job is being taken back.
    public struct StoppingPrint: Hashable, Sendable {
        public var printing: Printing
    }

    /// Change or a refund is on its way out.
    public struct PayingOut: Hashable, Sendable {
        public var amount: Yen
        public var next: Next

        public enum Next: Hashable, Sendable {
            case takePaper(Ordering, paid: Yen)
            case explain(Ending)
            /// Money that came while no session was open went straight back.
            case rest
        }
    }

    public struct TakingPaper: Hashable, Sendable {
        public var receipt: Receipt
    }

    public struct OfferingReceipt: Hashable, Sendable {
        public var receipt: Receipt
    }

    public struct Explaining: Hashable, Sendable {
        public var ending: Ending
        /// Given back in this session.
        public var refunded: Yen
        /// Not given back although it should have been: written down, to be handed over by a person.
        public var owed: Yen
    }
}
