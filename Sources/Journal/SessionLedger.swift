public import Issuance

/// Where one issuance stands, told by its entries alone.
public struct SessionLedger: Hashable, Sendable {
    /// The request id of the order, which names the issuance in the cloud too.
    public let session: RequestID
    /// What was ordered; nil where money came and no order.
    public private(set) var order: Order?
    /// All that stayed in the mechanism.
    public private(set) var credited: Yen = .zero
    /// All that surely came out of it.
    public private(set) var paidOut: Yen = .zero
    /// A payout that began and whose end is not known. None of it counts as paid.
    public private(set) var payoutInFlight: Yen?
    /// Written down as owed to the resident.
    public private(set) var owed: Yen = .zero
    /// How many sheets the printer was to make; nil while it has not begun.
    public private(set) var sheetsStarted: Int?
    /// How it ended. The first ending holds: paper that was delivered stays delivered.
    public private(set) var outcome: Outcome?
    /// The session said that nothing of it is open.
    public private(set) var isClosed = false

    /// The order, as far as the journal knows it.
    public struct Order: Hashable, Sendable {
        /// Whose certificate it is.
        public var municipality: MunicipalityCode
        /// Which certificate it is.
        public var kind: CertificateKind
        /// 1...10.
        public var copies: Int
        /// For all copies.
        public var fee: Yen
    }

    /// Folds `entries`, in the order in which they were recorded.
    public init(session: RequestID, entries: some Sequence<JournalEntry> = []) {
        self.session = session
        for entry in entries { append(entry) }
    }

    /// Takes in the next entry.
    public mutating func append(_ entry: JournalEntry) {
        switch entry {
        case .issuanceRequested(let municipality, let kind, let copies, let fee):
            order = order ?? Order(municipality: municipality, kind: kind, copies: copies, fee: fee)
        case .moneyCredited(let amount): credited = credited + amount
        case .printStarted(let sheets): sheetsStarted = max(sheetsStarted ?? 0, sheets)
        case .delivered(let sheets): end(.delivered(sheets: sheets))
        case .spoiled(let sheets): end(.spoiled(sheets: sheets))
        case .refused: end(.refused)
        case .payoutStarted(let amount): payoutInFlight = amount
        case .paidOut(let amount):
            paidOut = paidOut + amount
            payoutInFlight = nil
        case .owed(let amount): owed = owed + amount
        case .alarmRaised, .paperLeftBehind: break  // Neither money nor the state of the print.
        case .sessionClosed: isClosed = true
        }
    }

    private mutating func end(_ ending: Outcome) {
        outcome = outcome ?? ending
    }

    /// What the kiosk may keep: the fee where the paper was delivered, and else nothing.
    public var earned: Yen {
        guard case .delivered = outcome else { return .zero }
        return min(order?.fee ?? .zero, credited)
    }

    /// What belongs to the resident, came out neither surely nor on paper, and is not yet written down as owed.
    public var unsettled: Yen { credited.less(earned).less(paidOut).less(owed) }

    /// Nothing is left to be done: closed, every yen kept, paid or owed, every order ended.
    public var isSettled: Bool { isClosed && unsettled == .zero && (order == nil || outcome != nil) }
}
