internal import SimulatedJukiNet
internal import SimulatedResidents
internal import SimulatedStore

/// 転出証明書: what a person carries from the counter they leave to the counter they go to. It holds what Juki-Net does
/// not: relationships, domicile, head of the register.
public struct MovingPapers: Sendable {
    /// Who leaves, as their record stood, in the order of the household.
    var people: [(code: ResidentCode, resident: Resident)]

    /// How many people they are for.
    public var count: Int { people.count }
}

extension TownHall {
    /// 転居: the person, or the whole household, moves within the municipality.
    public func moveWithin(_ id: String, address: String, wholeHousehold: Bool = true) async throws {
        let day = today
        let people = try await leavers(id, wholeHousehold)
        // Who leaves a household for themself becomes the head of their own.
        let own = wholeHousehold ? nil : "\(id)-\(day)"
        try await enter(
            people.map { person in
                .init(id: person.id, because: .movedWithin, notice: .movedWithin) { entry throws(CounterRefusal) in
                    guard var entry else { throw .unknownResident(person.id) }
                    guard !entry.resident.isClosed else { throw .recordClosed(person.id) }
                    entry.resident.previousAddress = entry.resident.address
                    entry.resident.address = address
                    entry.resident.addressSince = day
                    entry.resident.notifiedOn = day
                    if let own {
                        entry.resident.household = own
                        entry.resident.relationship = Resident.headRelationship
                        entry.place = 0
                    }
                    return entry
                }
            })
    }

    /// 転出: closes the records of whoever leaves the municipality, and cancels their seals. Juki cards end with it.
    ///
    /// - Returns: what they hand in where they go (`moveIn`).
    public func moveOut(_ id: String, wholeHousehold: Bool = true) async throws -> MovingPapers {
        var papers = MovingPapers(people: [])
        for person in try await leavers(id, wholeHousehold) {
            guard let code = try await register.code(of: person.id) else { throw CounterRefusal.unknownResident(id) }
            papers.people.append((code, person))
        }
        try await enter(
            papers.people.map { person in
                .init(id: person.resident.id, because: .movedOut, notice: .movedOut) {
                    entry throws(CounterRefusal) in
                    guard var entry else { throw .unknownResident(person.resident.id) }
                    guard !entry.resident.isClosed else { throw .recordClosed(person.resident.id) }
                    entry.resident.restriction = .movedOut
                    if entry.resident.seal != nil { entry.resident.seal?.cancelled = true }
                    return entry
                }
            })
        return papers
    }

    /// 転入: enters whoever comes from another municipality. My Number cards lead here from now on.
    ///
    /// - Parameter address: from the prefecture on.
    public func moveIn(_ papers: MovingPapers, address: String) async throws {
        let (day, code) = (today, municipality.code)
        guard let first = papers.people.first?.resident else { return }
        let household = "\(first.id)-\(code)-\(day)"
        var changes: [ResidentRegister.Change] = []
        for (place, person) in papers.people.enumerated() {
            // Juki-Net tells who has the code: papers of somebody else are not taken.
            let known = await server.person(with: person.code)
            guard known == nil || known?.attributes.birthDate == person.resident.birthDate.description else {
                throw CounterRefusal.unknownResident(person.resident.id)
            }
            var resident = person.resident
            resident.municipality = code
            resident.household = household
            if place == 0 { resident.relationship = Resident.headRelationship }
            resident.previousAddress = resident.address
            resident.address = address
            (resident.addressSince, resident.movedInOn, resident.notifiedOn) = (day, day, day)
            resident.seal = nil
            resident.restriction = nil
            resident.card?.issuedBy = person.resident.card?.issuedBy ?? person.resident.municipality
            let isKept = resident.card?.profile == .myNumber
            let entry = ResidentRegister.Entry(code: person.code, place: place, resident: resident)
            changes.append(
                .init(
                    id: resident.id, because: .movedIn, notice: .movedIn,
                    edit: { before throws(CounterRefusal) in
                        guard before?.resident.isClosed != false else { throw .unknownResident(entry.resident.id) }
                        return entry
                    }, card: (nil, isKept ? cards.name(of: resident) : nil)))
        }
        try await enter(changes)
        for person in papers.people where person.resident.card?.profile == .myNumber {
            if let name = cards.name(of: person.resident) { try await routes.lead(name, to: code) }
        }
    }

    /// 死亡: closes the record and cancels the seal. Where the head of a household dies, the next member becomes its
    /// head, and the others' relationships are told from there.
    public func die(_ id: String) async throws {
        guard let dead = try await register.resident(id: id) else { throw CounterRefusal.unknownResident(id) }
        let others = try await register.household(id: dead.household).members.filter { $0.id != id }
        var changes = [
            ResidentRegister.Change(id: id, because: .died, notice: .died) { entry throws(CounterRefusal) in
                guard var entry else { throw .unknownResident(id) }
                guard !entry.resident.isClosed else { throw .recordClosed(id) }
                entry.resident.restriction = .deceased
                if entry.resident.seal != nil { entry.resident.seal?.cancelled = true }
                return entry
            }
        ]
        if dead.isHead, let head = others.first {
            for (place, member) in others.enumerated() {
                let relationship = place == 0 ? Resident.headRelationship : member.relationship(to: head)
                changes.append(
                    .init(id: member.id, because: .headChanged) { entry throws(CounterRefusal) in
                        guard var entry else { throw .unknownResident(member.id) }
                        entry.resident.relationship = relationship
                        entry.place = place
                        return entry
                    })
            }
        }
        try await enter(changes)
    }

    private func leavers(_ id: String, _ wholeHousehold: Bool) async throws -> [Resident] {
        guard let resident = try await register.resident(id: id) else { throw CounterRefusal.unknownResident(id) }
        guard !resident.isClosed else { throw CounterRefusal.recordClosed(id) }
        let household = try await register.household(id: resident.household).members
        if wholeHousehold { return household }
        guard !resident.isHead || household.count == 1 else { throw CounterRefusal.headLeavesHousehold(id) }
        return [resident]
    }
}

extension Resident {
    /// The relationship to a new head of the household, who was the widowed spouse or another member; 縁故者 where the
    /// two words alone do not tell.
    func relationship(to head: Resident) -> String {
        switch (head.relationship, relationship) {
        case ("妻", "子"), ("夫", "子"), ("妻", "子の子"), ("夫", "子の子"), ("妻", "子の妻"), ("夫", "子の夫"): relationship
        case ("妻", "父"), ("妻", "母"): "夫の" + relationship
        case ("夫", "父"), ("夫", "母"): "妻の" + relationship
        case ("子", "妻"): "母"
        case ("子", "夫"): "父"
        case ("子", "子"):
            (birthDate < head.birthDate ? (sex == .male ? "兄" : "姉") : (sex == .male ? "弟" : "妹"))
        default: "縁故者"
        }
    }
}
