public import SelfTest

extension ServiceMachine {
    /// What happened.
    public enum Event: Hashable, Sendable {
        case doorOpened
        case doorClosed
        /// No resident is being served, and none will be before the kiosk is released.
        case rested
        case cardInserted
        case cardRemoved
        case touched(Touch)
        case progressed(RequestNumber, Progress)
        case answered(RequestNumber, Answer)
        case timeElapsed(TimerNumber)
    }

    /// What a technician does at the screen.
    public enum Touch: Hashable, Sendable {
        case speak(TechnicianLanguage)
        case enterPIN
        /// Looks at one test; nil: at the list.
        case choose(TestName?)
        /// Runs one test again, with those that it needs.
        case run(TestName)
        /// Runs all again that run by themselves.
        case runAll
        /// What the technician saw or heard; nil: leaves it out.
        case answer(Bool?)
        /// One of the things that an exercise wants was done.
        case hit(Int)
        /// The rest of the exercise cannot be done.
        case giveUp
        /// No more tests: the report.
        case finish
        /// Back from the report to the tests.
        case goOn
        /// Leaves.
        case close
        case stay
    }

    /// What happens while tests run.
    public enum Progress: Hashable, Sendable {
        case started(TestName)
        case ended(TestResult)
        /// A test asks what the technician sees or hears.
        case asked(Wording)
        /// A test wants something done at the screen.
        case exercising(Exercise)
    }

    /// What comes of a request.
    public enum Answer: Hashable, Sendable {
        case cardRead(CardSummary)
        case cardRefused(CardRefusal)
        case pinRejected(triesLeft: Int)
        /// It is a technician; these are the machine's tests.
        case accepted([TestName])
        /// Every test of the run has ended.
        case ranThrough
    }

    /// What takes long; its answer names it.
    public enum Request: Hashable, Sendable {
        /// Whose card is it, and may its owner service this kiosk?
        case readCard
        /// The card still counts so many tries, takes the PIN, and signs what nobody could have known before.
        case verify(triesLeft: Int)
        /// These tests and those that they need; nil: all that run by themselves.
        case run(Set<TestName>?)
    }

    /// What to do.
    public enum Effect: Hashable, Sendable {
        /// No new resident is served; whoever is being served is, to the end.
        case holdKiosk
        /// Residents are served again.
        case releaseKiosk
        case start(RequestNumber, Request)
        case abandon(RequestNumber)
        /// What the technician says to the question.
        case answer(Bool?)
        /// The exercise has ended, so much of it done.
        case performed(Int)
        /// Powers the card down, and forgets it with the digits of its PIN.
        case releaseCard
        /// Signs and keeps a readiness report of these.
        case keepReport([TestResult])
        case startTimer(TimerNumber, Duration)
        case stopTimer
    }
}
