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
    public internal(set) var state: State
    /// The language of the resident who is served; Japanese at rest.
    public internal(set) var language: Language
    /// What keeps the kiosk from serving. Only at rest does it decide.
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
    /// The timer that runs.
    public internal(set) var timer: TimerHandle?
    var requestsMade: UInt64
    var timersSet: UInt64

    public enum CardPlace: Hashable, Sendable {
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
    }

    /// Takes in what happened and answers what to do now.
    public mutating func receive(_ event: Event) -> [Effect] {
        switch event {
        case .cardInserted:
            card = state == .outOfService ? .leftBehind : .placed
        case .cardRemoved:
            card = .empty
        case .hindered(let hindrance):
            hindrances.insert(hindrance)
            if hindrance == .stopping { return leave() }
        case .cleared(let hindrance):
            hindrances.remove(hindrance)
        case .answered(let handle, _):
            // Late answers belong to nobody.
            guard handle == outstanding else { return [] }
        case .timeElapsed(let handle):
            guard handle == timer else { return [] }
            if case .resident = state.wait, !isWarning {
                isWarning = true
                return [startTimer(Limits.answeringWarning)]
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
        return dispatch(event)
    }

    /// Nobody is served.
    public var isAtRest: Bool {
        switch state {
        case .idle, .outOfService: true
        default: false
        }
    }

    private mutating func dispatch(_ event: Event) -> [Effect] {
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
        case .checkingPrinter(let state): receiveCheckingPrinter(event, state)
        case .requestingIssuance(let state): receiveRequestingIssuance(event, state)
        case .fetchingDocument(let state): receiveFetchingDocument(event, state)
        case .checkingDocument(let state): receiveCheckingDocument(event, state)
        case .collectingFee(let state): receive(event, in: state)
        case .printing(let state): receive(event, in: state)
        case .stoppingPrint(let state): receive(event, in: state)
        case .payingOut(let state): receive(event, in: state)
        case .takingPaper(let state): receive(event, in: state)
        case .offeringReceipt(let state): receive(event, in: state)
        case .thanking: receiveThanking(event)
        case .explaining(let state): receive(event, in: state)
        case .remindingOfCard: receiveRemindingOfCard(event)
        }
    }
}

// MARK: - What every state uses

extension IssuanceMachine {
    /// Goes to `next` and sets the timer that it wants.
    mutating func enter(_ next: State) -> [Effect] {
        state = next
        isWarning = false
        return restartTimer()
    }

    mutating func restartTimer() -> [Effect] {
        switch state.wait {
        case .forever:
            guard timer != nil else { return [] }
            timer = nil
            return [.stopTimer]
        case .resident(let duration), .limit(let duration):
            return [startTimer(duration)]
        }
    }

    mutating func startTimer(_ duration: Duration) -> Effect {
        timersSet += 1
        let handle = TimerHandle(number: timersSet)
        timer = handle
        return .startTimer(handle, duration)
    }

    /// Starts the one request that is under way from now on.
    mutating func start(_ request: Request) -> [Effect] {
        requestsMade += 1
        let handle = RequestHandle(number: requestsMade)
        outstanding = handle
        return [.start(handle, request)]
    }

    /// The request under way has given its last answer.
    mutating func finishRequest() {
        outstanding = nil
    }

    /// Nobody waits for the request any longer.
    mutating func abandonRequest() -> [Effect] {
        guard let handle = outstanding else { return [] }
        outstanding = nil
        return [.abandon(handle)]
    }

    private mutating func stay() -> [Effect] {
        guard case .resident = state.wait else { return [] }
        isWarning = false
        return restartTimer()
    }

    private mutating func choose(_ chosen: Language) -> [Effect] {
        language = chosen
        switch state {
        // A first touch.
        case .idle: return enter(.choosingService)
        // Nobody is served, so nothing else would bring Japanese back.
        case .outOfService: return [startTimer(Limits.deciding)]
        default: return stay()
        }
    }
}
