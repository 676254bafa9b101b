/// What the page must know of the machine around it: the slots, so that it can draw and name them, the money they
/// take, and when and by whom the resident is helped.
public struct MachineLayout: Hashable, Sendable {
    /// Where each opening is.
    public var slots: [Slot: Place]
    /// What the coin mechanism takes, in yen, smallest first.
    public var acceptedYen: [Int]
    /// When the service opens, `HH:MM` in Japan's time.
    public var opens: String
    /// When it closes.
    public var closes: String
    /// The operator's telephone number, where there is one.
    public var helpDesk: String?

    /// An opening of the machine.
    public enum Slot: String, Hashable, Sendable, CaseIterable {
        case card, coins, notes, change, paper, receipt
    }

    /// Where an opening is.
    public struct Place: Hashable, Sendable {
        /// The edge of the screen that it lies beside.
        public var side: Side
        /// Above the floor.
        public var heightMillimetres: Int

        /// A place beside `side`, at this height above the floor.
        public init(side: Side, heightMillimetres: Int) {
            self.side = side
            self.heightMillimetres = heightMillimetres
        }
    }

    /// An edge of the screen.
    public enum Side: String, Hashable, Sendable, CaseIterable {
        case left, right, below
    }

    /// A slot that is not given is drawn where the reference kiosk has it.
    public init(
        slots: [Slot: Place] = [:], acceptedYen: [Int] = reference.acceptedYen, opens: String = "06:30",
        closes: String = "23:00", helpDesk: String? = nil
    ) {
        self.slots = Self.reference.slots.merging(slots) { _, given in given }
        self.acceptedYen = acceptedYen
        self.opens = opens
        self.closes = closes
        self.helpDesk = helpDesk
    }

    /// `HH:MM` of minutes after midnight.
    static func hour(_ minutes: Int) -> String {
        let (hour, minute) = minutes.quotientAndRemainder(dividingBy: 60)
        return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
    }

    private init(reference slots: [Slot: Place]) {
        self.slots = slots
        acceptedYen = [10, 50, 100, 500, 1000]
        opens = "06:30"
        closes = "23:00"
    }

    /// The reference kiosk.
    public static let reference = MachineLayout(reference: [
        .card: Place(side: .right, heightMillimetres: 1000), .coins: Place(side: .right, heightMillimetres: 1100),
        .notes: Place(side: .right, heightMillimetres: 1050), .change: Place(side: .right, heightMillimetres: 800),
        .paper: Place(side: .below, heightMillimetres: 700), .receipt: Place(side: .right, heightMillimetres: 900),
    ])
}
