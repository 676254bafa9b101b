import SimulatedDocuments
import SimulatedResidents
import Testing

@Suite("住民票の写し")
struct ResidenceRecordTests {
    let desk: Desk

    init() throws {
        desk = try Desk()
    }

    @Test("of a whole household shows every member's facts in the record's order")
    func wholeHousehold() throws {
        let paper = try Paper(desk.record("shibuya-household"))
        let text = try paper.text()
        #expect(text.contains("住民票の写し"))
        var place = text.startIndex
        for member in try desk.town.household(of: desk.resident("shibuya-household")) {
            let name = try #require(text[place...].firstRange(of: "氏名" + member.name.closed))
            place = name.upperBound
            #expect(text.contains("フリガナ" + member.kana.closed))
            let birth = try #require(EraDate(member.birthDate))
            #expect(text.contains(birth.description))
            #expect(text.contains("続柄" + member.relationship))
        }
        #expect(text.occurrences(of: "住所東京都渋谷区窓口町一丁目2番3号 見本ハイツ405号室") == 4)
        #expect(text.occurrences(of: "本籍東京都渋谷区窓口町一丁目2番") == 4)
        #expect(text.occurrences(of: "筆頭者見本 太郎") == 4)
        #expect(text.occurrences(of: "前住所—") == 2)
        #expect(text.contains("旧氏例示"))
        #expect(text.contains("この写しは、世帯全員の住民票の原本と相違ないことを証明する。平成22年2月2日"))
        #expect(text.contains("東京都渋谷区長窓口太郎"))
        #expect(text.occurrences(of: "以下余白") == 1)
        #expect(text.occurrences(of: "個人番号省略住民票コード省略") == 4)
    }

    @Test("shows the members that were chosen, and of what was left out nothing but 省略")
    func chosenMember() throws {
        let paper = try Paper(
            desk.record(
                "shibuya-household", members: ["shibuya-household-spouse"], domicile: false, relationship: false))
        let text = try paper.text()
        #expect(text.contains("氏名見本花子"))
        for absent in ["太郎見", "一郎", "さくら", "見本太郎", "本籍東京都", "世帯全員"] { #expect(!text.contains(absent), "\(absent)") }
        #expect(text.contains("世帯主省略"))
        #expect(text.contains("続柄省略"))
        #expect(text.contains("本籍省略"))
        #expect(text.contains("筆頭者省略"))
        #expect(text.contains("この写しは、世帯一部の住民票の原本と相違ないことを証明する。"))
        #expect(paper.pages == 1)
    }

    @Test("keeps the record's order whatever the order of the choice, and each option stands alone")
    func options() throws {
        let two: Set<String> = ["shibuya-household-daughter", "shibuya-household"]
        let noDomicile = try Paper(desk.record("shibuya-household", members: two, domicile: false)).text()
        let first = try #require(noDomicile.firstRange(of: "氏名見本太郎"))
        let second = try #require(noDomicile.firstRange(of: "氏名見本さくら"))
        #expect(first.lowerBound < second.lowerBound)
        #expect(noDomicile.occurrences(of: "本籍省略") == 2)
        #expect(noDomicile.contains("続柄世帯主"))
        let noRelationship = try Paper(desk.record("shibuya-household", relationship: false)).text()
        #expect(noRelationship.occurrences(of: "続柄省略") == 4)
        #expect(noRelationship.contains("世帯主省略"))
        #expect(!noRelationship.contains("妻"))
        #expect(noRelationship.occurrences(of: "筆頭者見本太郎") == 4)
    }

    @Test("of a foreign resident has nationality and status in the place of a domicile, or 省略")
    func foreignResident() throws {
        let shown = try Paper(desk.record("ichikawa-foreign", members: ["ichikawa-foreign"])).text()
        for fact in [
            "氏名SAMPLEDANIELEXAMPLE", "通称見本大仁", "生年月日1981年3月14日", "国籍・地域ブラジル", "第30条45規定区分中長期在留者",
            "在留資格日本人の配偶者等", "在留期間等3年", "在留期間の満了の日2028年9月30日", "在留カード等の番号AB00000000CD",
        ] { #expect(shown.contains(fact), "\(fact)") }
        #expect(!shown.contains("本籍"))
        #expect(!shown.contains("筆頭者"))
        let left = try Paper(desk.record("ichikawa-foreign", members: ["ichikawa-foreign"], domicile: false)).text()
        for fact in ["ブラジル", "中長期", "配偶者", "3年3", "2028", "AB0000"] { #expect(!left.contains(fact), "\(fact)") }
        for label in ["国籍・地域", "在留資格", "在留期間等", "在留期間の満了の日", "在留カード等の番号"] {
            #expect(left.contains(label + "省略"), "\(label)")
        }
    }

    @Test("of nine members takes three pages, splits no block and counts its pages")
    func nineMembers() throws {
        let paper = try Paper(desk.record("ichikawa-nine"))
        #expect(paper.pages == 3)
        let household = try desk.town.household(of: desk.resident("ichikawa-nine"))
        var shown = 0
        for page in 1...paper.pages {
            let text = try paper.text(page: page)
            let blocks = text.occurrences(of: "フリガナ")
            // A block begins with フリガナ and ends with 住民票コード.
            #expect(text.occurrences(of: "住民票コード省略") == blocks)
            for member in household[shown..<shown + blocks] { #expect(text.contains("氏名" + member.name.closed)) }
            shown += blocks
            #expect(text.contains("\(page)/3"))
            #expect(text.contains("交付番号" + Desk.issueNumber))
            #expect(text.contains("世帯主大家正"))
            #expect(text.contains("コンビニ交付"))
            #expect(text.contains("シミュレーターによる見本・証明書としての効力はありません"))
            #expect(text.contains("次頁へ続く") == (page < 3))
            #expect(text.contains("以下余白") == (page == 3))
            #expect(text.contains("相違ないことを証明する") == (page == 3))
        }
        #expect(shown == 9)
    }

    @Test("never leaves the attestation on a page without a member", arguments: 1...9)
    func attestationHasCompany(count: Int) throws {
        let members = try desk.town.household(of: desk.resident("ichikawa-nine")).prefix(count).map(\.id)
        let paper = try Paper(desk.record("ichikawa-nine", members: Set(members)))
        let last = try paper.text(page: paper.pages)
        #expect(last.contains("フリガナ"))
        #expect(last.contains("相違ないことを証明する"))
        #expect(try paper.text().occurrences(of: "フリガナ") == count)
    }

    @Test("wraps a long name and a long address and cuts nothing")
    func longTexts() throws {
        let resident = try desk.resident("soma-long-name")
        let text = try Paper(desk.record("soma-long-name")).text()
        #expect(text.contains("氏名" + resident.name.closed))
        #expect(text.contains("フリガナ" + resident.kana.closed))
        #expect(text.contains("住所" + resident.address.closed))
        #expect(text.contains("前住所" + (resident.previousAddress?.closed ?? "")))
    }

    @Test("is refused without members, with a stranger, with two households or for another municipality")
    func refusals() throws {
        func kind(_ document: CertificateDocument) -> DocumentError.Kind? {
            do throws(DocumentError) {
                _ = try document.render()
                return nil
            } catch {
                return error.kind
            }
        }
        #expect(try kind(desk.record("shibuya-household", members: [])) == .noMembers)
        #expect(try kind(desk.record("shibuya-household", members: ["shibuya-seal"])) == .unknownMember)
        var mixed = try desk.record("shibuya-household")
        mixed.content = .residenceRecord(
            .init(household: [try desk.resident("shibuya-household"), try desk.resident("shibuya-household-son")]))
        #expect(kind(mixed) == nil)
        mixed.content = .residenceRecord(
            .init(household: [try desk.resident("shibuya-household"), try desk.resident("shibuya-seal")]))
        #expect(kind(mixed) == .notOneHousehold)
        mixed.content = .residenceRecord(.init(household: [try desk.resident("shibuya-household-son")]))
        #expect(kind(mixed) == .notOneHousehold)
        mixed.content = .residenceRecord(.init(household: []))
        #expect(kind(mixed) == .noMembers)
        var elsewhere = try desk.record("shibuya-household")
        elsewhere.municipality = try #require(desk.town.municipality(code: "07209"))
        #expect(kind(elsewhere) == .notOneHousehold)
        var endless = try desk.record("shibuya-household")
        endless.issueNumber = String(repeating: "9", count: 49)
        #expect(kind(endless) == .textTooLong)
        var novel = try desk.resident("shibuya-seal")
        novel.address = String(repeating: "窓口町", count: 2000)
        elsewhere = try desk.record("shibuya-seal")
        elsewhere.content = .residenceRecord(.init(household: [novel]))
        #expect(kind(elsewhere) == .textTooLong)
    }
}
