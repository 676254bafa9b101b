internal import Board
internal import Issuance
internal import IssuanceAudit
internal import SimulatedResidents

/// Draws stories: who comes, what they do, and what goes wrong when. The same seed draws the same.
struct SoakDraw {
    /// Somebody with a card.
    struct Person {
        var id: String
        var household: [String]
        var pin: String
        var hasSeal: Bool
        /// Nothing is wrong with them or their card.
        var isOrdinary: Bool
    }

    var random: SeededGenerator
    let people: [Person]
    /// How often something goes wrong in a visit, 0 to 1.
    let faultRate: Double

    /// - Parameter number: which story of this seed.
    init(seed: UInt64, number: Int, people: [Person], faultRate: Double) {
        // Each mixed by itself: neighbouring seeds would draw the same numbers, a few steps apart.
        var (ofSeed, ofStory) = (SeededGenerator(seed: seed), SeededGenerator(seed: ~UInt64(number)))
        random = SeededGenerator(seed: ofSeed.next() ^ ofStory.next())
        self.people = people
        self.faultRate = faultRate
    }

    /// A story of so many visits, at the end of which everything is put right.
    mutating func story(visits count: Int, shows: String) -> Scenario {
        var story = Scenario(shows: shows, visits: [])
        // Any day looks the same, whenever the story is played: it begins in the morning, or just before closing time.
        story.kiosk.timeOfDay = chance(0.9) ? number(in: 390...1_200) : number(in: 1_370...1_379)
        if chance(0.15) { story.kiosk.tubes = [.yen100: number(in: 0...3), .yen500: number(in: 0...1)] }
        if chance(0.03) { story.kiosk.hasCoinMechanism = false }
        if chance(0.05) { story.cloud.clockAhead = .seconds(number(in: 1...600)) }
        for _ in 0..<count { story.visits.append(visit(isFirst: story.visits.isEmpty)) }
        story.after = [PlacedDeed(.putRight), PlacedDeed(.wait(.seconds(600)))]
        return story
    }

    // MARK: A resident

    private mutating func visit(isFirst: Bool) -> VisitScript {
        let person = person()
        var visit = VisitScript(resident: person.id)
        if !isFirst, chance(0.9) { visit.before.append(PlacedDeed(.putRight)) }
        if chance(0.03) { visit.cardOf = self.person().id }
        if chance(0.06) { visit.triesLeft = number(in: 0...3) }
        if chance(0.1) { QuirkWords.all.randomElement(using: &random)?.set(&visit.quirks) }
        if chance(person.hasSeal ? 0.4 : 0.05) {
            visit.kind = .sealRegistration
        } else {
            if person.household.count > 1, chance(0.3) {
                let members = person.household.filter { _ in Bool.random(using: &random) }
                visit.members = members.isEmpty ? [person.id] : members
            }
            visit.showsDomicile = chance(0.3)
            visit.showsRelationship = chance(0.3)
        }
        if chance(0.25) { visit.copies = number(in: 2...4) }
        if chance(0.12) { visit.pins = (0..<number(in: 1...3)).map { _ in digits() } + [person.pin] }
        if chance(0.35) { visit.pieces = pieces() }
        if chance(0.2) { visit.language = Language.allCases.randomElement(using: &random) ?? .japanese }
        visit.wantsSlip = chance(0.8)
        if chance(0.3) { visit.rules.append(whim(person)) }
        if chance(0.08) { visit.rules.append(whim(person)) }
        var rate = faultRate
        while visit.rules.count < 8, chance(rate) {
            visit.rules.append(trouble(person))
            rate *= 0.5
        }
        return visit
    }

    mutating func person() -> Person {
        let ordinary = people.filter(\.isOrdinary)
        let among = chance(0.75) && !ordinary.isEmpty ? ordinary : people
        // Somebody always has a card; without anybody the story is refused for its resident.
        return among.randomElement(using: &random)
            ?? Person(id: "nobody", household: [], pin: "", hasSeal: false, isOrdinary: true)
    }

    // MARK: What people do

    /// Something that the resident does in the place of what the screen asks for.
    private mutating func whim(_ person: Person) -> Rule {
        var deeds: [Deed] = []
        switch number(in: 0..<100) {
        case ..<20: deeds = [.touch(.cancel)]
        case ..<28: deeds = [.touch(.back)]
        case ..<40: deeds = [.touch(IssuanceMachine.Touch.words.map(\.touch).randomElement(using: &random) ?? .stay)]
        case ..<50: deeds = [.nothing]
        case ..<60: deeds = [.walkAway]
        case ..<70: deeds = [.takeCard]
        case ..<76: deeds = [.layCard(of: chance(0.5) ? nil : self.person().id)]
        case ..<84: deeds = [.insert(pieces())]
        case ..<88: deeds = [.rollIn(pieces())]
        case ..<92: deeds = [.typePIN(digits())]
        default: deeds = [.wait(.seconds(number(in: 1...200))), .asUsual]
        }
        if chance(0.15) { deeds += [.wait(.seconds(number(in: 1...90))), .touch(chance(0.5) ? .stay : .cancel)] }
        return rule(.screen(screen()), deeds)
    }

    // MARK: Chance

    mutating func chance(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &random) < probability }
    mutating func number(in range: Range<Int>) -> Int { Int.random(in: range, using: &random) }
    mutating func number(in range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    mutating func digits() -> String { "\(10_000 + number(in: 0...9_999))".suffix(4).description }

    mutating func pieces() -> [Denomination] {
        (0..<number(in: 1...4)).map { _ in Denomination.allCases.randomElement(using: &random) ?? .yen100 }
    }

    /// A screen of the course: mostly one that asks for something, now and then one that few get to see.
    mutating func screen() -> Phrase {
        let asking = [
            "welcome", "services", "consent", "place-card", "enter-pin", "take-card-back", "certificates", "copies",
            "confirm", "pay", "printing", "take-paper",
        ]
        return Phrase((chance(0.6) ? asking : Screen.names).randomElement(using: &random) ?? "pay")
    }

    mutating func rule(_ moment: Moment, _ deeds: [Deed]) -> Rule {
        var nth = 1
        if case .sheet = moment { nth = 1 } else if chance(0.2) { nth = number(in: 2...3) }
        return Rule(moment: moment, nth: nth, deeds: deeds.map { PlacedDeed($0) })
    }
}

extension SoakDraw.Person {
    /// Everybody with a card.
    static func all(of town: SimulatedTown) -> [SoakDraw.Person] {
        town.residents.compactMap { resident in
            guard let card = resident.card else { return nil }
            return SoakDraw.Person(
                id: resident.id, household: town.household(of: resident).map(\.id), pin: card.pin,
                hasSeal: resident.seal?.cancelled == false,
                isOrdinary: resident.restriction == nil && card.certificate == .valid && card.triesLeft > 1
                    && !card.issuedToday)
        }
    }
}
