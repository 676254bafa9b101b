public import Board
public import Issuance
internal import LockedMemory
public import Screens
public import SimulatedCard
internal import Synchronization

/// What a resident's hands reach at a kiosk.
public protocol Surroundings: Sendable {
    /// Lays a card on the reader.
    func insert(_ card: SimulatedCard) async throws
    /// Takes the card off the reader.
    func removeCard() async
    /// Puts a coin or a note into the slot.
    func insert(_ piece: Denomination)
}

/// A resident who comes to the kiosk with a plan, reads each screen and does what it asks for.
public final class Visit: ResidentTerminal {
    /// What the resident wants, knows and has.
    public struct Plan: Sendable {
        /// The kind of certificate, with its options.
        public var certificate: CertificateSpecification
        /// How many of it, 1...10.
        public var copies: Int
        /// As the resident remembers it, right or wrong: one for each try, the last for every one that follows.
        /// Never empty.
        public private(set) var pins: [String]
        /// What is laid on the reader.
        public var card: SimulatedCard
        /// What is put in until the fee is covered, again and again.
        public var pieces: [Denomination]
        /// In which the resident reads.
        public var language = Language.japanese
        /// Whether the slip is taken.
        public var wantsSlip = true

        /// Wants this certificate, knows this PIN, holds this card, and pays with these pieces.
        public init(
            certificate: CertificateSpecification, copies: Int = 1, pin: String, card: SimulatedCard,
            pieces: [Denomination] = [.yen100]
        ) {
            self.certificate = certificate
            self.copies = copies
            self.pins = [pin]
            self.card = card
            self.pieces = pieces
        }

        /// The PIN that is typed first.
        public var pin: String {
            get { pins[0] }
            set { pins = [newValue] }
        }

        /// Types these, one after the other. Without any, nothing changes.
        public mutating func type(pins: [String]) {
            if !pins.isEmpty { self.pins = pins }
        }
    }

    /// How the visit ended, as the resident saw it.
    public enum Ending: Hashable, Sendable {
        case delivered
        case explained(Issuance.Ending)
        /// The kiosk went back to rest without a word.
        case nothing
    }

    private let plan: Plan
    private let site: any Surroundings
    private let mind: Mutex<ResidentMind>
    private let actions: AsyncStream<ResidentInput>
    private let actionSink: AsyncStream<ResidentInput>.Continuation
    private let endings: AsyncStream<Ending>
    private let endingSink: AsyncStream<Ending>.Continuation

    /// A resident with this plan at this kiosk.
    public init(_ plan: Plan, at site: any Surroundings) {
        self.plan = plan
        self.site = site
        mind = Mutex(ResidentMind(plan))
        (actions, actionSink) = AsyncStream.makeStream()
        (endings, endingSink) = AsyncStream.makeStream()
    }

    /// What the resident does.
    public func inputs() -> AsyncStream<ResidentInput> { actions }

    /// Returns when the resident has left.
    public func ending() async -> Ending {
        for await ending in endings { return ending }
        return .nothing
    }

    /// Has the resident read the screen and do what it asks for.
    public func show(_ presentation: Presentation) async {
        switch mind.withLock({ $0.respond(to: presentation.screen) }) {
        case .wait: break
        case .touch(let touch): send(.touch(touch), presentation)
        case .typePIN(let pin):
            guard let digits = try? LockedBytes(copying: Array(pin.utf8)) else { return }
            send(.pin(digits), presentation)
        case .layCard: try? await site.insert(plan.card)
        case .takeCard: await site.removeCard()
        case .takeCardAndClose:
            await site.removeCard()
            send(.touch(.close), presentation)
        case .insert(let piece): site.insert(piece)
        case .leave: endingSink.yield(mind.withLock(\.result))
        }
    }

    private func send(_ action: ResidentInput.Action, _ presentation: Presentation) {
        actionSink.yield(ResidentInput(serial: presentation.serial, action: action))
    }
}
