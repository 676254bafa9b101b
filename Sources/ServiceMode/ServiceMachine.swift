public import SelfTest

/// The technician's mode at the screen, as a plain value: from the service door that is opened to the readiness report.
///
///     closed ─ awaitingRest ─ awaitingCard ─ readingCard ─ enteringPIN ─ verifying ─ testing ─ reported ─ ended
///     from each of them: closed, when the door is closed; awaitingCard, when the card is taken; ended, when nobody
///     touches anything
///
/// It stands beside `IssuanceMachine` and knows nothing of it: while this one is about, that one is out of service. So
/// no state here has a way into a resident's course, and none there a way in here. It never waits, reads a clock or
/// touches a device: it is told what happened and answers what to do.
public struct ServiceMachine: Hashable, Sendable {
    /// Where the technician stands.
    public internal(set) var state: State = .closed
    /// What the screen speaks.
    public internal(set) var language: TechnicianLanguage = .japanese
    /// The service door, as far as its switch tells.
    public internal(set) var isDoorOpen = false
    /// Something lies on the reader.
    public internal(set) var isCardThere = false
    /// The technician was asked whether they are still there.
    public internal(set) var isWarning = false
    /// The one request that is under way. What names any other is dropped.
    public internal(set) var outstanding: RequestNumber?
    /// The timer that was set last.
    public internal(set) var timer: TimerNumber?
    private var requestsMade: UInt64 = 0
    private var timersSet: UInt64 = 0
    private var effects: [Effect] = []

    /// A machine whose door is closed.
    public init() {}

    /// Takes in what happened and answers what to do now, in order.
    public mutating func receive(_ event: Event) -> [Effect] {
        take(event)
        defer { effects = [] }
        return effects
    }

    /// The kiosk serves no resident because of this.
    public var holdsKiosk: Bool {
        switch state {
        case .closed, .ended: false
        case .awaitingRest, .awaitingCard, .readingCard, .enteringPIN, .verifying, .testing, .reported: true
        }
    }

    /// What an event means in every state; what is left to the state goes on.
    private mutating func take(_ event: Event) {
        switch event {
        case .doorOpened:
            isDoorOpen = true
            guard state == .closed else { return }
            emit(.holdKiosk)
            enter(.awaitingRest)
        case .doorClosed:
            isDoorOpen = false
            if holdsKiosk { end() } else { state = .closed }
        case .cardInserted:
            isCardThere = true
            if case .awaitingCard = state { readCard() }
        case .cardRemoved:
            isCardThere = false
            cardTaken()
        case .touched(.stay):
            stay()
        case .touched(.speak(let chosen)):
            guard holdsKiosk else { return }
            language = chosen
            stay()
        case .timeElapsed(let number):
            guard number == timer else { return }
            timer = nil
            if state.patience?.asks == true, !isWarning {
                isWarning = true
                return startTimer(Limits.warning)
            }
            runOut()
        case .answered(let number, let answer):
            // Late answers belong to nobody.
            guard number == outstanding else { return }
            outstanding = nil
            take(answer)
        case .rested:
            guard state == .awaitingRest else { return }
            enter(.awaitingCard(nil))
            // What lies there already is looked at: it need not be a resident's.
            if isCardThere { readCard() }
        case .touched(.enterPIN):
            guard case .enteringPIN(let entering) = state else { return }
            verify(entering)
        case .touched, .progressed:
            receiveTesting(event)
        }
    }

    private mutating func take(_ answer: Answer) {
        switch (state, answer) {
        case (.readingCard, .cardRead(let card)) where card.entersPINOnReader:
            verify(EnteringPIN(card: card, isAfterRejection: false))
        case (.readingCard, .cardRead(let card)):
            enter(.enteringPIN(EnteringPIN(card: card, isAfterRejection: false)))
        case (.readingCard, .cardRefused(let refusal)), (.verifying, .cardRefused(let refusal)):
            refuse(refusal)
        case (.verifying(let entering), .pinRejected(let triesLeft)):
            guard triesLeft > 0 else { return refuse(.locked) }
            var card = entering.card
            card.triesLeft = triesLeft
            // A reader's own keys ask again by themselves only when the card is laid down anew.
            if card.entersPINOnReader { return refuse(.wrongPIN) }
            enter(.enteringPIN(EnteringPIN(card: card, isAfterRejection: true)))
        case (.verifying, .accepted(let names)):
            emit(.releaseCard)
            enter(.testing(TestList(names: names)))
            runAll()
        case (.testing(var testing), .ranThrough):
            testing.endRun()
            enter(.testing(testing))
        default:
            return  // An answer that this state has not asked for cannot come: there is one request at a time.
        }
    }

    private mutating func readCard() {
        enter(.readingCard)
        start(.readCard)
    }

    private mutating func verify(_ entering: EnteringPIN) {
        enter(.verifying(entering))
        start(.verify(triesLeft: entering.card.triesLeft))
    }

    private mutating func refuse(_ refusal: CardRefusal) {
        emit(.releaseCard)
        enter(.awaitingCard(refusal))
    }

    /// Whoever takes the card away is gone, with everything that they had begun.
    private mutating func cardTaken() {
        switch state {
        case .readingCard, .enteringPIN, .verifying, .testing, .reported:
            leave()
            enter(.awaitingCard(nil))
        case .closed, .awaitingRest, .awaitingCard, .ended:
            break  // Nobody is known to be there.
        }
    }

    /// The state's time is over, and nobody has said a word.
    private mutating func runOut() {
        switch state {
        case .readingCard, .verifying:
            abandon()
            refuse(.unreadable)
        case .testing(var testing) where outstanding != nil:
            // Each test has a limit of its own; this is for whatever has none.
            abandon()
            testing.endRun()
            enter(.testing(testing))
        case .closed, .awaitingRest, .awaitingCard, .enteringPIN, .testing, .reported, .ended:
            end()
        }
    }
}

// MARK: - What every state uses

extension ServiceMachine {
    /// Asks for `effect`, after everything that this step has asked for already.
    mutating func emit(_ effect: Effect) { effects.append(effect) }

    /// Goes to `next` and sets the timer that it wants.
    mutating func enter(_ next: State) {
        state = next
        isWarning = false
        restartTimer()
    }

    /// Somebody is there: the time begins anew.
    mutating func stay() {
        guard state.patience?.asks == true else { return }
        isWarning = false
        restartTimer()
    }

    mutating func restartTimer() {
        if let patience = state.patience {
            startTimer(patience.limit)
        } else if timer != nil {
            timer = nil
            emit(.stopTimer)
        }
    }

    private mutating func startTimer(_ duration: Duration) {
        timersSet += 1
        let number = TimerNumber(number: timersSet)
        timer = number
        emit(.startTimer(number, duration))
    }

    mutating func start(_ request: Request) {
        requestsMade += 1
        let number = RequestNumber(number: requestsMade)
        outstanding = number
        emit(.start(number, request))
    }

    mutating func abandon() {
        guard let number = outstanding else { return }
        outstanding = nil
        emit(.abandon(number))
    }

    /// Nothing of whoever was there is left, and what they have tested is written down.
    mutating func leave() {
        abandon()
        emit(.releaseCard)
        if case .testing(let testing) = state, testing.isComplete { emit(.keepReport(testing.inOrder)) }
    }

    /// The mode is over: residents are served again. It begins anew when the door is closed and opened.
    mutating func end() {
        leave()
        language = .japanese
        enter(isDoorOpen ? .ended : .closed)
        emit(.releaseKiosk)
    }
}
