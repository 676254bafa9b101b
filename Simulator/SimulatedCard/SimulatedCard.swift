public import SmartCard

/// A resident's card that is not there: it takes command APDUs and gives response APDUs.
///
/// Files, PINs and keys are those of the public certification application, as OpenSC reads it. What a
/// card keeps, such as the tries of a PIN, this object keeps for its life; what a card forgets without
/// power, such as a verified PIN, it forgets at ``powerDown()`` and, as is reported of real cards, not
/// at ``reset()``.
public final class SimulatedCard: Sendable {
    /// Which card it plays.
    public let model: CardModel
    /// How it behaves.
    public let behaviour: Behaviour
    let authentication: Credential
    let signature: Credential?
    private let state: Monitor<State>

    /// What changes.
    struct State {
        var triesLeft: [PINKind: Int]
        var verified: Set<PINKind> = []
        var isApplicationSelected = false
        var selected: File?
        /// Data that waits for GET RESPONSE.
        var heldBack: [UInt8] = []
        var isFirstCommand = true
        /// What the card has taken and given since it was made.
        var transmissions = TransmissionCount()
        var faults: [Int: Fault] = [:]
        var watcher: (@Sendable (CardExchange) -> Void)?
        var interposer: (@Sendable (CardExchange) -> Fault?)?
    }

    /// Makes a card.
    ///
    /// - Parameters:
    ///   - authentication: Key, certificate and 4-digit PIN for user authentication (利用者証明用).
    ///   - signature: The same for digital signature (署名用), PIN of 6 to 16 characters; without it the
    ///     PIN's file is there and blocked, key and certificate are not.
    public init(
        model: CardModel, authentication: Credential, signature: Credential? = nil, behaviour: Behaviour = Behaviour()
    ) {
        self.model = model
        self.behaviour = behaviour
        self.authentication = authentication
        self.signature = signature
        self.state = Monitor(
            State(triesLeft: [
                .authentication: authentication.triesLeft ?? PINKind.authentication.maximumTries,
                .signature: signature.map { $0.triesLeft ?? PINKind.signature.maximumTries } ?? 0,
            ]))
    }

    /// The certificate for user authentication, DER.
    public var authenticationCertificate: [UInt8] { authentication.certificate }

    /// How many tries the PIN for user authentication has left.
    public var pinTriesLeft: Int { state.withLock { $0.triesLeft[.authentication] ?? 0 } }

    /// Whether the PIN for user authentication is verified now.
    public var isPINVerified: Bool { state.withLock { $0.verified.contains(.authentication) } }

    /// What the card has taken and given since it was made, whoever sent it.
    public var transmissions: TransmissionCount { state.withLock { $0.transmissions } }

    /// Lets a fault happen at the command that many commands from now: 0 is the next one.
    public func inject(_ fault: Fault, atCommand distance: Int = 0) {
        state.withLock { $0.faults[$0.transmissions.commands + distance] = fault }
    }

    /// Tells `watcher` of each command from now on, after its answer is known and before it is given. It must be quick.
    public func watch(_ watcher: (@Sendable (CardExchange) -> Void)?) {
        state.withLock { $0.watcher = watcher }
    }

    /// Asks `interposer` before each command from now on what goes wrong at it; nil: nothing. It is shown the command,
    /// which has no answer yet, on the thread that waits for one, and may take its time.
    public func interpose(_ interposer: (@Sendable (CardExchange) -> Fault?)?) {
        state.withLock { $0.interposer = interposer }
    }

    /// Gives power: the card answers to reset.
    @discardableResult
    public func powerUp() -> [UInt8] {
        state.withLock { $0.isFirstCommand = true }
        return model.answerToReset
    }

    /// Takes power away: a verified PIN and the selection are forgotten, tries are not.
    public func powerDown() {
        state.withLock { state in
            state.verified = []
            Self.forgetSelection(&state)
        }
    }

    /// A warm reset: the selection is forgotten, a verified PIN is not.
    public func reset() {
        state.withLock { Self.forgetSelection(&$0) }
    }

    private static func forgetSelection(_ state: inout State) {
        state.isApplicationSelected = false
        state.selected = nil
        state.heldBack = []
    }

    /// Takes one command and answers it.
    public func process(_ command: [UInt8]) -> Answer {
        let fault = state.withLock(\.interposer).flatMap { $0(CardExchange(command, .nothing)) }
        let (given, watcher) = state.withLock { state in
            let due = state.faults.removeValue(forKey: state.transmissions.commands)
            let answer = answer(to: command, fault ?? due, &state)
            state.transmissions.commands += 1
            state.transmissions.bytesSent += command.count
            if case .bytes(let bytes) = answer { state.transmissions.bytesReceived += bytes.count }
            return (answer, state.watcher)
        }
        watcher?(CardExchange(command, given))
        return given
    }

    private func answer(to command: [UInt8], _ fault: Fault?, _ state: inout State) -> Answer {
        guard let fault else { return .bytes(answer(to: command, &state).bytes) }
        guard case .cut(let count) = fault else { return Self.answer(of: fault) }
        return .bytes(Array(answer(to: command, &state).bytes.prefix(count)))
    }

    private func answer(to command: [UInt8], _ state: inout State) -> Reply {
        if state.isFirstCommand {
            state.isFirstCommand = false
            if behaviour.failsFirstCommand { return Reply(0x6F00) }
        }
        return respond(to: command, &state)
    }

    private static func answer(of fault: Fault) -> Answer {
        switch fault {
        case .answerGarbage: .bytes(garbage)
        case .truncate, .cut: .bytes([0x90])
        case .oversize: .bytes([UInt8](repeating: 0xAA, count: 70_000) + [0x90, 0x00])
        case .never: .nothing
        case .pull: .left
        case .status(let status): .bytes(Reply(status).bytes)
        }
    }

    /// The same nonsense each time (a linear congruential sequence), so that a failure can be repeated.
    private static let garbage: [UInt8] = {
        var seed: UInt32 = 20_100_202
        return (0..<61).map { _ in
            seed = seed &* 1_664_525 &+ 1_013_904_223
            return UInt8(seed >> 24)
        }
    }()
}

/// Data and status word on their way out.
struct Reply {
    var data: [UInt8] = []
    var status: UInt16

    init(_ status: UInt16, data: [UInt8] = []) {
        self.data = data
        self.status = status
    }

    var bytes: [UInt8] { data + [UInt8(status >> 8), UInt8(truncatingIfNeeded: status)] }
}
