import SimulatedDocuments
import SimulatedResidents
import Testing

@Suite("住民票記載事項証明書")
struct ResidenceItemsTests {
    let desk: Desk

    init() throws {
        desk = try Desk()
    }

    @Test("certifies who and where, and has no row, label or 省略 of anything that was not asked for")
    func nothingMore() throws {
        let paper = try Paper(
            desk.items("shibuya-household", members: ["shibuya-household-spouse"], domicile: false, relationship: false)
        )
        let text = try paper.text()
        #expect(paper.pages == 1)
        for fact in [
            "住民票記載事項証明書", "氏名見本花子", "旧氏例示", "性別女", "住所東京都渋谷区窓口町一丁目2番3号見本ハイツ405号室", "以下余白",
            "上記の事項は、住民票に記載されていることを証明する。平成22年2月2日", "東京都渋谷区長窓口太郎", "1/1",
        ] { #expect(text.contains(fact), "\(fact)") }
        for absent in [
            "省略", "世帯主", "続柄", "本籍", "筆頭者", "個人番号", "住民票コード", "前住所", "住民となった", "届出", "原本", "太郎見", "一郎", "世帯",
        ] { #expect(!text.contains(absent), "\(absent)") }
    }

    @Test("has the rows that were chosen, each choice by itself")
    func chosenRows() throws {
        let two: Set<String> = ["shibuya-household", "shibuya-household-daughter"]
        let relationship = try Paper(desk.items("shibuya-household", members: two, domicile: false)).text()
        #expect(relationship.contains("世帯主見本太郎"))
        #expect(relationship.contains("続柄世帯主") && relationship.occurrences(of: "続柄") == 2)
        #expect(!relationship.contains("本籍") && !relationship.contains("省略"))
        let domicile = try Paper(desk.items("shibuya-household", members: two, relationship: false)).text()
        #expect(domicile.occurrences(of: "本籍東京都渋谷区窓口町一丁目2番") == 2)
        #expect(domicile.occurrences(of: "筆頭者見本太郎") == 2)
        #expect(!domicile.contains("続柄") && !domicile.contains("世帯主") && !domicile.contains("省略"))
    }

    @Test("of a foreign resident has nationality and status where they were asked for, and nothing of them otherwise")
    func foreignResident() throws {
        let shown = try Paper(desk.items("ichikawa-foreign", members: ["ichikawa-foreign"])).text()
        #expect(shown.contains("通称見本大仁") && shown.contains("国籍・地域ブラジル") && shown.contains("在留期間等3年"))
        let left = try Paper(desk.items("ichikawa-foreign", members: ["ichikawa-foreign"], domicile: false)).text()
        #expect(left.contains("通称見本大仁"))
        for absent in ["ブラジル", "国籍", "在留", "省略"] { #expect(!left.contains(absent), "\(absent)") }
    }
}
