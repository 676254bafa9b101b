/// The heart of the kiosk: one resident's course from the first touch to the paper in the hand, as a plain value.
///
///     idle ─ choosingService ─ consenting ─ awaitingCard ─ readingCard ─ enteringPIN ─ verifyingPIN
///       ─ judgingCertificate ─ openingSession ─ signingChallenge ─ returningCard ─ authenticating
///       ─ choosingCertificate ─ choosingOptions ─ choosingCopies ─ confirming
///       ─ checkingPrinter ─ requestingIssuance ─ fetchingDocument ─ checkingDocument
///       ─ collectingFee ─ printing ─ payingOut ─ takingPaper ─ offeringReceipt ─ thanking ─ idle
///     from each of them: explaining (why it ended) ─ remindingOfCard ─ idle or outOfService
///
/// The machine never waits, reads a clock, draws a random number or touches a device. It is told what happened
/// and answers what to do; whoever runs it does that, in order. Everything personal stays outside: the machine
/// knows that a PIN was entered, not which.
public struct IssuanceMachine: Hashable, Sendable {
    /// Where the session stands.
    public internal(set) var state: State
    /// The language of the resident who is served; Japanese at rest.
    public internal(set) var language: Language
    /// What keeps the kiosk from serving. A session that has begun goes on for as long as it needs nothing that
    /// fails; at rest it decides.
    public internal(set) var hindrances: Set<Hindrance>
    /// What lies on the reader.
    public internal(set) var card: CardPlace
    /// Money in the mechanism that belongs to the resident: credited, not paid out, not earned.
    public internal(set) var held: Yen
    /// The journal holds an entry of this session and no `sessionClosed` after it.
    public internal(set) var isLedgerOpen: Bool
    /// The resident was asked whether they are still there.
    public internal(set) var isWarning: Bool
    /// The one request that is under way. An answer that names any other is dropped.
    public internal(set) var outstanding: RequestHandle?
    /// The timer that was set last.
    public internal(set) var timer: TimerHandle?
    private var requestsMade: UInt64
    private var timersSet: UInt64
    /// What the step under way asks for, in order. Empty between two steps.
    private var effects: [Effect]

    /// Where the card of a resident is, as far as the reader tells.
    public enum CardPlace: Hashable, Sendable {
        /// Nothing lies on the reader.
        case empty
        /// Placed by the resident who is served.
        case placed
        /// It lay there before this resident came.
        case leftBehind
    }

    /// A machine that serves nobody until `.cleared(.starting)` and every other hindrance with it.
    public init(hindrances: Set<Hindrance> = [.starting]) {
        self.state = hindrances.isEmpty ? .idle : .outOfService
        self.language = .japanese
        self.hindrances = hindrances
        self.card = .empty
        self.held = .zero
        self.isLedgerOpen = false
        self.isWarning = false
        self.requestsMade = 0
        self.timersSet = 0
        self.effects = []
    }

    /// Takes in what happened and answers what to do now, in order.
    public mutating func receive(_ event: Event) -> [Effect] {
        take(event)
        defer { effects = [] }
        return effects
    }

    /// Nobody is served.
    public var isAtRest: Bool {
        switch state {
        case .idle, .outOfService: true
        default: false
        }
    }

    /// What an event means in every state; what is left to the state goes to `dispatch`.
    private mutating func take(_ event: Event) {
        switch event {
        case .cardInserted:
            // Nobody who is served placed it while nobody was; nor is a card new that was never seen to go.
            card = state == .outOfService || card == .leftBehind ? .leftBehind : .placed
        case .cardRemoved:
            card = .empty
        case .hindered(let hindrance):
            hindrances.insert(hindrance)
            if hindrance == .stopping { return leave() }
        case .cleared(let hindrance):
            hindrances.remove(hindrance)
        case .answered(let handle, let answer):
            // Late answers belong to nobody.
            guard handle == outstanding else { return }
            if answer.isLast { outstanding = nil }
        case .timeElapsed(let handle):
            guard handle == timer else { return }
            if case .resident = state.wait, !isWarning {
                isWarning = true
                return startTimer(Limits.answeringWarning)
            }
        case .moneyCredited(let amount):
            return credit(amount)
        case .touched(.stay):
            return stay()
        case .touched(.chooseLanguage(let chosen)):
            return choose(chosen)
        case .touched, .paperTaken:
            break
        }
        dispatch(event)
    }

    private mutating func dispatch(_ event: Event) {
        switch state {
        case .outOfService, .idle: receiveAtRest(event)
        case .choosingService: receiveChoosingService(event)
        case .consenting: receiveConsenting(event)
        case .awaitingCard(let state): receive(event, in: state)
        case .readingCard: receiveReadingCard(event)
        case .enteringPIN(let state): receive(event, in: state)
        case .verifyingPIN(let state): receive(event, in: state)
        case .judgingCertificate: receiveJudgingCertificate(event)
        case .openingSession: receiveOpeningSession(event)
        case .signingChallenge: receiveSigningChallenge(event)
        case .returningCard(let state): receive(event, in: state)
        case .authenticating: receiveAuthenticating(event)
        case .choosingCertificate(let state): receive(event, in: state)
        case .choosingOptions(let state): receive(event, in: state)
        case .choosingCopies(let state): receive(event, in: state)
        case .confirming(let state): receive(event, in: state)
        case .checkingPrinter(let ordering): receiveCheckingPrinter(event, ordering)
        case .requestingIssuance(let ordering): receiveRequestingIssuance(event, ordering)
        case .fetchingDocument(let ordering): receiveFetchingDocument(event, ordering)
        case .checkingDocument(let ordering): receiveCheckingDocument(event, ordering)
        case .collectingFee: receiveCollectingFee(event)
        case .printing(let state): receive(event, in: state)
        case .stoppingPrint(let state): receive(event, in: state)
        case .payingOut(let state): receive(event, in: state)
        case .takingPaper(let state): receive(event, in: state)
        case .offeringReceipt(let state): receive(event, in: state)
        case .thanking, .explaining: receiveLastScreen(event)
        case .remindingOfCard: receiveRemindingOfCard(event)
        }
    }
}

// MARK: - What every state uses

extension IssuanceMachine {
    /// Asks for `effect`, after everything that this step has asked for already.
    mutating func emit(_ effect: Effect) {
        // Most steps ask for no more than four things: one allocation does.
        if effects.isEmpty { effects.reserveCapacity(4) }
        effects.append(effect)
    }

    /// Goes to `next` and sets the timer that it wants.
    mutating func enter(_ next: State) {
        state = next
        isWarning = false
        restartTimer()
    }

    private mutating func restartTimer() {
        switch state.wait {
        case .forever:
            guard timer != nil else { return }
            timer = nil
            emit(.stopTimer)
        case .resident(let duration), .limit(let duration):
            startTimer(duration)
        }
    }

    private mutating func startTimer(_ duration: Duration) {
        timersSet += 1
        let handle = TimerHandle(number: timersSet)
        timer = handle
        emit(.startTimer(handle, duration))
    }

    /// Starts the one request that is under way from now on.
    mutating func start(_ request: Request) {
        requestsMade += 1
        let handle = RequestHandle(number: requestsMade)
        outstanding = handle
        emit(.start(handle, request))
    }

    /// Nobody waits any longer for the request that is under way, if one is.
    mutating func abandonRequest() {
        guard let handle = outstanding else { return }
        outstanding = nil
        emit(.abandon(handle))
    }

    private mutating func stay() {
        guard case .resident = state.wait else { return }
        isWarning = false
        restartTimer()
    }

    private mutating func choose(_ chosen: Language) {
        language = chosen
        switch state {
        // A first touch.
        case .idle: enter(.choosingService)
        // Nobody is served, so nothing else would bring Japanese back.
        case .outOfService: startTimer(Limits.deciding)
        default: stay()
        }
    }
}
