public import Board
public import Issuance
internal import Synchronization

/// A coin and note mechanism without metal: it counts what a real one would hold.
///
/// A test or a person puts pieces in with `insert`, and makes faults. It has no clock and draws no random numbers:
/// the same calls give the same events. No yen appears or vanishes in it, whatever its faults; `audit` shows it.
public final class SimulatedCoinMechanism: CoinMechanism {
    private let state: Mutex<CoinMechanismState>

    /// Where the money is and what came and went, in yen.
    public struct Audit: Hashable, Sendable {
        /// What it held at first.
        public var initially: Int
        /// What stayed in it since.
        public var totalIn = 0
        /// What it paid out since.
        public var totalOut = 0
        /// What it would not take.
        public var returned = 0
        /// In the tubes now.
        public var inTubes: Int
        /// In the cash box now.
        public var inCashBox = 0

        /// What it holds is what it held, more by what came and less by what went.
        public var isBalanced: Bool { initially + totalIn - totalOut == inTubes + inCashBox }
    }

    /// What goes wrong in the next payout.
    public enum PayoutTrouble: Hashable, Sendable {
        /// So many pieces fewer come out, the smallest missing first, and the mechanism knows it.
        case short(by: Int)
        /// It jams after so many pieces, and knows how many.
        case jam(after: Int)
        /// Its line breaks after so many pieces: nobody can be told how many.
        case lostLine(after: Int)
    }

    /// A mechanism as `part` describes it.
    ///
    /// - Parameter holdings: What lies in the tubes at first; more than a tube holds is not put in.
    public init(_ part: CoinMechanismPart, holdings: [Denomination: Int]) {
        let counts = part.tubeCapacities.map { ($0.key, min(max(0, holdings[$0.key] ?? 0), $0.value)) }
        // Within bounds: a part's capacities are.
        let tubes = TubeHoldings(Dictionary(uniqueKeysWithValues: counts)) ?? .empty
        self.state = Mutex(
            CoinMechanismState(
                part: part, tubes: tubes, audit: Audit(initially: tubes.total.amount, inTubes: tubes.total.amount)))
    }

    deinit { state.withLock { $0.listener?.finish() } }
}

// MARK: - What the kiosk does with it

extension SimulatedCoinMechanism {
    /// The stream of what follows; it ends when somebody else listens.
    public func events() -> AsyncStream<CoinMechanismEvent> {
        let (stream, continuation) = AsyncStream.makeStream(of: CoinMechanismEvent.self, bufferingPolicy: .unbounded)
        state.withLock { state in
            state.listener?.finish()
            state.listener = continuation
        }
        return stream
    }

    /// Throws the fault that it has, if any.
    public func ready() async throws(CoinMechanismError) {
        if let fault = state.withLock(\.fault) { throw .faulted(fault) }
    }

    /// Opens the gate, and counts what comes from zero.
    public func accept(due: Yen) async throws(CoinMechanismError) {
        try await ready()
        state.withLock { state in
            state.isOpen = true
            state.due = due
            state.credited = .zero
        }
    }

    /// Closes the gate, whatever else is wrong.
    public func refuse() async throws(CoinMechanismError) {
        state.withLock { $0.isOpen = false }
        try await ready()
    }

    /// Pays from the tubes at once, with the trouble that was asked for.
    public func payOut(_ amount: Yen) async throws(CoinMechanismError) -> Payout {
        let result: Result<Payout, CoinMechanismError> = state.withLock { state in
            if let fault = state.fault { return .failure(.faulted(fault)) }
            let trouble = state.payoutTrouble
            state.payoutTrouble = nil
            let pieces = ChangePlan(paying: amount, from: state.tubes).pieces
            switch trouble {
            case nil: return .success(Payout(requested: amount, paid: state.drop(pieces)))
            case .short(let missing):
                return .success(Payout(requested: amount, paid: state.drop(pieces.dropLast(missing))))
            case .jam(let count):
                let paid = state.drop(pieces.prefix(count))
                state.fail(.jam)
                return .success(Payout(requested: amount, paid: paid))
            case .lostLine(let count):
                _ = state.drop(pieces.prefix(count))
                state.fail(.disconnected)
                return .failure(.payoutUnknown)
            }
        }
        return try result.get()
    }

    /// What lies in the tubes.
    public func holdings() async throws(CoinMechanismError) -> TubeHoldings {
        try await ready()
        return state.withLock(\.tubes)
    }
}

// MARK: - What a person does with it

extension SimulatedCoinMechanism {
    /// Puts a piece into the slot.
    ///
    /// - Returns: Whether it stayed in.
    @discardableResult
    public func insert(_ denomination: Denomination) -> Bool {
        state.withLock { state in
            guard state.isOpen, state.fault == nil, state.part.accepted.contains(denomination),
                state.canGiveBack(denomination)
            else {
                state.audit.returned += denomination.rawValue
                state.cup[denomination, default: 0] += 1
                state.tell(.returned(denomination))
                return false
            }
            state.take(denomination)
            state.credited = state.credited + denomination.value
            if state.credited >= state.due { state.isOpen = false }
            return true
        }
    }

    /// A piece that was past the gate when it closed: it is credited all the same.
    public func rollIn(_ denomination: Denomination) {
        state.withLock { $0.take(denomination) }
    }

    /// Takes what lies in the cup.
    public func emptyCup() {
        state.withLock { state in
            state.cup = [:]
            state.tell(.cupEmptied)
        }
    }

    /// Breaks it. A fault that is there already stays.
    public func fail(_ fault: CoinMechanismFault) {
        state.withLock { $0.fail(fault) }
    }

    /// Mends it.
    public func mend() {
        state.withLock { state in
            guard let fault = state.fault else { return }
            state.fault = nil
            state.tell(.faultCleared(fault))
        }
    }

    /// Makes the next payout go wrong.
    public func troubleNextPayout(_ trouble: PayoutTrouble) {
        state.withLock { $0.payoutTrouble = trouble }
    }

    /// Counts everything, as an operator does.
    public var audit: Audit { state.withLock(\.audit) }

    /// The gate is open.
    public var isAccepting: Bool { state.withLock(\.isOpen) }

    /// Looks into it, as through a window in its housing.
    public var view: View {
        state.withLock { state in
            View(
                tubes: Dictionary(uniqueKeysWithValues: state.part.tubeCapacities.keys.map { ($0, state.tubes[$0]) }),
                capacities: state.part.tubeCapacities, cup: state.cup, isOpen: state.isOpen, due: state.due,
                credited: state.credited, fault: state.fault, payoutTrouble: state.payoutTrouble, audit: state.audit)
        }
    }

    /// What can be seen of it at one moment.
    public struct View: Hashable, Sendable {
        /// Pieces in each tube.
        public var tubes: [Denomination: Int]
        /// Pieces that each tube can hold.
        public var capacities: [Denomination: Int]
        /// Pieces in the cup, where the resident takes them: paid out, or not taken.
        public var cup: [Denomination: Int]
        /// The gate is open.
        public var isOpen: Bool
        /// What was wanted when the gate opened last.
        public var due: Yen
        /// What came since.
        public var credited: Yen
        /// What is wrong with it.
        public var fault: CoinMechanismFault?
        /// What will go wrong in the next payout.
        public var payoutTrouble: PayoutTrouble?
        /// Where all the money is.
        public var audit: Audit
    }
}
