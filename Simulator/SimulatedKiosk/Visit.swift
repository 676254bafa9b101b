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
        /// As the resident remembers it, right or wrong.
        public var pin: String
        /// What is laid on the reader.
        public var card: SimulatedCard
        /// What is put in until the fee is covered, again and again.
        public var pieces: [Denomination]

        /// Wants this certificate, knows this PIN, holds this card, and pays with these pieces.
        public init(
            certificate: CertificateSpecification, copies: Int = 1, pin: String, card: SimulatedCard,
            pieces: [Denomination] = [.yen100]
        ) {
            self.certificate = certificate
            self.copies = copies
            self.pin = pin
            self.card = card
            self.pieces = pieces
        }
    }

    /// How the visit ended, as the resident saw it.
    public enum Ending: Hashable, Sendable {
        case delivered
        case explained(Issuance.Ending)
        /// The kiosk went back to rest without a word.
        case nothing
    }

    private struct State {
        var hasBegun = false
        var hasPaper = false
        var ending: Issuance.Ending?
        var piecesPaid = 0
        var cardLiesThere = false
    }

    private let plan: Plan
    private let site: any Surroundings
    private let state = Mutex(State())
    private let actions: AsyncStream<ResidentInput>
    private let actionSink: AsyncStream<ResidentInput>.Continuation
    private let endings: AsyncStream<Ending>
    private let endingSink: AsyncStream<Ending>.Continuation

    /// A resident with this plan at this kiosk.
    public init(_ plan: Plan, at site: any Surroundings) {
        self.plan = plan
        self.site = site
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
        if presentation.screen.isWarning { return touch(.stay, presentation) }
        switch presentation.screen.content {
        case .welcome:
            begin(presentation)
        case .outOfService:
            if state.withLock(\.hasBegun) { leave() }
        case .services: touch(.chooseIssuance, presentation)
        case .consent: touch(.agree, presentation)
        case .placeCard(let hint): await placeCard(hint)
        case .enterPIN(_, _, _, onReader: false): enterPIN(presentation)
        case .takeCardBack, .takeCard: await takeCard()
        case .certificates(let offer): choose(from: offer, presentation)
        case .options(let options, let memberCount): adjust(options, memberCount, presentation)
        case .copies(let copies, _, _):
            touch(copies == plan.copies ? .proceed : .setCopies(plan.copies), presentation)
        case .confirm: touch(.confirm, presentation)
        case .pay(let due, let paid): pay(due, paid)
        case .takePaper:
            state.withLock { $0.hasPaper = true }
            touch(.paperTaken, presentation)
        case .receipt: touch(.takeReceipt(true), presentation)
        case .thanks: touch(.close, presentation)
        case .explanation(let explaining, _):
            state.withLock { $0.ending = explaining.ending }
            await takeCard()
            touch(.close, presentation)
        case .readingCard, .enterPIN, .checkingPIN, .checkingCertificate, .connecting, .preparing, .printing,
            .stoppingPrint, .givingMoney:
            break  // There is nothing to do but wait.
        }
    }

    private func touch(_ touch: IssuanceMachine.Touch, _ presentation: Presentation) {
        actionSink.yield(ResidentInput(serial: presentation.serial, action: .touch(touch)))
    }

    private func begin(_ presentation: Presentation) {
        let isFirst = state.withLock { state in
            defer { state.hasBegun = true }
            return !state.hasBegun
        }
        if isFirst { touch(.begin, presentation) } else { leave() }
    }

    private func leave() {
        let ending: Ending = state.withLock { state in
            if state.hasPaper { return .delivered }
            return state.ending.map { .explained($0) } ?? .nothing
        }
        endingSink.yield(ending)
    }

    private func placeCard(_ hint: IssuanceMachine.AwaitingCard.Hint?) async {
        // Another's card is taken off first; the screen that follows asks for one's own.
        if hint == .leftByAnother { return await takeCard() }
        let liesThere = state.withLock { state in
            defer { state.cardLiesThere = true }
            return state.cardLiesThere
        }
        // One that was lifted too early is laid down once more.
        if !liesThere || hint == .removedTooEarly { try? await site.insert(plan.card) }
    }

    private func takeCard() async {
        state.withLock { $0.cardLiesThere = false }
        await site.removeCard()
    }

    private func enterPIN(_ presentation: Presentation) {
        guard let digits = try? LockedBytes(copying: Array(plan.pin.utf8)) else { return }
        actionSink.yield(ResidentInput(serial: presentation.serial, action: .pin(digits)))
    }

    private func choose(from offer: Offer, _ presentation: Presentation) {
        let kind = plan.certificate.kind
        guard let offered = offer[kind] else { return touch(.cancel, presentation) }
        switch offered.availability {
        case .available:
            touch(.chooseCertificate(kind), presentation)
        case .unavailable(let refusal):
            state.withLock { $0.ending = .refused(refusal) }
            touch(.cancel, presentation)
        }
    }

    /// Brings the options one touch nearer to the plan.
    private func adjust(_ options: ResidenceRecordOptions, _ memberCount: Int, _ presentation: Presentation) {
        guard case .residenceRecord(let wanted) = plan.certificate else { return touch(.cancel, presentation) }
        if options.showsDomicile != wanted.showsDomicile {
            touch(.showDomicile(wanted.showsDomicile), presentation)
        } else if options.showsRelationship != wanted.showsRelationship {
            touch(.showRelationship(wanted.showsRelationship), presentation)
        } else if let next = Self.step(from: options.members, to: wanted.members, of: memberCount) {
            touch(next, presentation)
        } else {
            touch(.proceed, presentation)
        }
    }

    private static func step(
        from members: HouseholdSelection, to wanted: HouseholdSelection, of memberCount: Int
    ) -> IssuanceMachine.Touch? {
        guard members != wanted else { return nil }
        switch (members, wanted) {
        case (_, .wholeHousehold): return .selectWholeHousehold
        case (.wholeHousehold, .members(let chosen)): return chosen.min().map { .toggleMember($0) }
        case (.members(let now), .members(let chosen)):
            // Add before taking away, so that the selection is never empty.
            return (chosen.subtracting(now).min() ?? now.subtracting(chosen).min()).map { .toggleMember($0) }
        }
    }

    private func pay(_ due: Yen, _ paid: Yen) {
        guard paid < due, !plan.pieces.isEmpty else { return }
        let piece = state.withLock { state in
            defer { state.piecesPaid += 1 }
            return plan.pieces[state.piecesPaid % plan.pieces.count]
        }
        site.insert(piece)
    }
}
