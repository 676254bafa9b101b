extension IssuanceMachine {
    /// Where the session stands. Each state holds what is known in it and nothing more.
    public enum State: Hashable, Sendable {
        /// Something keeps the kiosk from serving: `hindrances` says what.
        case outOfService
        /// Waiting for somebody.
        case idle
        /// The first screen after the welcome.
        case choosingService
        /// The terms are on the screen.
        case consenting
        case awaitingCard(AwaitingCard)
        /// The card is asked which it is and how many tries its PIN has left.
        case readingCard
        case enteringPIN(EnteringPIN)
        case verifyingPIN(VerifyingPIN)
        /// The card's certificate is read and judged, revocation included.
        case judgingCertificate
        /// The cloud is asked for a challenge.
        case openingSession
        /// The card signs the cloud's challenge.
        case signingChallenge
        case returningCard(ReturningCard)
        /// The card is lifted; the cloud's offer is still to come.
        case authenticating
        case choosingCertificate(ChoosingCertificate)
        case choosingOptions(ChoosingOptions)
        case choosingCopies(ChoosingCopies)
        case confirming(Confirming)
        /// Is the printer ready, and its queue empty?
        case checkingPrinter(Ordering)
        /// The municipality is asked for the certificate.
        case requestingIssuance(Ordering)
        /// The manifest is in hand and speaks of this order; the document is on its way.
        case fetchingDocument(Ordering)
        /// The document is compared with its manifest.
        case checkingDocument(Ordering)
        case collectingFee(CollectingFee)
        case printing(Printing)
        case stoppingPrint(StoppingPrint)
        case payingOut(PayingOut)
        case takingPaper(TakingPaper)
        case offeringReceipt(OfferingReceipt)
        /// The session is over and all is in hand.
        case thanking
        case explaining(Explaining)
        /// The session is over and the card still lies on the reader.
        case remindingOfCard
    }

    /// The kiosk waits for a card on the reader.
    public struct AwaitingCard: Hashable, Sendable {
        /// Nil at the first time of asking.
        public var hint: Hint?

        /// Why the card must be placed once more.
        public enum Hint: Hashable, Sendable, CaseIterable {
            /// It was lifted, or exchanged, before the kiosk had done with it.
            case removedTooEarly
            /// A card lay there before this resident came: it must be taken off first.
            case leftByAnother
        }
    }

    /// The resident types the PIN on the screen or the keypad.
    public struct EnteringPIN: Hashable, Sendable {
        /// With the tries that are left now.
        public var card: CardSummary
        /// The PIN before this one was wrong.
        public var afterRejection: Bool
    }

    /// The card compares the PIN; on a reader with keys of its own, the resident types it there.
    public struct VerifyingPIN: Hashable, Sendable {
        /// With the tries that were left before this one.
        public var card: CardSummary
        /// The PIN before this one was wrong.
        public var afterRejection: Bool
    }

    /// The card has done its work. Nothing goes on before it is lifted *and* the cloud has made its offer.
    public struct ReturningCard: Hashable, Sendable {
        /// Nil until the cloud has answered.
        public var offer: Offer?
        /// The first limit has passed: lamp and buzzer go on for a second one, the last.
        public var reminded: Bool
    }

    /// The resident chooses a kind of certificate.
    public struct ChoosingCertificate: Hashable, Sendable {
        /// At least one certificate, available or not.
        public var offer: Offer
    }

    /// The resident chooses what of the record the paper shows.
    public struct ChoosingOptions: Hashable, Sendable {
        /// For the way back.
        public var offer: Offer
        /// The kind that was chosen from `offer`.
        public var offered: OfferedCertificate
        /// As they stand.
        public var options: ResidenceRecordOptions
    }

    /// The resident chooses how many copies.
    public struct ChoosingCopies: Hashable, Sendable {
        /// For the way back.
        public var offer: Offer
        /// The kind that was chosen from `offer`.
        public var offered: OfferedCertificate
        /// With its options.
        public var certificate: CertificateSpecification
        /// One of `offered.copies`.
        public var copies: Int
    }

    /// The resident looks at the order and its fee.
    public struct Confirming: Hashable, Sendable {
        /// For the way back.
        public var choice: ChoosingCopies
        /// What the municipality will be asked for.
        public var order: Order
    }

    /// The resident has said yes; the printer and the cloud are asked, one after the other.
    public struct Ordering: Hashable, Sendable {
        /// As it was confirmed.
        public var order: Order
        /// For the screen and the receipt.
        public var municipality: Municipality
    }

    /// The document is in hand, checked and bound to the order.
    public struct CollectingFee: Hashable, Sendable {
        /// Whose fee is collected.
        public var ordering: Ordering
        /// Of all copies, 1...`Outcome.maximumSheets`.
        public var sheets: Int
    }

    /// Paper is moving.
    public struct Printing: Hashable, Sendable {
        /// The order, paid.
        public var ordering: Ordering
        /// Of all copies, 1...`Outcome.maximumSheets`.
        public var sheets: Int
        /// Out so far, 0...`sheets`.
        public var sheetsDone: Int
        /// What a person must put right; nil while the printer works.
        public var trouble: PrinterTrouble?
        /// The printer has stopped since the last sheet.
        public var hasStopped: Bool
    }

    /// The job is being taken back.
    public struct StoppingPrint: Hashable, Sendable {
        /// As it stood, with the sheets that still came out.
        public var printing: Printing
    }

    /// Change or a refund is on its way out.
    public struct PayingOut: Hashable, Sendable {
        /// More than zero.
        public var amount: Yen
        /// What comes when the money is out.
        public var next: Next

        /// What comes after a payout.
        public enum Next: Hashable, Sendable {
            /// All sheets are out and lie in the tray.
            case takePaper(Ordering, paid: Yen)
            /// All sheets are out and were taken before the change.
            case offerReceipt(Ordering, paid: Yen)
            /// The session ended without paper. The order is nil where the municipality had not been asked.
            case explain(Ending, of: Ordering?)
            /// Money that came while no session was open goes straight back.
            case rest
        }
    }

    /// The paper lies in the tray.
    public struct TakingPaper: Hashable, Sendable {
        /// To be offered when the paper is taken.
        public var receipt: Receipt
    }

    /// The resident is asked whether they want the receipt.
    public struct OfferingReceipt: Hashable, Sendable {
        /// What would stand on it.
        public var receipt: Receipt
    }

    /// The session ended without paper, and the screen says why.
    public struct Explaining: Hashable, Sendable {
        /// Chooses the words.
        public var ending: Ending
        /// Given back in this session.
        public var refunded: Yen
        /// Not given back although it should have been: written down, to be handed over by a person.
        public var owed: Yen
    }
}
