public import Issuance

/// The coin and note mechanism, as the kiosk needs it.
///
/// It takes money only between `accept` and `refuse`. A piece that was past its gate when the gate closed is credited
/// all the same: it is the resident's, and the kiosk gives it back.
public protocol CoinMechanism: Sendable {
    /// What happens at its slots, in order, from now on. One listener at a time: a second call ends the first's stream.
    ///
    /// No event is dropped, because each may be money.
    func events() -> AsyncStream<CoinMechanismEvent>

    /// Throws where it could not serve a resident now. Moves nothing. Answers within 2 s.
    func ready() async throws(CoinMechanismError)

    /// Opens the gate until `due` has been credited from now on, then closes it by itself.
    ///
    /// It returns a piece where it could not give back all that it then had taken, or could not give the change:
    /// a resident must be able to cancel.
    func accept(due: Yen) async throws(CoinMechanismError)

    /// Closes the gate. What comes from now on is returned.
    func refuse() async throws(CoinMechanismError)

    /// Pays out `amount`, or as near below it as the tubes allow, and answers what surely came out.
    ///
    /// Answers within `maximumPayoutTime`. It throws `payoutUnknown` where it cannot tell: then none of it counts as
    /// paid. Never repeat a payout that threw.
    func payOut(_ amount: Yen) async throws(CoinMechanismError) -> Payout

    /// What the tubes hold now. Answers within 2 s.
    func holdings() async throws(CoinMechanismError) -> TubeHoldings
}

extension CoinMechanism {
    /// The slowest hopper needs about 20 s for 999 yen in its smallest coins; the machine waits for twice that.
    public static var maximumPayoutTime: Duration { .seconds(35) }

    /// Whether the tubes could pay exactly `amount` now.
    public func canPayOut(_ amount: Yen) async throws(CoinMechanismError) -> Bool {
        ChangePlan(paying: amount, from: try await holdings()).isExact
    }
}

/// What happened at the mechanism.
public enum CoinMechanismEvent: Hashable, Sendable {
    /// A piece stayed in the mechanism.
    case credited(Denomination)
    /// A piece was not taken; it lies in the cup.
    case returned(Denomination)
    /// The mechanism takes and pays nothing until `faultCleared`.
    case faulted(CoinMechanismFault)
    case faultCleared(CoinMechanismFault)
    /// The resident's hand was in the cup: nothing lies in it.
    case cupEmptied
}

/// Why the mechanism cannot work.
public enum CoinMechanismFault: String, Hashable, Sendable, CaseIterable {
    /// A piece is stuck.
    case jam
    /// It does not answer on its line.
    case disconnected
    /// No more notes or coins fit.
    case cashBoxFull = "cash-box-full"
    /// Its own sensor says that somebody fishes for coins.
    case tampered
    case other
}

/// Why the mechanism did not do what was asked.
public enum CoinMechanismError: Error, Hashable, Sendable {
    /// It needs a person. Nothing moved.
    case faulted(CoinMechanismFault)
    /// A payout is under way. Nothing moved on this call's account.
    case busy
    /// The line was lost in the midst of a payout: what came out must be counted by a person.
    case payoutUnknown
}

/// What came of a payout.
public struct Payout: Hashable, Sendable {
    /// What was to come out.
    public var requested: Yen
    /// What surely came out, at most `requested`.
    public var paid: Yen

    /// A payout of `paid` where `requested` was wanted.
    public init(requested: Yen, paid: Yen) {
        self.requested = requested
        self.paid = paid
    }

    /// What should have come out and did not.
    public var missing: Yen { requested.less(paid) }
}
