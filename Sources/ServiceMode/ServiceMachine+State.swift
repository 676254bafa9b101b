public import SelfTest

extension ServiceMachine {
    /// One struct for each state that knows something, and nothing more than it knows.
    public enum State: Hashable, Sendable {
        /// Nobody is there.
        case closed
        /// The door is open, and a resident is served to the end.
        case awaitingRest
        /// A technician's card is wanted; why the last one was not taken.
        case awaitingCard(CardRefusal?)
        case readingCard
        case enteringPIN(EnteringPIN)
        /// The card looks at the PIN and proves that it holds its key.
        case verifying(EnteringPIN)
        case testing(TestList)
        /// The report is written; the screen says whether the kiosk is ready.
        case reported(TestList)
        /// The door is still open, and the mode is over.
        case ended
    }

    /// A technician's card whose PIN is wanted.
    public struct EnteringPIN: Hashable, Sendable {
        /// The card.
        public var card: CardSummary
        /// The card has just rejected one.
        public var isAfterRejection: Bool
    }

    /// What is known of the card, and may be shown.
    public struct CardSummary: Hashable, Sendable {
        /// How often a wrong PIN may still be entered.
        public var triesLeft: Int
        /// How many digits its PIN may have.
        public var pinLengths: ClosedRange<Int>
        /// The reader has keys of its own.
        public var entersPINOnReader: Bool

        /// A card that was read.
        public init(triesLeft: Int, pinLengths: ClosedRange<Int>, entersPINOnReader: Bool) {
            self.triesLeft = triesLeft
            self.pinLengths = pinLengths
            self.entersPINOnReader = entersPINOnReader
        }
    }

    /// A technician at the list of tests.
    public struct TestList: Hashable, Sendable {
        /// The machine's tests, in their order.
        public var names: [TestName]
        /// What came of each that was run, the last time.
        public var results: [TestName: TestResult] = [:]
        /// Under way now.
        public var running: Set<TestName> = []
        /// A run is under way: until it ends, no other begins.
        public var isRunning = false
        /// The one that is looked at.
        public var chosen: TestName?
        /// What the technician is asked now.
        public var question: Wording?
        /// What the technician does at the screen now.
        public var exercise: Performance?

        init(names: [TestName]) { self.names = names }

        /// Every test that runs by itself has been run.
        public var isComplete: Bool {
            !results.isEmpty && names.allSatisfy { results[$0] != nil || $0.asksTechnician }
        }

        /// Nothing failed, and nothing was left out because something else failed.
        public var isReady: Bool {
            isComplete && results.values.allSatisfy { $0.verdict == .pass || $0.verdict == .warning }
        }

        /// The run is over, or nobody waits for it any more.
        mutating func endRun() {
            running = []
            isRunning = false
            question = nil
            exercise = nil
        }

        /// The results, as the list has them.
        public var inOrder: [TestResult] { names.compactMap { results[$0] } }
    }

    /// An exercise, and what was done of it.
    public struct Performance: Hashable, Sendable {
        /// Which one.
        public var exercise: Exercise
        /// What was touched, seen, pressed or heard, by number.
        public var done: Set<Int> = []
    }

    /// Why a card opens nothing.
    public enum CardRefusal: String, Hashable, Sendable, CaseIterable {
        /// It cannot be read.
        case unreadable
        /// No operator of this kiosk has issued it, or not to a technician.
        case notTechnicians = "not-a-technicians"
        /// Its time has not come, or is over; or the kiosk's clock is wrong.
        case expired
        /// The operator has revoked it.
        case revoked
        /// Its PIN is locked.
        case locked
        /// The PIN that was entered on the reader was wrong.
        case wrongPIN = "wrong-pin"
        /// It does not hold the key of its certificate.
        case notGenuine = "not-genuine"
    }

    /// What names a request.
    public struct RequestNumber: Hashable, Sendable { let number: UInt64 }
    /// What names a timer.
    public struct TimerNumber: Hashable, Sendable { let number: UInt64 }

    /// The limits of waiting.
    public enum Limits {
        /// To find the card in a pocket.
        public static let card: Duration = .seconds(120)
        /// Connecting, some 20 commands of a slow card, and the operator's answer whether it is revoked.
        public static let reading: Duration = .seconds(20)
        /// A PIN of the technician's own.
        public static let pin: Duration = .seconds(60)
        /// The PIN and a signature; or a person at the reader's own keys.
        public static let verifying: Duration = .seconds(130)
        /// More than all tests' own limits together: the longest chain of them has 60 s.
        public static let run: Duration = .seconds(300)
        /// While a part is replaced nobody touches the screen.
        public static let work: Duration = .seconds(900)
        /// To read whether the kiosk is ready.
        public static let report: Duration = .seconds(120)
        /// WCAG 2.2.1: at least 20 s to say that one is still there.
        public static let warning: Duration = .seconds(30)
    }
}

extension ServiceMachine.State {
    /// How long it may last, and whether a person is asked before its end.
    var patience: (limit: Duration, asks: Bool)? {
        switch self {
        // A resident's session has limits of its own; nothing lasts at all where nobody is there.
        case .closed, .awaitingRest, .ended: nil
        case .awaitingCard: (ServiceMachine.Limits.card, false)
        case .readingCard: (ServiceMachine.Limits.reading, false)
        case .enteringPIN: (ServiceMachine.Limits.pin, true)
        case .verifying: (ServiceMachine.Limits.verifying, false)
        case .testing(let testing) where testing.isRunning: (ServiceMachine.Limits.run, false)
        case .testing: (ServiceMachine.Limits.work, true)
        case .reported: (ServiceMachine.Limits.report, true)
        }
    }
}
