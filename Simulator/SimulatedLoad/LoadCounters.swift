internal import SimulatedResidents
internal import SimulatedTownHall

/// The municipalities' counters during a load run: people move, within and away, seals are cancelled and registered
/// again, names change, protection begins and ends, cards are lost.
struct LoadCounters: Sendable {
    private let registry: Registry
    private let people: [String]
    private let judge: LoadJudge
    private let configuration: LoadRun.Configuration
    private let turns: LoadTurns

    init(
        _ registry: Registry, _ people: [String], _ judge: LoadJudge, _ configuration: LoadRun.Configuration,
        _ turns: LoadTurns
    ) {
        self.registry = registry
        self.people = people
        self.judge = judge
        self.configuration = configuration
        self.turns = turns
    }

    /// Works until the task is cancelled.
    func work() async {
        guard configuration.changeRate > 0 else { return }
        var generator = LoadGenerator(seed: configuration.seed ^ 0xC0DE)
        // Of those who leave for good, so many at most that the kiosks do not run out of people.
        var departures = people.count / 4
        var number = 0
        while (try? await Task.sleep(for: .seconds(1 / configuration.changeRate))) != nil {
            guard Double(number) <= Double(turns.begun) * configuration.changeRate / configuration.rate else {
                continue
            }
            guard let id = people.randomElement(using: &generator) else { return }
            number += 1
            do {
                let hall = try await registry.townHall(of: id)
                guard let before = try await hall.register.resident(id: id), !before.isClosed else { continue }
                let leaves = departures > 0 && Int.random(in: 0..<12, using: &generator) == 0
                if leaves { departures -= 1 }
                let choice = leaves ? 100 : Int.random(in: 0..<10, using: &generator)
                let turn = number
                let other = registry.town.municipalities.randomElement(using: &generator)?.code ?? ""
                let (judge, registry) = (judge, registry)
                // On its own: a clerk who is told to stop finishes with the person at the counter.
                try await Task {
                    try await judge.entering(
                        id,
                        {
                            try await Self.change(before, hall, registry.townHall(other), choice, turn)
                        }, { try await registry.resident(id: id) })
                }.value
            } catch {
                if Task.isCancelled { return }
                await judge.broke("a counter could not change a record: \(error)")
            }
        }
    }

    private static func change(
        _ resident: Resident, _ hall: TownHall, _ other: TownHall?, _ choice: Int, _ number: Int
    ) async throws {
        let id = resident.id
        // An address of this person's own, whose digits tell whose it is.
        let digits = String(resident.name.suffix(4))
        switch choice {
        case 100:
            guard number.isMultiple(of: 2), let other, other.municipality.code != hall.municipality.code else {
                return try await hall.revokeCard(id)
            }
            let place = other.municipality.prefecture + other.municipality.name
            try await other.moveIn(try await hall.moveOut(id), address: "\(place)群衆町\(digits)番地\(number)号")
        case 0..<4:
            let place = hall.municipality.prefecture + hall.municipality.name
            try await hall.moveWithin(id, address: "\(place)群衆町\(digits)番地\(number)号")
        case 4..<8:
            if resident.seal?.cancelled == false {
                try await hall.cancelSeal(id)
            } else {
                try await hall.registerSeal(id, inscription: "群衆")
            }
        case 8: try await hall.rename(id, name: "群衆改 \(digits)", kana: "グンシュウカイ")
        default: try await hall.restrict(id, resident.restriction == nil ? .protected : nil)
        }
    }
}
