public import Issuance

/// Interprets the machine's effects as a runtime would, and refuses what no runtime may be asked to do.
///
/// It knows the rules of the design ("what must always hold") and nothing of how the machine keeps them.
public struct EffectAuditor: Sendable {
    /// A rule that was broken.
    public struct Violation: Error, Sendable, CustomStringConvertible {
        /// Which.
        public var description: String
    }

    private enum Proof: Hashable {
        case pin, certificate, signature, offer, manifest, document
    }

    /// What this session has proven so far.
    private var proofs: Set<Proof> = []
    private var running: IssuanceMachine.Request?
    private var runningHandle: RequestHandle?
    private var lastHandle: UInt64 = 0
    private var order: Order?
    // Yen of this session.
    private var earned = 0
    private var paidOut = 0
    private var owed = 0
    private var credited = 0
    private var takesMoney = false
    private var recorded: [JournalEntry] = []
    private var sheetsExpected = 0
    /// Paper may be moving: started, and no last word of it yet.
    private var isPrinting = false
    /// The runtime may hold something of the resident's: a card was read, and nothing was erased since.
    private var holdsSession = false
    /// A card was connected to, and not released since.
    private var holdsCard = false

    /// What the world saw happen, before the machine hears of it.
    public mutating func witness(_ event: IssuanceMachine.Event) {
        switch event {
        case .moneyCredited(let amount):
            credited += amount.amount
        case .answered(let handle, let answer):
            guard handle == runningHandle else { return }
            if answer.isLast { runningHandle = nil }
            switch (running, answer) {
            case (.print, .printed), (.print, .printFailed): isPrinting = false
            case (.verifyPIN, .pinAccepted): proofs.insert(.pin)
            case (.judgeCertificate, .certificateAccepted): proofs.insert(.certificate)
            case (.signChallenge, .challengeSigned): proofs.insert(.signature)
            case (.askCloud(.prove), .offered): proofs.insert(.offer)
            case (.askCloud(.issue), .manifestReceived): proofs.insert(.manifest)
            case (.checkDocument, .documentAccepted): proofs.insert(.document)
            case (.payOut(let amount), .paidOut(let out)):
                paidOut += min(out.amount, amount.amount)
            default: break
            }
        default: break
        }
    }

    /// Performs one step's effects, or says which rule they break.
    public mutating func perform(_ effects: [IssuanceMachine.Effect], of machine: IssuanceMachine) throws {
        for effect in effects { try perform(effect) }
        if machine.isAtRest { try settleAtRest(machine) }
    }

    private mutating func perform(_ effect: IssuanceMachine.Effect) throws {
        switch effect {
        case .start(let handle, let request):
            try require(runningHandle == nil, "two requests at a time")
            try require(handle.number > lastHandle, "a handle was used twice")
            lastHandle = handle.number
            try check(request)
            running = request
            runningHandle = handle
        case .record(let entry):
            try note(entry)
        case .acceptMoney(let due):
            try require(proofs.contains(.document), "money is taken before the document was checked")
            try require(due > .zero, "money is taken where none is due")
            takesMoney = true
        case .refuseMoney:
            takesMoney = false
        case .reportOutcome(let outcome):
            let matches: Bool
            switch outcome {
            case .delivered(let sheets): matches = recorded.last == .delivered(sheets: sheets)
            case .refused: matches = recorded.last == .refused
            case .spoiled(let sheets): matches = recorded.last == .spoiled(sheets: sheets)
            }
            try require(matches, "an outcome is reported that the journal does not hold")
        case .eraseSession:
            proofs = []
            order = nil
            holdsSession = false
        case .releaseCard:
            holdsCard = false
        case .abandon(let handle):
            try require(handle == runningHandle, "a request is abandoned that is not under way")
            running = nil
            runningHandle = nil
        case .stopPrinting:
            try require(isPrinting, "nothing prints that could be stopped")
        case .startTimer, .stopTimer, .printReceipt, .remind, .stopReminding:
            break
        }
    }

    private mutating func check(_ request: IssuanceMachine.Request) throws {
        switch request {
        case .readCard:
            holdsSession = true
            holdsCard = true
        case .verifyPIN, .checkPrinter:
            break
        case .judgeCertificate, .askCloud(.openSession):
            try require(proofs.contains(.pin), "the certificate is read before the PIN was verified")
        case .signChallenge:
            try require(proofs.isSuperset(of: [.pin, .certificate]), "the card signs before its verdict")
        case .askCloud(.prove):
            try require(proofs.contains(.signature), "the cloud is given a proof that was not made")
        case .askCloud(.issue(let order)):
            try require(proofs.contains(.offer), "an order without an offer")
            guard case .issuanceRequested = recorded.last else {
                throw Violation(description: "the municipality is asked before the journal knows")
            }
            self.order = order
        case .askCloud(.fetchDocument):
            try require(proofs.contains(.manifest), "a document is fetched without a manifest")
        case .checkDocument(let order):
            try require(order == self.order, "another order is checked than was placed")
        case .print:
            try require(
                proofs == [.pin, .certificate, .signature, .offer, .manifest, .document],
                "something is printed that this session did not prove")
            guard case .printStarted(let sheets) = recorded.last else {
                throw Violation(description: "printing starts before the journal knows")
            }
            try require(!takesMoney, "the slot is open while paper moves")
            try require(credited - paidOut - earned - owed >= order?.fee.amount ?? .max, "printed without the fee")
            sheetsExpected = sheets
            isPrinting = true
        case .payOut(let amount):
            try require(recorded.last == .payoutStarted(amount), "money leaves before the journal knows")
            try require(amount.amount <= credited - earned - paidOut - owed, "more money leaves than came in")
        }
    }

    private mutating func note(_ entry: JournalEntry) throws {
        switch entry {
        case .delivered(let sheets):
            try require(sheets == sheetsExpected && sheets > 0, "delivered, yet not every sheet came out")
            earned += order?.fee.amount ?? 0
        case .owed(let amount):
            owed += amount.amount
        case .sessionClosed:
            try require(credited == paidOut + earned + owed, "the journal's line is closed over money")
        case .issuanceRequested, .moneyCredited, .printStarted, .spoiled, .refused, .payoutStarted, .paidOut,
            .alarmRaised, .paperLeftBehind:
            break
        }
        // An alarm belongs to the kiosk, not to the session: it opens and closes nothing.
        if case .alarmRaised = entry { return }
        recorded.append(entry)
    }

    private mutating func settleAtRest(_ machine: IssuanceMachine) throws {
        try require(
            credited == paidOut + earned + owed, "at rest \(credited) came in, \(paidOut) out, \(earned) earned")
        try require(machine.held == .zero, "at rest the machine still holds money")
        try require(!machine.isLedgerOpen, "at rest the journal's line is open")
        try require(
            recorded.last == nil || recorded.last == .sessionClosed, "the last entry does not close the session")
        try require(proofs.isEmpty && !holdsSession, "at rest something of the session was not erased")
        try require(!holdsCard, "at rest the card was not released")
        try require(!takesMoney, "at rest the slot is open")
        try require(machine.outstanding == nil, "at rest a request is under way")
        self = EffectAuditor(lastHandle: lastHandle)
    }

    /// An auditor of a machine that has used handles up to this one.
    public init(lastHandle: UInt64 = 0) {
        self.lastHandle = lastHandle
    }

    private func require(_ holds: Bool, _ rule: String) throws {
        if !holds { throw Violation(description: rule) }
    }
}
