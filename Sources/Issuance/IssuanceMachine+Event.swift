extension IssuanceMachine {
    /// What happened.
    public enum Event: Hashable, Sendable {
        case touched(Touch)
        case cardInserted
        case cardRemoved
        /// Something that the machine started has an answer. Answers to any but the request that is under way
        /// belong to nobody and are dropped.
        case answered(RequestHandle, Answer)
        /// A coin or a note stayed in the mechanism.
        case moneyCredited(Yen)
        /// The sensor of the tray saw the paper go.
        case paperTaken
        case timeElapsed(TimerHandle)
        case hindered(Hindrance)
        case cleared(Hindrance)
    }

    /// What the resident did on the screen or the keypad.
    public enum Touch: Hashable, Sendable {
        case begin
        case chooseLanguage(Language)
        case chooseIssuance
        case agree
        /// The digits lie with the runtime; the machine never sees them.
        case enterPIN
        case chooseCertificate(CertificateKind)
        case selectWholeHousehold
        case toggleMember(Int)
        case showDomicile(Bool)
        case showRelationship(Bool)
        case setCopies(Int)
        case proceed
        case confirm
        case paperTaken
        case takeReceipt(Bool)
        /// "I have read this."
        case close
        /// "I am still here."
        case stay
        case back
        case cancel
    }

    /// What came of a request.
    public enum Answer: Hashable, Sendable {
        case cardRead(CardSummary)
        /// The card went silent, answered nonsense, or is not a resident's.
        case cardFailed(CardTrouble)
        case pinAccepted
        case pinRejected(triesLeft: Int)
        /// Nobody typed on the reader's own keys, or the cancel key was pressed there. No try was spent.
        case pinWithdrawn
        case certificateAccepted
        case certificateRefused(CertificateRefusal)
        case challengeReceived
        case challengeSigned
        case offered(Offer)
        case printerReady
        case printerNotReady(PrinterTrouble)
        case manifestReceived
        case documentReceived
        /// The manifest's verdict binds the document to this session and order.
        case documentAccepted(sheetsPerCopy: Int)
        case documentMismatched
        case cloudRefused(Refusal)
        case cloudFailed(CloudFailure)
        /// Sheets out so far, of the whole job.
        case sheetsPrinted(Int)
        case printStopped(PrinterTrouble)
        case printResumed
        /// The job has ended and the printer is at rest.
        case printed(sheets: Int)
        case printFailed(PrinterTrouble, sheets: Int)
        /// What came out of the mechanism; less than was asked for where the tubes ran short.
        case paidOut(Yen)
        /// A part could not even be asked.
        case kioskFailed

        /// Printing tells how it goes; every other answer is the last one of its request.
        public var isLast: Bool {
            switch self {
            case .sheetsPrinted, .printStopped, .printResumed: false
            case .cardRead, .cardFailed, .pinAccepted, .pinRejected, .pinWithdrawn, .certificateAccepted,
                .certificateRefused, .challengeReceived, .challengeSigned, .offered, .printerReady, .printerNotReady,
                .manifestReceived, .documentReceived, .documentAccepted, .documentMismatched, .cloudRefused,
                .cloudFailed, .printed, .printFailed, .paidOut, .kioskFailed:
                true
            }
        }
    }

    /// What the card said of itself before any PIN.
    public struct CardSummary: Hashable, Sendable {
        /// The profile's stable name, such as `my-number-card`.
        public var profile: String
        /// As the card counts; 0 where the PIN is locked.
        public var triesLeft: Int
        /// In digits, both ends included.
        public var pinLengths: ClosedRange<Int>
        /// The reader has keys of its own: the PIN is entered there and never reaches the firmware.
        public var entersPINOnReader: Bool

        /// A summary; see the fields for their bounds.
        public init(profile: String, triesLeft: Int, pinLengths: ClosedRange<Int>, entersPINOnReader: Bool) {
            self.profile = profile
            self.triesLeft = triesLeft
            self.pinLengths = pinLengths
            self.entersPINOnReader = entersPINOnReader
        }
    }

    /// Why the card is of no use.
    public enum CardTrouble: Hashable, Sendable, CaseIterable {
        /// Lifted or exchanged while it worked.
        case gone
        /// Silent, or answering nonsense.
        case unreadable
        /// A card, but none of a resident's.
        case unknown
    }
}

/// Names one request of the machine. Numbers are never used twice while the machine runs.
public struct RequestHandle: Hashable, Sendable {
    /// The first request is 1.
    public var number: UInt64

    /// The handle of that number.
    public init(number: UInt64) {
        self.number = number
    }
}

/// Names one setting of the machine's timer.
public struct TimerHandle: Hashable, Sendable {
    /// The first setting is 1.
    public var number: UInt64

    /// The handle of that number.
    public init(number: UInt64) {
        self.number = number
    }
}
