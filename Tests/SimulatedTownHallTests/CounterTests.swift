import OpenSSL
import SimulatedAuthority
import SimulatedJukiNet
import SimulatedResidents
import SimulatedTownHall
import Testing

@Suite("The municipalities' counters")
struct CounterTests {
    private static let shibuya = "13113"
    private static let mitaka = "13204"

    @Test("a move within the municipality takes the household along, is remembered, and leaves the card good")
    func within() async throws {
        let hall = try await Hall.open()
        let before = try await hall.resident("shibuya-household")
        let card = try hall.card(before)
        try await hall.hall(Self.shibuya).moveWithin("shibuya-household", address: "東京都渋谷区見本町九丁目9番9号")
        let after = try await hall.resident("shibuya-household")
        #expect(after.address == "東京都渋谷区見本町九丁目9番9号")
        #expect(after.previousAddress == before.address)
        #expect(after.movedInOn == before.movedInOn)
        let household = try await hall.registry.household(of: after)
        #expect(household.map(\.id) == hall.registry.town.household(of: before).map(\.id))
        #expect(Set(household.map(\.address)) == [after.address])
        let history = try await hall.hall(Self.shibuya).register.history(of: "shibuya-household")
        #expect(history.map(\.because) == [.found, .movedWithin])
        #expect(history.map(\.resident.address) == [before.address, after.address])
        #expect(try hall.isGood(card))
    }

    @Test("a move to another municipality: closed here, entered there, the My Number card leads there and stays good")
    func away() async throws {
        let hall = try await Hall.open()
        let (shibuya, mitaka) = (try hall.hall(Self.shibuya), try hall.hall(Self.mitaka))
        let before = try await hall.resident("shibuya-my-number")
        let card = try hall.card(before)
        let name = try #require(hall.registry.cards.name(of: card.certificate))
        let papers = try await shibuya.moveOut("shibuya-my-number")
        let left = try await hall.resident("shibuya-my-number")
        #expect(left.restriction == .movedOut)
        #expect(left.seal?.cancelled == true)
        #expect(try await hall.registry.townHall(ofCard: name)?.municipality.code == Self.shibuya)
        try await mitaka.moveIn(papers, address: "東京都三鷹市窓口町一丁目1番1号")
        let after = try await hall.resident("shibuya-my-number")
        #expect(after.municipality == Self.mitaka)
        #expect(after.restriction == nil)
        #expect(after.seal == nil)
        #expect(after.previousAddress == before.address)
        #expect(after.domicile == before.domicile)
        #expect(try hall.card(after).certificate == card.certificate)
        #expect(try hall.isGood(card))
        #expect(try await hall.registry.townHall(ofCard: name)?.municipality.code == Self.mitaka)
        #expect(try await mitaka.register.holder(ofCard: name) == "shibuya-my-number")
        // The old record stays, closed.
        #expect(try await shibuya.register.resident(id: "shibuya-my-number")?.restriction == .movedOut)
        #expect(try await shibuya.register.waitingNotices() == 0)
    }

    @Test("with a Juki card the move ends the card: its certificate is revoked, and the new municipality has none")
    func jukiCard() async throws {
        let hall = try await Hall.open()
        let card = try hall.card(try await hall.resident("shibuya-seal"))
        let name = try #require(hall.registry.cards.name(of: card.certificate))
        #expect(try hall.isGood(card))
        let papers = try await hall.hall(Self.shibuya).moveOut("shibuya-seal")
        #expect(try !hall.isGood(card))
        try await hall.hall(Self.mitaka).moveIn(papers, address: "東京都三鷹市窓口町一丁目1番1号")
        #expect(try await hall.hall(Self.mitaka).register.holder(ofCard: name) == nil)
        // A new one is another certificate, of another key, for three years.
        try await hall.hall(Self.mitaka).issueCard("shibuya-seal", profile: .juki, pin: "4321")
        let new = try hall.card(try await hall.resident("shibuya-seal"))
        #expect(try hall.isGood(new))
        #expect(!new.privateKey.belongs(to: card.certificate))
        #expect(new.certificate.notAfter - new.certificate.notBefore == 3 * CertificateTemplate.year)
        let newName = try #require(hall.registry.cards.name(of: new.certificate))
        #expect(try await hall.registry.townHall(ofCard: newName)?.municipality.code == Self.mitaka)
        #expect(try await hall.hall(Self.mitaka).register.holder(ofCard: newName) == "shibuya-seal")
        #expect(try !hall.isGood(card))
    }

    @Test("a death closes the record, revokes either card's certificate, and gives the household another head")
    func death() async throws {
        let hall = try await Hall.open()
        let (juki, myNumber) = (
            try hall.card(try await hall.resident("shibuya-household")),
            try hall.card(try await hall.resident("shibuya-my-number"))
        )
        try await hall.hall(Self.shibuya).die("shibuya-household")
        try await hall.hall(Self.shibuya).die("shibuya-my-number")
        #expect(try !hall.isGood(juki) && !hall.isGood(myNumber))
        let widow = try await hall.resident("shibuya-household-spouse")
        #expect(widow.isHead)
        let household = try await hall.registry.household(of: widow)
        #expect(
            household.map(\.id) == [
                "shibuya-household-spouse", "shibuya-household-son", "shibuya-household-daughter",
            ])
        #expect(household.map(\.relationship) == ["世帯主", "子", "子"])
        #expect(try await hall.resident("shibuya-household").restriction == .deceased)
        await #expect(throws: CounterRefusal.recordClosed("shibuya-household")) {
            try await hall.hall(Self.shibuya).rename("shibuya-household", name: "見本 次郎", kana: "ミホン ジロウ")
        }
    }

    @Test("a seal is registered once, cancelled once, and not by everybody")
    func seals() async throws {
        let hall = try await Hall.open()
        let shibuya = try hall.hall(Self.shibuya)
        await #expect(throws: CounterRefusal.sealRegistered("shibuya-seal")) {
            try await shibuya.registerSeal("shibuya-seal", inscription: "例示")
        }
        try await shibuya.cancelSeal("shibuya-seal")
        await #expect(throws: CounterRefusal.noSeal("shibuya-seal")) { try await shibuya.cancelSeal("shibuya-seal") }
        try await shibuya.registerSeal("shibuya-seal", inscription: "花代", shape: .oval, millimetres: 12)
        let seal = try #require(try await hall.resident("shibuya-seal").seal)
        #expect(seal.inscription == "花代" && !seal.cancelled)
        #expect(seal.registeredOn == CivilDate(inJapanAt: Int(Hall.now)))
        #expect(
            try await shibuya.register.history(of: "shibuya-seal").map(\.because)
                == [.found, .sealCancelled, .sealRegistered])
        for id in ["soma-adult-ward", "soma-under-15"] {
            let soma = try hall.hall("07209")
            if id == "soma-adult-ward" { try await soma.cancelSeal(id) }
            await #expect(throws: CounterRefusal.mayNotRegisterSeal(id)) {
                try await soma.registerSeal(id, inscription: "試験")
            }
        }
    }

    @Test("a lost card is revoked and leads nowhere; a locked PIN gets its tries back")
    func cards() async throws {
        let hall = try await Hall.open()
        let shibuya = try hall.hall(Self.shibuya)
        let resident = try await hall.resident("shibuya-household")
        let card = try hall.card(resident)
        await #expect(throws: CounterRefusal.cardIsGood("shibuya-household")) {
            try await shibuya.issueCard("shibuya-household", profile: .juki, pin: "1111")
        }
        try await shibuya.revokeCard("shibuya-household")
        #expect(try !hall.isGood(card))
        #expect(
            try await shibuya.register.holder(ofCard: try #require(hall.registry.cards.name(of: card.certificate)))
                == nil)
        await #expect(throws: CounterRefusal.noCard("shibuya-household")) {
            try await shibuya.revokeCard("shibuya-household")
        }
        try await shibuya.noteTriesLeft(0, ofCardOf: "shibuya-seal")
        #expect(try await hall.resident("shibuya-seal").card?.triesLeft == 0)
        try await shibuya.unlockPIN("shibuya-seal", newPIN: "9876")
        #expect(try await hall.resident("shibuya-seal").card?.triesLeft == 3)
        #expect(try await hall.resident("shibuya-seal").card?.pin == "9876")
    }

    @Test("a member who leaves alone has a household of their own; the head does not leave others behind")
    func alone() async throws {
        let hall = try await Hall.open()
        let shibuya = try hall.hall(Self.shibuya)
        await #expect(throws: CounterRefusal.headLeavesHousehold("shibuya-household")) {
            try await shibuya.moveWithin("shibuya-household", address: "東京都渋谷区", wholeHousehold: false)
        }
        try await shibuya.moveWithin(
            "shibuya-household-spouse", address: "東京都渋谷区見本町1番1号", wholeHousehold: false)
        let spouse = try await hall.resident("shibuya-household-spouse")
        #expect(spouse.isHead)
        #expect(try await hall.registry.household(of: spouse).map(\.id) == ["shibuya-household-spouse"])
        let head = try await hall.resident("shibuya-household")
        #expect(try await hall.registry.household(of: head).count == 3)
    }

    @Test("nobody is nobody, at every counter")
    func nobody() async throws {
        let hall = try await Hall.open()
        let shibuya = try hall.hall(Self.shibuya)
        await #expect(throws: CounterRefusal.unknownResident("nobody")) { try await shibuya.die("nobody") }
        await #expect(throws: CounterRefusal.unknownResident("nobody")) {
            _ = try await shibuya.moveOut("nobody")
        }
        await #expect(throws: CounterRefusal.unknownResident("nobody")) {
            try await hall.registry.update(id: "nobody") { _ in }
        }
    }

    @Test("twenty changes to one record at the same moment are all entered, one after the other")
    func atOnce() async throws {
        let hall = try await Hall.open()
        let shibuya = try hall.hall(Self.shibuya)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                group.addTask {
                    try await shibuya.rename("shibuya-seal", name: "例示 \(number)", kana: "レイジ")
                }
            }
            try await group.waitForAll()
        }
        let history = try await shibuya.register.history(of: "shibuya-seal")
        #expect(Set(history.dropFirst().map(\.resident.name)) == Set((0..<20).map { "例示 \($0)" }))
        #expect(try await shibuya.register.waitingNotices() == 0)
    }
}
