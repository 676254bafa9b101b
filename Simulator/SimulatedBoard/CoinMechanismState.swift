internal import Board
internal import Issuance

/// What a simulated mechanism holds and does, under its lock.
struct CoinMechanismState {
    let part: CoinMechanismPart
    var tubes: TubeHoldings
    var audit: SimulatedCoinMechanism.Audit
    var isOpen = false
    var due: Yen = .zero
    /// Since the gate opened.
    var credited: Yen = .zero
    var fault: CoinMechanismFault?
    /// What lies in the cup: paid out, or not taken.
    var cup: [Denomination: Int] = [:]
    var payoutTrouble: SimulatedCoinMechanism.PayoutTrouble?
    var listener: AsyncStream<CoinMechanismEvent>.Continuation?

    /// A disconnected mechanism tells nothing but that, which whoever holds the other end of the line notices.
    func tell(_ event: CoinMechanismEvent) {
        switch event {
        case .faulted, .faultCleared: break
        case .credited, .returned, .cupEmptied: guard fault != .disconnected else { return }
        }
        listener?.yield(event)
    }

    mutating func fail(_ fault: CoinMechanismFault) {
        guard self.fault == nil else { return }
        isOpen = false
        self.fault = fault
        tell(.faulted(fault))
    }

    /// With the piece in, all could be given back, and the change could be given.
    func canGiveBack(_ denomination: Denomination) -> Bool {
        let after = hasRoom(denomination) ? tubes.adding(denomination) : tubes
        let credited = credited + denomination.value
        return ChangePlan(paying: credited, from: after).isExact
            && ChangePlan(paying: credited.less(due), from: after).isExact
    }

    func hasRoom(_ denomination: Denomination) -> Bool {
        tubes[denomination] < part.tubeCapacities[denomination] ?? 0
    }

    mutating func take(_ denomination: Denomination) {
        audit.totalIn += denomination.rawValue
        if hasRoom(denomination) {
            tubes = tubes.adding(denomination)
            audit.inTubes += denomination.rawValue
        } else {
            audit.inCashBox += denomination.rawValue
        }
        tell(.credited(denomination))
    }

    /// Drops pieces into the cup and answers what they are worth.
    mutating func drop(_ pieces: some Sequence<Denomination>) -> Yen {
        var paid = Yen.zero
        for piece in pieces {
            paid = paid + piece.value
            cup[piece, default: 0] += 1
        }
        tubes = tubes.paying(ChangePlan(paying: paid, from: tubes))
        audit.totalOut += paid.amount
        audit.inTubes -= paid.amount
        return paid
    }
}
