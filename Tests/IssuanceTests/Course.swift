import Issuance
import IssuanceAudit

/// Drives a machine through the course, with the auditor watching each step.
struct Course {
    private(set) var machine = IssuanceMachine(hindrances: [])
    private(set) var effects: [IssuanceMachine.Effect] = []
    private(set) var entries: [JournalEntry] = []
    private(set) var outcomes: [Outcome] = []
    private var auditor = EffectAuditor()

    mutating func happen(_ event: IssuanceMachine.Event) throws {
        auditor.witness(event)
        effects = machine.receive(event)
        for effect in effects {
            switch effect {
            case .record(let entry): entries.append(entry)
            case .reportOutcome(let outcome): outcomes.append(outcome)
            default: break
            }
        }
        try auditor.perform(effects, of: machine)
    }

    mutating func touch(_ touches: IssuanceMachine.Touch...) throws {
        for touch in touches { try happen(.touched(touch)) }
    }

    mutating func answer(_ answer: IssuanceMachine.Answer) throws {
        try happen(.answered(machine.outstanding ?? RequestHandle(number: 0), answer))
    }

    /// The timer that runs now elapses.
    mutating func wait() throws {
        try happen(.timeElapsed(machine.timer ?? TimerHandle(number: 0)))
    }

    /// Lets go of what was written down, so that a long run stays small.
    mutating func forget() {
        entries = []
        outcomes = []
    }

    // MARK: The course in stretches, each beginning where the one before ends

    mutating func toPIN() throws {
        try touch(.begin, .chooseIssuance, .agree)
        try happen(.cardInserted)
        try answer(.cardRead(Alphabet.card))
    }

    mutating func toReturnedCard() throws {
        try toPIN()
        try touch(.enterPIN)
        try answer(.pinAccepted)
        try answer(.certificateAccepted)
        try answer(.challengeReceived)
        try answer(.challengeSigned)
    }

    mutating func toChoice() throws {
        try toReturnedCard()
        try answer(.offered(Alphabet.offer))
        try happen(.cardRemoved)
    }

    mutating func toConfirmation(copies: Int = 1) throws {
        try toChoice()
        try touch(.chooseCertificate(.residenceRecord), .proceed)
        if copies > 1 { try touch(.setCopies(copies)) }
        try touch(.proceed)
    }

    mutating func toFee(copies: Int = 1) throws {
        try toConfirmation(copies: copies)
        try touch(.confirm)
        try answer(.printerReady)
        try answer(.manifestReceived)
        try answer(.documentReceived)
        try answer(.documentAccepted(sheetsPerCopy: 1))
    }

    mutating func pay(_ amounts: Int...) throws {
        for amount in amounts { try happen(.moneyCredited(Alphabet.yen(amount))) }
    }
}

extension Course {
    var state: IssuanceMachine.State { machine.state }
    var screen: Screen { IssuanceMachine.screen(for: machine) }

    /// What the last screen explains; nil where none does.
    var explaining: IssuanceMachine.Explaining? {
        if case .explaining(let explaining) = state { explaining } else { nil }
    }

    /// The slips that the last event asked for.
    var slips: [IssuanceMachine.Receipt] {
        effects.compactMap { if case .printReceipt(let receipt) = $0 { receipt } else { nil } }
    }

    /// The last event set the timer.
    var setsTimer: Bool {
        effects.contains { if case .startTimer = $0 { true } else { false } }
    }

    /// The requests that the last event started.
    var requests: [IssuanceMachine.Request] {
        effects.compactMap { if case .start(_, let request) = $0 { request } else { nil } }
    }
}
