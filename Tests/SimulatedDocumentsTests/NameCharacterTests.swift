import SimulatedResidents
import Testing

@testable import SimulatedDocuments

@Suite("Name characters")
struct NameCharacterTests {
    let desk: Desk

    init() throws {
        desk = try Desk()
    }

    @Test("a variation selector picks another glyph than the plain character, and stays in the text")
    func variation() throws {
        let typesetter = try Typesetter()
        let selector = try #require(Unicode.Scalar(0xE0118))
        let plain = try #require(typesetter.glyph(for: "邉"))
        let variant = try #require(typesetter.glyph(for: "邉", selector: selector))
        #expect(variant != plain)

        let document = try desk.record("mitaka-variant", members: ["mitaka-variant"])
        guard case .residenceRecord(var record) = document.content else {
            Issue.record("not a residence record")
            return
        }
        for index in record.household.indices {
            record.household[index].name.unicodeScalars.removeAll { $0 == selector }
            record.household[index].registerHead?.unicodeScalars.removeAll { $0 == selector }
        }
        var plainDocument = document
        plainDocument.content = .residenceRecord(record)
        let paper = try Paper(document)
        let plainPaper = try Paper(plainDocument)
        #expect(try paper.text().unicodeScalars.contains(selector))
        #expect(try !plainPaper.text().unicodeScalars.contains(selector))
        // The papers differ to the eye as well, and nowhere else than in the rows with the name.
        #expect(try paper.picture(resolution: 150) != plainPaper.picture(resolution: 150))
    }

    @Test(
        "a character that the font lacks is refused, naming the row and not the name",
        arguments: [
            ("外\u{F1234} 文", "a character for private use"), ("見本 \u{D55C}", "Hangul"), ("見本 \u{1F600}", "a picture"),
            ("見\u{E0110}本 太郎", "an unknown variant of a known character"), ("\u{E0118}見本", "a selector of nothing"),
            ("見本\n太郎", "a control character"), ("見本\u{202E}太郎", "a change of direction"),
        ])
    func missing(name: String, reason: String) throws {
        for kind in CertificateDocument.Kind.allCases {
            var resident = try desk.resident("shibuya-seal")
            resident.name = name
            var document = try desk.document(kind, "shibuya-seal")
            switch kind {
            case .residenceRecord: document.content = .residenceRecord(.init(household: [resident]))
            case .residenceItems: document.content = .residenceItems(.init(household: [resident]))
            case .sealRegistration: document.content = .sealRegistration(resident)
            }
            do throws(DocumentError) {
                _ = try document.render()
                Issue.record("set \(reason)")
            } catch {
                #expect(error.kind == .characterMissing)
                #expect(error.row == "氏名" || error.row == "世帯主")
                #expect(!error.description.contains("見本"))
            }
        }
    }

    @Test("the resident with an unregistered character gets no paper; everyone else's can be set")
    func everyone() throws {
        for resident in desk.town.residents {
            let document = try desk.document(.residenceRecord, resident.id)
            if resident.restriction == .unregisteredCharacter {
                #expect(throws: DocumentError(.characterMissing, row: "世帯主")) { try document.render() }
            } else {
                #expect(throws: Never.self) { try document.render() }
            }
        }
    }

    @Test("no other font stands in for a missing one; the error names the remedy")
    func missingFont() {
        do throws(DocumentError) {
            _ = try Typesetter(family: "NoSuchMincho")
            Issue.record("another font stood in")
        } catch {
            #expect(error.kind == .fontMissing)
            #expect(error.description.contains("apt-get install fonts-ipamj-mincho"))
        }
    }

    @Test("a label's digits keep together")
    func labelUnits() {
        #expect(Label.units(of: "第30条45規定区分") == ["第", "30", "条", "45", "規", "定", "区", "分"])
        #expect(Label.units(of: "氏名") == ["氏", "名"])
    }
}
