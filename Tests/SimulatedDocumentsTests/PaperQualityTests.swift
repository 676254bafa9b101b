import SimulatedDocuments
import SimulatedResidents
import Testing

@Suite("Every paper")
struct PaperQualityTests {
    let desk: Desk

    init() throws {
        desk = try Desk()
    }

    static let papers: [(CertificateDocument.Kind, String)] = [
        (.residenceRecord, "shibuya-household"), (.residenceRecord, "ichikawa-nine"),
        (.residenceRecord, "ichikawa-foreign"), (.residenceRecord, "soma-long-name"),
        (.residenceRecord, "mitaka-variant"), (.residenceItems, "ichikawa-nine"), (.sealRegistration, "shibuya-seal"),
        (.sealRegistration, "mitaka-variant"), (.sealRegistration, "soma-long-name"),
    ]

    @Test("is A4 with one embedded, subset font, and small", arguments: papers)
    func form(kind: CertificateDocument.Kind, id: String) throws {
        let paper = try Paper(desk.document(kind, id))
        let info = try paper.info()
        #expect(info.contains("595.276 x 841.89 pts (A4)"))
        #expect(info.contains(try Regex("Pages: +\(paper.pages)\n")))
        #expect(info.contains("Encrypted:       no"))
        #expect(info.contains("JavaScript:      no"))
        let fonts = try paper.fonts()
        #expect(!fonts.isEmpty)
        for font in fonts {
            #expect(font.first?.hasSuffix("+IPAmjMincho") == true)
            // The columns "emb sub uni" are the three before the object's two numbers.
            #expect(font.suffix(5).prefix(3) == ["yes", "yes", "yes"])
        }
        #expect(paper.pdf.count < 300_000 * paper.pages)
        #expect(paper.pdf.starts(with: "%PDF-".utf8))
    }

    @Test("names nobody in its metadata, and is dated by the day of issue and no clock", arguments: papers)
    func metadata(kind: CertificateDocument.Kind, id: String) throws {
        let info = try Paper(desk.document(kind, id)).info()
        #expect(info.contains("Title:           \(kind.title)\n"))
        #expect(info.contains("CreationDate:    2010-02-01T15:00:00Z") || info.contains("2010-02-02T00:00:00+09"))
        #expect(!info.contains("ModDate"))
        #expect(!info.contains("Author"))
        for word in try desk.resident(id).name.split(separator: " ") where word != "見本" {
            #expect(!info.contains(word))
        }
    }

    @Test("keeps its ink within margins of 20 mm, and its only colour in the official seal", arguments: papers)
    func margins(kind: CertificateDocument.Kind, id: String) throws {
        let paper = try Paper(desk.document(kind, id))
        let municipality = try desk.document(kind, id).municipality
        for page in 1...paper.pages {
            let picture = try paper.picture(page: page)
            let ink = try #require(picture.extent { red, green, blue in min(red, green, blue) < 200 })
            // Half a frame's width and a dot may stand over.
            #expect(ink.x.lowerBound > 19.4 && ink.x.upperBound < 190.6)
            #expect(ink.y.lowerBound > 19.4 && ink.y.upperBound < 277.6)
            let seal = picture.extent { red, green, blue in Int(red) > Int(blue) + 60 && Int(red) > Int(green) + 60 }
            #expect((seal != nil) == (page == paper.pages))
            if let seal {
                let side = municipality.officialSeal.millimetres
                #expect(abs(seal.x.upperBound - seal.x.lowerBound - side) < 0.7)
                #expect(abs(seal.y.upperBound - seal.y.lowerBound - side) < 0.7)
                #expect(seal.x.lowerBound > 150 && seal.y.lowerBound > 220)
            }
        }
        // The seal is a drawing: its characters cannot be copied as text.
        #expect(try !paper.text().contains(municipality.officialSeal.inscription))
    }

    @Test("is the same bytes each time, on one thread and on many")
    func determinism() async throws {
        let documents = try Self.papers.map { try desk.document($0.0, $0.1) }
        let first = try documents.map { try $0.render().pdf }
        let again = try documents.map { try $0.render().pdf }
        #expect(first == again)
        #expect(Set(first).count == documents.count)
        let together = try await withThrowingTaskGroup(of: (Int, [UInt8]).self) { group in
            for (index, document) in documents.enumerated() {
                for _ in 0..<4 { group.addTask { (index, try document.render().pdf) } }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(together.count == documents.count * 4)
        for (index, pdf) in together { #expect(pdf == first[index]) }
    }

    @Test("differs in what it must: number, day, kiosk and options")
    func difference() throws {
        let document = try desk.record("shibuya-seal")
        var variants = [document, try desk.record("shibuya-seal", domicile: false)]
        for change in 0..<3 {
            var other = document
            switch change {
            case 0: other.issueNumber += "0"
            case 1: other.issuedOn = try #require(CivilDate("2010-02-03"))
            default: other.kiosk += "7"
            }
            variants.append(other)
        }
        #expect(try Set(variants.map { try $0.render().pdf }).count == 5)
    }
}
