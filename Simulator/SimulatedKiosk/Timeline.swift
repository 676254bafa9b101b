public import Issuance
public import Kiosk
internal import Synchronization

/// What happened in a session, with the time of each step: for a person to follow, and for machines to read.
public final class Timeline: Sendable {
    /// One thing that happened.
    public struct Entry: Codable, Hashable, Sendable {
        /// Milliseconds since the timeline began.
        public var at: Int
        /// The machine's state after it.
        public var state: String
        /// In words.
        public var what: String
    }

    private let clock: any Clock<Duration>
    private let start: ContinuousClock.Instant
    private let stored = Mutex<[Entry]>([])
    private let onEntry: @Sendable (Entry) -> Void

    /// - Parameter onEntry: sees each entry as it is made.
    public init(onEntry: @escaping @Sendable (Entry) -> Void = { _ in }) {
        clock = ContinuousClock()
        start = ContinuousClock.now
        self.onEntry = onEntry
    }

    /// What has been noted so far, in order.
    public var entries: [Entry] { stored.withLock(\.self) }

    /// Notes something beside the kiosk, such as a daemon's start.
    public func note(_ what: String, state: String = "") {
        let since = ContinuousClock.now - start
        let entry = Entry(at: Int(since / .milliseconds(1)), state: state, what: what)
        stored.withLock { $0.append(entry) }
        onEntry(entry)
    }

    /// Notes a step of the kiosk, where it is worth a line.
    public func note(_ step: KioskStep) {
        guard let words = Self.words(for: step) else { return }
        note(words, state: step.machine.state.name)
    }

    /// In words; nil where the step is not worth a line.
    package static func words(for step: KioskStep) -> String? {
        switch step.event {
        case .touched(let touch): "the resident: \(touch.words)"
        case .cardInserted: "card laid on the reader"
        case .cardRemoved: "card taken off the reader"
        case .moneyCredited(let amount): "\(amount) came in"
        case .paperTaken: "paper taken from the tray"
        case .answered(_, let answer): answer.words
        case .timeElapsed: "time ran out"
        case .hindered(let hindrance): "hindered: \(hindrance.id)"
        case .cleared(let hindrance): step.effects.isEmpty ? nil : "ready: \(hindrance.id) was the last to come"
        }
    }
}

extension IssuanceMachine.State {
    /// The state's name, without what it holds.
    public var name: String { String(String(describing: self).prefix { $0 != "(" }) }
}

extension IssuanceMachine.Touch {
    fileprivate var words: String {
        switch self {
        case .begin: "touches the screen"
        case .chooseLanguage(let language): "chooses the language \(language.rawValue)"
        case .chooseIssuance: "wants a certificate"
        case .agree: "agrees to the terms"
        case .enterPIN: "enters the PIN"
        case .chooseCertificate(let kind): "chooses \(kind.rawValue)"
        case .selectWholeHousehold: "wants the whole household on it"
        case .toggleMember(let member): "adds or leaves out member \(member)"
        case .showDomicile(let shown): "\(shown ? "wants" : "leaves out") the domicile (本籍・筆頭者)"
        case .showRelationship(let shown): "\(shown ? "wants" : "leaves out") the relationship (世帯主・続柄)"
        case .setCopies(let copies): "wants \(copies) copies"
        case .proceed: "goes on"
        case .confirm: "confirms the order"
        case .paperTaken: "takes the paper"
        case .takeReceipt(let wanted): wanted ? "takes the slip" : "wants no slip"
        case .close: "has read it"
        case .stay: "is still here"
        case .back: "goes back"
        case .cancel: "cancels"
        }
    }
}

extension IssuanceMachine.Answer {
    fileprivate var words: String {
        switch self {
        case .cardRead(let card): "card read: \(card.profile), \(card.triesLeft) PIN tries left"
        case .cardFailed(let trouble): "the card failed: \(trouble)"
        case .pinAccepted: "the card verified the PIN"
        case .pinRejected(let left): "the card rejected the PIN, \(left) tries left"
        case .pinWithdrawn: "nobody typed on the reader's keys"
        case .certificateAccepted: "certificate accepted: chain, dates, usage, OCSP"
        case .certificateRefused(let refusal): "certificate refused: \(refusal.rawValue)"
        case .challengeReceived: "the cloud opened a session and sent a challenge"
        case .challengeSigned: "the card signed the challenge"
        case .offered(let offer): "the municipality offers \(offer.certificates.count) kinds"
        case .printerReady: "the printer is ready and its queue empty"
        case .printerNotReady(let trouble): "the printer is not ready: \(trouble.rawValue)"
        case .manifestReceived: "manifest received: sealed, and bound to this request, card and order"
        case .documentReceived: "document received"
        case .documentAccepted(let sheets):
            "document matches its manifest: \(sheets) sheet\(sheets == 1 ? "" : "s") a copy"
        case .documentMismatched: "MISMATCH: this document is not what was asked for"
        case .cloudRefused(let refusal): "the municipality refuses: \(refusal.rawValue)"
        case .cloudFailed(let failure): "the cloud failed: \(failure)"
        case .sheetsPrinted(let sheets): "\(sheets) sheet\(sheets == 1 ? "" : "s") out"
        case .printStopped(let trouble): "the printer stopped: \(trouble.rawValue)"
        case .printResumed: "the printer goes on"
        case .printed(let sheets): "printed: all \(sheets) sheet\(sheets == 1 ? "" : "s") in the tray, queue empty"
        case .printFailed(let trouble, let sheets): "printing failed after \(sheets) sheets: \(trouble.rawValue)"
        case .paidOut(let amount): "\(amount) paid out"
        case .kioskFailed: "a part of the kiosk failed"
        }
    }
}
