import SimulatedResidents
import Testing

@Suite("The town that comes with the simulator")
struct SimulatedTownTests {
    let town: SimulatedTown

    init() throws {
        town = try SimulatedTown.load()
    }

    func resident(_ id: String) throws -> Resident {
        try #require(town.resident(id: id))
    }

    @Test("has the four municipalities, each with its fees, hours and residents")
    func municipalities() throws {
        #expect(town.municipalities.map(\.code) == ["13113", "13204", "12203", "07209"])
        #expect(town.municipalities.map(\.name) == ["渋谷区", "三鷹市", "市川市", "相馬市"])
        #expect(town.municipalities.map(\.prefectureKey) == ["tokyo", "tokyo", "chiba", "fukushima"])
        for municipality in town.municipalities {
            #expect(Set(municipality.fees.keys).isSuperset(of: ["residence-record", "seal-registration"]))
            #expect(municipality.opens < municipality.closes)
            #expect(municipality.headTitle.hasPrefix(municipality.name))
            #expect(town.residents.contains { $0.municipality == municipality.code })
            #expect(town.municipality(code: municipality.code) == municipality)
        }
        #expect(Set(town.municipalities.map { $0.fees["residence-record"] }).count > 1)
        // Kinds are each municipality's own to offer.
        #expect(town.municipalities.map { $0.fees["residence-items"] } == [300, 200, 200, nil])
        #expect(town.municipality(code: "99999") == nil)
        #expect(town.resident(id: "nobody") == nil)
    }

    @Test("gives a household in the record's order, its head first")
    func household() throws {
        let spouse = try resident("shibuya-household-spouse")
        let household = town.household(of: spouse)
        #expect(
            household.map(\.id) == [
                "shibuya-household", "shibuya-household-spouse", "shibuya-household-son", "shibuya-household-daughter",
            ])
        #expect(household.map(\.isHead) == [true, false, false, false])
        #expect(Set(household.map(\.address)).count == 1)
        #expect(try town.household(of: resident("ichikawa-nine")).count == 9)
    }

    @Test("has every special resident, and what is special is so")
    func specialResidents() throws {
        #expect(try resident("shibuya-household").card?.certificate == .valid)
        #expect(try resident("shibuya-seal").seal?.cancelled == false)
        #expect(try resident("shibuya-protected").restriction == .protected)
        #expect(try resident("shibuya-my-number").card?.profile == .myNumber)
        #expect(try resident("shibuya-card-issued-today").card?.issuedToday == true)
        #expect(try resident("shibuya-card-issued-today").restriction == .cardIssuedToday)
        #expect(try resident("mitaka-variant").name.unicodeScalars.contains { $0.value == 0xE0118 })
        #expect(try resident("mitaka-revoked").card?.certificate == .revoked)
        #expect(try resident("mitaka-expired").card?.certificate == .expired)
        #expect(try resident("mitaka-locked-pin").card?.triesLeft == 0)
        #expect(try resident("mitaka-one-try").card?.triesLeft == 1)
        #expect(try resident("ichikawa-foreign").foreign?.cardNumber == "AB00000000CD")
        #expect(try resident("ichikawa-unknown-issuer").card?.certificate == .unknownIssuer)
        #expect(try resident("ichikawa-moved-out").restriction == .movedOut)
        #expect(try resident("ichikawa-seal-cancelled").seal?.cancelled == true)
        #expect(try resident("soma-long-name").name.count > 20)
        #expect(try resident("soma-long-name").address.count > 70)
        #expect(try resident("soma-deceased").restriction == .deceased)
        #expect(try resident("soma-deceased").card != nil)
        #expect(try resident("soma-under-15").restriction == .under15)
        #expect(try resident("soma-adult-ward").restriction == .adultWard)
        #expect(try resident("soma-moved-in-today").restriction == .movedInToday)
        #expect(try resident("soma-unregistered-character").restriction == .unregisteredCharacter)
        #expect(Set(town.residents.compactMap(\.restriction)) == Set(Resident.Restriction.allCases))
    }

    @Test("is consistent with itself")
    func consistency() {
        #expect(Set(town.residents.map(\.id)).count == town.residents.count)
        for resident in town.residents {
            #expect((resident.foreign == nil) == (resident.domicile != nil), "\(resident.id)")
            #expect(resident.birthDate <= resident.movedInOn, "\(resident.id)")
            #expect(resident.movedInOn <= resident.addressSince, "\(resident.id)")
            #expect(resident.notifiedOn.map { $0 >= resident.addressSince } ?? true, "\(resident.id)")
            #expect((resident.notifiedOn == nil) == (resident.previousAddress == nil), "\(resident.id)")
            if let seal = resident.seal { #expect(seal.registeredOn >= resident.movedInOn, "\(resident.id)") }
            if let municipality = town.municipality(code: resident.municipality) {
                #expect(resident.address.hasPrefix(municipality.prefecture + municipality.name), "\(resident.id)")
            }
        }
    }

    @Test("a locked, spent or foreign certificate is special in one resident, not in the others")
    func mostCardsAreOrdinary() {
        let cards = town.residents.compactMap(\.card)
        #expect(cards.count { $0.certificate != .valid } == 3)
        #expect(cards.count { $0.triesLeft != 3 } == 2)
        #expect(cards.count { $0.profile == .myNumber } == 1)
        #expect(cards.count { $0.issuedToday } == 1)
    }
}
