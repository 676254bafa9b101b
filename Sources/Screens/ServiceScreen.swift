public import Issuance
public import LockedMemory

/// What a technician sees: the mode that the service door and their card open. It comes from another machine than the
/// residents' screens, and what is touched on it goes back to that one alone.
public struct ServiceScreen: Hashable, Sendable {
    /// Japanese or English; all that is said here is in it already.
    public var language: Language
    /// What stands there.
    public var content: Content
    /// Whether the technician is asked if they are still there.
    public var isWarning: Bool

    /// The pages of the mode.
    public enum Content: Hashable, Sendable {
        /// A technician's card is wanted; why the last one was not taken, as a key of the page's texts.
        case placeCard(refusal: String?)
        case readingCard
        case enterPIN(triesLeft: Int, lengths: ClosedRange<Int>, afterRejection: Bool)
        /// The card looks at the PIN; `onReader` where it is entered on the reader's own keys.
        case checking(onReader: Bool)
        case tests(Tests)
    }

    /// The machine's tests.
    public struct Tests: Hashable, Sendable {
        /// In their order.
        public var rows: [Row]
        /// The one that is looked at.
        public var chosen: String?
        /// What the technician is asked now.
        public var question: String?
        /// What the technician does at the screen now.
        public var exercise: Exercise?
        /// Some are under way: no other can be started.
        public var isRunning: Bool
        /// All that run by themselves have ended: the report can be written.
        public var isComplete: Bool
        /// The report is written.
        public var isReported: Bool
        /// Nothing failed.
        public var isReady: Bool

        /// A list of tests.
        public init(
            rows: [Row], chosen: String?, question: String?, exercise: Exercise?, isRunning: Bool, isComplete: Bool,
            isReported: Bool, isReady: Bool
        ) {
            self.rows = rows
            self.chosen = chosen
            self.question = question
            self.exercise = exercise
            self.isRunning = isRunning
            self.isComplete = isComplete
            self.isReported = isReported
            self.isReady = isReady
        }
    }

    /// Something to be done at the screen, and what is done of it.
    public struct Exercise: Hashable, Sendable {
        /// What.
        public var kind: Kind
        /// By number, smallest first.
        public var done: [Int]

        /// What there is to do.
        public enum Kind: Hashable, Sendable {
            /// Fields that cover the screen, row by row.
            case touch(columns: Int, rows: Int)
            /// Names of colours, one after the other.
            case colours([String])
            /// Keys by the names that browsers give them.
            case keys([String])
            /// A sentence in this language.
            case listen(Language)
        }

        /// An exercise of which these are done.
        public init(kind: Kind, done: [Int]) {
            self.kind = kind
            self.done = done
        }
    }

    /// One test.
    public struct Row: Hashable, Sendable {
        /// What the page sends to name it.
        public var id: String
        /// The part that it tests, as technicians call it.
        public var part: String
        /// What it does.
        public var does: String
        /// How it stands.
        public var state: State
        /// What it took; nil before.
        public var milliseconds: Int?
        /// What it may take.
        public var limitSeconds: Int
        /// It asks what the technician sees or hears, and never runs by itself.
        public var isAttended: Bool
        /// What is wrong, the worst first.
        public var notes: [Note]
        /// What was measured, by name.
        public var figures: [Figure]
        /// What had to go well before, and did not, in words.
        public var blockedBy: String?

        /// How a test stands.
        public enum State: String, Hashable, Sendable, CaseIterable {
            case waiting, running, pass, warning, failure, notRun = "not-run"
        }

        /// Something that is wrong.
        public struct Note: Hashable, Sendable {
            /// What is wrong.
            public var reason: String
            /// What to do now.
            public var remedy: String

            /// What is wrong, and what to do now.
            public init(reason: String, remedy: String) {
                self.reason = reason
                self.remedy = remedy
            }
        }

        /// Something that was measured.
        public struct Figure: Hashable, Sendable {
            /// Its name; the unit is its last word.
            public var name: String
            /// As it is written.
            public var value: String

            /// A value and its name.
            public init(name: String, value: String) {
                self.name = name
                self.value = value
            }
        }

        /// A test.
        public init(
            id: String, part: String, does: String, state: State, milliseconds: Int?, limitSeconds: Int,
            isAttended: Bool, notes: [Note], figures: [Figure], blockedBy: String?
        ) {
            self.id = id
            self.part = part
            self.does = does
            self.state = state
            self.milliseconds = milliseconds
            self.limitSeconds = limitSeconds
            self.isAttended = isAttended
            self.notes = notes
            self.figures = figures
            self.blockedBy = blockedBy
        }
    }

    /// A screen.
    public init(language: Language, content: Content, isWarning: Bool) {
        self.language = language
        self.content = content
        self.isWarning = isWarning
    }
}

/// A technician's screen on its way to the page, or that there is none any more.
public struct ServicePresentation: Hashable, Sendable {
    /// Grows with each; an input names the screen that it was meant for.
    public var serial: UInt64
    /// Nil: the mode is over, and the resident's screen is there again.
    public var screen: ServiceScreen?

    /// A screen with its number.
    public init(serial: UInt64, screen: ServiceScreen?) {
        self.serial = serial
        self.screen = screen
    }
}

/// One thing that a technician did at the screen.
public struct ServiceInput: Sendable {
    /// The screen that was touched.
    public var serial: UInt64
    /// What was done on it.
    public var action: Action

    /// What a technician can do.
    public enum Action: Sendable {
        case touch(ServiceTouch)
        /// ASCII digits. Overwritten as soon as the card has seen them.
        case pin(LockedBytes)
    }

    /// `action` on the screen that `serial` names.
    public init(serial: UInt64, action: Action) {
        self.serial = serial
        self.action = action
    }
}

/// What the page's buttons of the mode mean.
public enum ServiceTouch: Hashable, Sendable {
    case speak(Language)
    case enterPIN
    /// Looks at one test; nil: at all of them.
    case choose(String?)
    case run(String)
    case runAll
    /// Nil: leaves the question out.
    case answer(Bool?)
    /// One of the things that an exercise wants was done.
    case hit(Int)
    /// The rest of it cannot be done.
    case giveUp
    case finish
    case goOn
    case close
    case stay
}
