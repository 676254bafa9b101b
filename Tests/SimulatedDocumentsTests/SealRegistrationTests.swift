import SimulatedDocuments
import SimulatedResidents
import Testing

@Suite("印鑑登録証明書")
struct SealRegistrationTests {
    let desk: Desk

    init() throws {
        desk = try Desk()
    }

    @Test("shows name, day of birth and address beside the seal, and nothing else of the record")
    func facts() throws {
        let paper = try Paper(desk.document(.sealRegistration, "shibuya-seal"))
        let text = try paper.text()
        #expect(paper.pages == 1)
        for fact in [
            "印鑑登録証明書", "印影", "フリガナレイジハナヨ", "氏名例示花代", "生年月日昭和27年10月30日", "住所東京都渋谷区窓口町二丁目5番11号", "以下余白",
            "この写しは、登録されている印影と相違ないことを証明する。平成22年2月2日", "東京都渋谷区長窓口太郎", "1/1",
            "交付番号" + Desk.issueNumber,
        ] { #expect(text.contains(fact), "\(fact)") }
        for absent in ["続柄", "世帯主", "本籍", "前住所", "札幌", "性別"] { #expect(!text.contains(absent), "\(absent)") }
    }

    @Test("shows a foreign resident's alias and a long name and address in full")
    func longAndForeign() throws {
        #expect(try Paper(desk.document(.sealRegistration, "ichikawa-foreign")).text().contains("通称見本大仁"))
        let resident = try desk.resident("soma-long-name")
        let text = try Paper(desk.document(.sealRegistration, "soma-long-name")).text()
        #expect(text.contains("氏名" + resident.name.closed))
        #expect(text.contains("住所" + resident.address.closed))
    }

    @Test(
        "draws the seal at true size, in its own field",
        arguments: ["shibuya-household", "shibuya-seal", "shibuya-my-number", "mitaka-variant", "soma-long-name"])
    func trueSize(id: String) throws {
        let seal = try #require(desk.resident(id).seal)
        let picture = try Paper(desk.document(.sealRegistration, id)).picture(resolution: 150)
        // Inside the field's frame, below its heading.
        let drawn = try #require(picture.extent(x: 22...64, y: 65...108) { red, _, _ in red < 128 })
        #expect(abs(drawn.y.upperBound - drawn.y.lowerBound - seal.millimetres) < 0.4)
        let width = seal.shape == .oval ? seal.millimetres * 0.76 : seal.millimetres
        #expect(abs(drawn.x.upperBound - drawn.x.lowerBound - width) < 0.4)
    }

    @Test(
        "is refused for a cancelled seal and for a resident without one",
        arguments: ["ichikawa-seal-cancelled", "mitaka-revoked"])
    func noSeal(id: String) throws {
        let document = try desk.document(.sealRegistration, id)
        #expect {
            try document.render()
        } throws: { error in
            (error as? DocumentError)?.kind == .sealNotRegistered
        }
    }
}
