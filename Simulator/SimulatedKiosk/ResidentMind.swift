public import Board
public import Issuance

/// A resident with a plan, who reads each screen and knows what to do next: a plain value. Whoever has hands does it.
public struct ResidentMind: Sendable {
    /// What a resident does at a screen.
    public enum Deed: Hashable, Sendable {
        /// There is nothing to do but wait.
        case wait
        case touch(IssuanceMachine.Touch)
        case typePIN(String)
        /// Lays the own card on the reader.
        case layCard
        /// Takes off the reader whatever lies there.
        case takeCard
        /// Takes what lies there, and says that the screen was read.
        case takeCardAndClose
        case insert(Denomination)
        /// Goes away: the visit is over.
        case leave
    }

    private let plan: Visit.Plan
    private var hasBegun = false
    private var hasPaper = false
    private var ending: Issuance.Ending?
    private var piecesPaid = 0
    private var pinsTyped = 0
    private var timesStayed = 0
    /// Nobody says for ever that they are still there: who does not get on gives up.
    private static let patience = 20
    private var cardLiesThere = false

    /// A resident who has just come.
    public init(_ plan: Visit.Plan) {
        self.plan = plan
    }

    /// The kiosk has served them, or began to.
    public var isBeingServed: Bool { hasBegun }

    /// How the visit ended, as the resident saw it.
    public var result: Visit.Ending {
        if hasPaper { return .delivered }
        return ending.map { .explained($0) } ?? .nothing
    }

    /// What has been done for them: it need not be done again.
    public mutating func note(_ deed: Deed) {
        switch deed {
        case .layCard: cardLiesThere = true
        case .takeCard, .takeCardAndClose: cardLiesThere = false
        case .wait, .touch, .typePIN, .insert, .leave: break
        }
    }

    /// What is to be done at this screen.
    public mutating func respond(to screen: Screen) -> Deed {
        see(screen)
        if screen.isWarning {
            timesStayed += 1
            return .touch(timesStayed > Self.patience ? .cancel : .stay)
        }
        switch screen.content {
        case .welcome:
            defer { hasBegun = true }
            return hasBegun ? .leave : start(screen)
        case .outOfService:
            return hasBegun ? .leave : .wait
        case .services: return inLanguage(screen) ?? .touch(.chooseIssuance)
        case .consent: return .touch(.agree)
        case .placeCard(let hint): return placeCard(hint)
        case .enterPIN(_, _, _, onReader: false): return typePIN()
        case .takeCardBack, .takeCard:
            cardLiesThere = false
            return .takeCard
        case .certificates(let offer): return choose(from: offer)
        case .options(let options, _, let memberCount): return adjust(options, memberCount)
        case .copies(let copies, _, _): return .touch(copies == plan.copies ? .proceed : .setCopies(plan.copies))
        case .confirm: return .touch(.confirm)
        case .pay(let due, let paid): return pay(due, paid)
        case .takePaper: return .touch(.paperTaken)
        case .receipt: return .touch(.takeReceipt(plan.wantsSlip))
        case .thanks: return .touch(.close)
        case .explanation:
            cardLiesThere = false
            return .takeCardAndClose
        case .readingCard, .enterPIN, .checkingPIN, .checkingCertificate, .connecting, .preparing, .printing,
            .stoppingPrint, .givingMoney:
            return .wait
        }
    }

    /// Remembers what the screen says, whatever is done about it.
    public mutating func see(_ screen: Screen) {
        switch screen.content {
        case .takePaper: hasPaper = true
        case .explanation(let explaining, _): ending = explaining.ending
        // A kiosk that shows more than its welcome serves somebody, though nobody may have touched it.
        case .welcome, .outOfService: break
        default: hasBegun = true
        }
    }

    private func start(_ screen: Screen) -> Deed {
        plan.language == screen.language ? .touch(.begin) : .touch(.chooseLanguage(plan.language))
    }

    private func inLanguage(_ screen: Screen) -> Deed? {
        plan.language == screen.language ? nil : .touch(.chooseLanguage(plan.language))
    }

    private mutating func placeCard(_ hint: IssuanceMachine.AwaitingCard.Hint?) -> Deed {
        // Another's card is taken off first; the screen that follows asks for one's own.
        if hint == .leftByAnother {
            cardLiesThere = false
            return .takeCard
        }
        // One that was lifted too early is laid down once more.
        guard !cardLiesThere || hint == .removedTooEarly else { return .wait }
        cardLiesThere = true
        return .layCard
    }

    private mutating func typePIN() -> Deed {
        defer { pinsTyped += 1 }
        return .typePIN(plan.pins[min(pinsTyped, plan.pins.count - 1)])
    }

    private mutating func choose(from offer: Offer) -> Deed {
        let kind = plan.certificate.kind
        guard let offered = offer[kind] else { return .touch(.cancel) }
        switch offered.availability {
        case .available: return .touch(.chooseCertificate(kind))
        case .unavailable(let refusal):
            ending = .refused(refusal)
            return .touch(.cancel)
        }
    }

    /// Brings the options one touch nearer to the plan.
    private func adjust(_ options: ResidenceRecordOptions, _ memberCount: Int) -> Deed {
        guard let wanted = plan.certificate.options else { return .touch(.cancel) }
        if options.showsDomicile != wanted.showsDomicile { return .touch(.showDomicile(wanted.showsDomicile)) }
        if options.showsRelationship != wanted.showsRelationship {
            return .touch(.showRelationship(wanted.showsRelationship))
        }
        return .touch(Self.step(from: options.members, to: wanted.members, of: memberCount) ?? .proceed)
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

    private mutating func pay(_ due: Yen, _ paid: Yen) -> Deed {
        guard paid < due, !plan.pieces.isEmpty else { return .wait }
        defer { piecesPaid += 1 }
        return .insert(plan.pieces[piecesPaid % plan.pieces.count])
    }
}
