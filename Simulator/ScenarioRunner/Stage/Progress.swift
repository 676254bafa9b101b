internal import Issuance
internal import SimulatedKiosk

/// What is under way at the kiosk, as far as it can be seen from outside: enough to tell whether anything but time
/// will make it go on.
struct Progress: Sendable {
    /// Work that the machine waits for and that is held up: the answer will be late, or never come.
    struct Hold: Hashable, Sendable {
        enum Work: Hashable, Sendable {
            case card, revocation, openSession, prove, issue, document, printer, payout
            /// Beside the course: the kiosk's own questions about service, and its reports.
            case background
        }
        var id: Int
        var work: Work
        /// How many steps there had been when it began.
        var since: Int
        /// When it ends; nil: never by itself.
        var until: Moment?
    }

    /// A moment of the scenario's own time.
    typealias Moment = VirtualClock.Instant

    /// Something that was done and that the kiosk has not seen yet.
    enum Stimulus: Hashable, Sendable {
        /// On the screen of this serial number: one that has passed makes it void.
        case touch(serial: UInt64)
        case cardInserted, cardRemoved
        case money
        /// The reader came, or went.
        case reader(isUp: Bool)
        /// The printer goes on.
        case printerMended
    }

    /// The firmware runs.
    var isOn = false
    /// How often it was started.
    var generation = 0
    var machine: IssuanceMachine?
    /// When the machine's timer goes off.
    var deadline: Moment?
    var steps = 0
    /// Since the last resident came.
    var stepsOfVisit = 0
    /// The step that started the request under way.
    var requestStep = 0
    var shown: Screen?
    var serial: UInt64 = 0
    /// Since when the kiosk has served nobody; nil: it serves somebody, or is off.
    var restingSince: Moment?
    /// A screen is being handed to the resident.
    var isShowing = false
    var stimuli: [Stimulus] = []
    /// Deeds that are being done, those that wait for their time not counted.
    var deeds = 0
    /// Times at which somebody wants to do something.
    var errands: [Int: Moment] = [:]
    var holds: [Hold] = []
    /// Questions of the kiosk's own that are on their way: to the cloud about service, to the printer at rest.
    var questions = 0
    /// Parts that have said how they are since the firmware was started.
    var reported: Set<Hindrance.Part> = []
    /// Parts that will, since nothing is wrong with them that keeps them silent.
    var awaited: Set<Hindrance.Part> = []
    /// How the visit under way has ended; nil: not yet.
    var outcome: String?
    /// What is broken for good: a bug in the firmware or in the simulator.
    var failure: String?
    private var numbers = 0

    /// The firmware is off: whatever was under way in it is no longer.
    mutating func goOff() {
        isOn = false
        (machine, deadline, shown, restingSince) = (nil, nil, nil, nil)
        (stimuli, holds, reported) = ([], [], [])
        serial = 0
    }

    /// The firmware starts.
    ///
    /// - Parameter parts: those that will say how they are.
    mutating func goOn(awaiting parts: Set<Hindrance.Part>) {
        goOff()
        awaited = parts
        isOn = true
        generation += 1
    }

    mutating func nextNumber() -> Int {
        numbers += 1
        return numbers
    }
}

extension Progress {
    /// Nothing is under way: only time makes anything happen.
    var isQuiet: Bool {
        guard isOn, let machine, !isShowing, stimuli.isEmpty, deeds == 0,
            shown == IssuanceMachine.screen(for: machine)
        else { return false }
        let heldQuestions = holds.count { $0.work == .background }
        guard !machine.isAtRest else {
            let isStarted = reported.isSuperset(of: awaited) || heldQuestions > 0
            return isStarted && questions <= heldQuestions
        }
        guard machine.timer != nil else { return false }
        // Paper that stands still waits for a person.
        if case .printing(let printing) = machine.state, printing.trouble != nil { return true }
        return machine.outstanding == nil || hold != nil
    }

    /// What holds up the request that is under way.
    var hold: Hold? {
        guard let machine, machine.outstanding != nil else { return nil }
        let works = machine.state.works
        // A request may reach whoever holds it up before its own step is seen here.
        return holds.last { works.contains($0.work) && $0.since >= requestStep - 1 }
    }

    /// When something will happen by itself; nil: not before a part of the kiosk looks around again.
    var nextMoment: Moment? {
        let isAtRest = machine?.isAtRest ?? true
        let background = holds.filter { $0.work == .background }.compactMap(\.until)
        return ([isAtRest ? nil : deadline, hold?.until].compactMap { $0 } + errands.values + background).min()
    }

    /// The kiosk has rested for so long, and nobody means to do anything.
    func hasRested(_ duration: Duration, until now: Moment) -> Bool {
        guard isAtRest, deeds == 0, errands.isEmpty, let restingSince else { return false }
        return restingSince.duration(to: now) >= duration
    }

    /// The machine's own timer is what comes next.
    func isDeadline(_ moment: Moment) -> Bool { machine?.isAtRest == false && deadline == moment }

    /// The kiosk serves nobody, and nothing is under way.
    var isAtRest: Bool { machine?.isAtRest ?? false }
}

extension IssuanceMachine.State {
    /// What the machine waits for in this state.
    fileprivate var works: Set<Progress.Hold.Work> {
        switch self {
        case .readingCard, .verifyingPIN, .signingChallenge: [.card]
        case .judgingCertificate: [.revocation]
        case .openingSession: [.openSession]
        case .returningCard, .authenticating: [.prove]
        case .checkingPrinter, .printing, .stoppingPrint: [.printer]
        // The manifest's seal is asked about as well.
        case .requestingIssuance: [.issue, .revocation]
        case .fetchingDocument: [.document]
        case .payingOut: [.payout]
        default: []
        }
    }
}
