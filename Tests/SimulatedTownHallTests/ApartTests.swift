import Foundation
import OpenSSL
import SimulatedAuthority
import SimulatedJukiNet
import SimulatedResidents
import SimulatedStore
import SimulatedTownHall
import Testing

@Suite("Each municipality's data apart")
struct ApartTests {
    @Test("a municipality finds nobody of another by id, household, code, card or history")
    func reachAcross() async throws {
        let hall = try await Hall.open()
        let mitaka = try hall.hall("13204")
        for resident in hall.registry.town.residents where resident.municipality != "13204" {
            #expect(try await mitaka.register.resident(id: resident.id) == nil)
            #expect(try await mitaka.register.household(id: resident.household).members.isEmpty)
            #expect(try await mitaka.register.history(of: resident.id).isEmpty)
            #expect(try await mitaka.register.code(of: resident.id) == nil)
            let prefecture = try #require(Prefecture(municipality: resident.municipality))
            let name =
                prefecture.rawValue + "/"
                + AuthorityWorld.residentCommonName(id: resident.id, prefecture: prefecture, state: .valid)
            #expect(try await mitaka.register.holder(ofCard: name) == nil)
            await #expect(throws: (any Error).self) { try await mitaka.cancelSeal(resident.id) }
        }
    }

    @Test("on the disk each has a file of its own, and another's people are not in it")
    func files() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "madoguchi-apart-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let hall = try await Hall.open(storage: .folder(folder))
        let people = hall.registry.town.residents
        for municipality in hall.registry.town.municipalities {
            let store = try SQLiteRecordStore(path: "\(folder)/municipality-\(municipality.code).sqlite")
            let ids = try await store.items("resident", group: nil).map(\.id)
            #expect(Set(ids) == Set(people.filter { $0.municipality == municipality.code }.map(\.id)))
        }
        // What is shared knows cards and municipalities, and nobody's name.
        let shared = try SQLiteRecordStore(path: folder + "/platform.sqlite")
        for item in try await shared.items("card-route", group: nil) {
            let text = item.id + String(decoding: item.body, as: UTF8.self)
            #expect(!people.contains { text.contains($0.name) || text.contains($0.id) })
        }
        // The authorities know codes, and neither names nor addresses.
        let desk = try SQLiteRecordStore(path: folder + "/authorities.sqlite")
        for item in try await desk.items("issued-card", group: nil) {
            let text = String(decoding: item.body, as: UTF8.self)
            #expect(!people.contains { text.contains($0.name) || text.contains($0.address) })
        }
    }

    @Test("what a counter did is there after a restart, and the town's file does not undo it")
    func restart() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "madoguchi-restart-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder + "/registers", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let storage = Registry.Storage.folder(folder + "/registers")
        let first = try await Hall.open(storage: storage, directory: folder)
        let card = try first.card(try await first.resident("shibuya-seal"))
        let papers = try await first.hall("13113").moveOut("shibuya-seal")
        try await first.hall("12203").moveIn(papers, address: "千葉県市川市見本町1番1号")
        let second = try await Hall.open(storage: storage, directory: folder)
        #expect(try await second.resident("shibuya-seal").municipality == "12203")
        #expect(try await second.resident("shibuya-household") == (try await first.resident("shibuya-household")))
        #expect(try !second.isGood(card))
        // A cloud that listens elsewhere writes other certificates with the same numbers: revoked all the same.
        let elsewhere = try AuthorityWorld(directory: folder, now: Hall.now, ocspURL: "http://127.0.0.1:9/ocsp")
        let again = try elsewhere.residentCredential(id: "shibuya-seal", prefecture: .tokyo)
        #expect(again.certificate != card.certificate)
        #expect(try elsewhere.isRevoked(again.certificate, prefecture: .tokyo))
    }

    @Test("nothing but the four attributes, the code and the change crosses Juki-Net's lines")
    func lines() async throws {
        let hall = try await Hall.open()
        let (shibuya, mitaka) = (try hall.hall("13113"), try hall.hall("13204"))
        try await shibuya.moveWithin("shibuya-household", address: "東京都渋谷区見本町九丁目9番9号")
        try await shibuya.rename("shibuya-my-number", name: "試験 改", kana: "シケン アラタ")
        try await shibuya.cancelSeal("shibuya-my-number")
        let papers = try await shibuya.moveOut("shibuya-household")
        try await mitaka.moveIn(papers, address: "東京都三鷹市窓口町一丁目1番1号")
        try await mitaka.die("shibuya-household")
        try await hall.hall("12203").moveWithin("ichikawa-foreign", address: "千葉県市川市見本町1番1号")
        let allowed: Set<String> = [
            "type", "number", "municipality", "code", "change", "on", "name", "address", "birthDate", "sex",
        ]
        #expect(hall.lines.all.count > 20)
        for line in hall.lines.all {
            let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            #expect(allowed.isSuperset(of: object.keys))
            let attributes = Set(["name", "address", "birthDate", "sex"]).intersection(object.keys)
            #expect(attributes.isEmpty || attributes.count == 4)
            // By their values too: no 続柄, 本籍, 筆頭者, former name, alias, nationality or seal.
            for resident in hall.registry.town.residents {
                let secrets = [
                    resident.domicile, resident.formerSurname, resident.foreign?.alias, resident.foreign?.nationality,
                    resident.foreign?.cardNumber, resident.kana,
                ]
                for secret in secrets.compactMap(\.self) where !resident.address.hasPrefix(secret) {
                    let strangers = hall.registry.town.residents.filter { $0.name != resident.name }
                    guard !strangers.contains(where: { $0.name == secret || $0.name.hasPrefix(secret) }) else {
                        continue
                    }
                    #expect(!line.contains("\"\(secret)\""))
                }
            }
            for word in ["世帯主", "妻", "子の妻", "筆頭", "本籍", "印鑑"] { #expect(!line.contains("\"\(word)\"")) }
        }
    }

    @Test("a town that nobody holds any more is gone, with its registers: no one in it holds another in a ring")
    func goes() async throws {
        weak var network: JukiNet?
        do {
            let hall = try await Hall.open()
            network = hall.registry.network
            #expect(network != nil)
        }
        #expect(network == nil)
    }

    @Test("a fifth municipality comes with a file alone, in a prefecture that had none")
    func fifth() async throws {
        let town = try SimulatedTown.load().adding(tenant: Self.sapporo)
        let hall = try await Hall.open(town: town)
        let sapporo = try hall.hall("01101")
        #expect(sapporo.municipality.fees == ["residence-record": 350])
        #expect(sapporo.municipality.closedDays == ["09-21", "2026-12-28"])
        #expect(sapporo.municipality.refuses == [.adultWard])
        let card = try hall.card(try await hall.resident("sapporo-example"))
        #expect(try hall.isGood(card))
        #expect(card.certificate.issuer.contains("Hokkaido"))
        #expect(
            try await hall.registry.townHall(ofCard: try #require(hall.registry.cards.name(of: card.certificate)))?
                .municipality.code == "01101")
        #expect(try await hall.hall("13113").register.resident(id: "sapporo-example") == nil)
    }

    static let sapporo = """
        municipality:
          code: "01101"
          name: 例示市
          kana: れいじし
          prefecture: 北海道
          prefectureKey: hokkaido
          headTitle: 例示市長
          headName: 見本 五郎
          fees: { residence-record: 350 }
          officialSeal: { inscription: 例示市長之印, millimetres: 21 }
          opens: "08:00"
          closes: "20:00"
          closedDays: ["09-21", "2026-12-28"]
          refuses: [adult-ward]
        households:
          - id: sapporo-reiji
            municipality: "01101"
            address: 北海道例示市北一条1番1号
            addressSince: 2001-04-01
            movedInOn: 2001-04-01
            notifiedOn: 2001-04-02
            previousAddress: 北海道例示市北二条2番2号
            domicile: 北海道例示市北一条1番
            registerHead: 例示 北男
            members:
              - id: sapporo-example
                name: 例示 北男
                kana: レイジ キタオ
                birthDate: 1970-01-01
                sex: male
                relationship: 世帯主
                card: { profile: juki, pin: "1212" }
                special: Lives in a municipality that a file added
        """
}
