import PaperCode
import PaperVerification
import SimulatedDocuments
import SimulatedResidents
import Testing

/// Pages that say as much as there is room for: what a back can carry has an end.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct FullPageTests {
    private func findings(_ paper: ScannedPaper) throws -> [PaperFinding] {
        PaperVerifier(seals: [paper.seal]).verify(try Scan.load(path: paper.path))
    }

    @Test(
        "a mixed household, and the longest name and address of the town, are genuine like everybody's",
        arguments: [("ichikawa-foreign", 4), ("soma-long-name", 2)])
    func longest(resident: String, pages: Int) throws {
        let paper = try ScannedPaper(.residenceRecord, of: resident)
        #expect(paper.pages == pages)
        #expect(try findings(paper).map(\.verdict) == Array(repeating: .genuine, count: pages / 2))
    }

    @Test("of whom two are too many for one back, each gets a page; all are there, in order, and genuine")
    func fewerOnAPage() throws {
        let names = ["見本 太郎", "見本 花子", "見本 次郎"]
        let document = try Self.household(names, characters: 220)
        let draft = try document.render()
        let paper = try ScannedPaper(document)
        // There is room for more of them on a front than a back can carry.
        #expect(draft.pages == 2 && paper.pages == 6)
        let findings = try findings(paper)
        #expect(findings.map(\.verdict) == Array(repeating: .genuine, count: paper.pages / 2))
        let shown = findings.flatMap { $0.sheet?.facts ?? [] }.filter { $0.name == "氏名" }.map(\.value)
        #expect(shown == names)
        #expect(findings.compactMap(\.sheet).map(\.pages) == Array(repeating: findings.count, count: findings.count))
    }

    @Test("one person whose page says more than a back can carry gets no paper; nothing is left out to make room")
    func tooMuch() throws {
        let document = try Self.household(["見本 太郎"], characters: 600)
        #expect(try document.render().pages == 1)
        let error = #expect(throws: DocumentError.self) { try ScannedPaper(document) }
        #expect(error?.kind == .backTooSmall)
        #expect(error?.row == nil)
    }

    /// A household whose members each came from an address of so many characters.
    private static func household(_ names: [String], characters: Int) throws -> CertificateDocument {
        let town = try SimulatedTown.load()
        let head = try #require(town.resident(id: "soma-parent"))
        // The kanji of everybody's addresses, in no order.
        let kanji = Set(town.residents.flatMap { $0.address.unicodeScalars.filter(\.properties.isIdeographic) })
            .sorted()
        func text(_ number: Int) -> String {
            let places = (0..<characters).map { ($0 * $0 + 7 * $0 + 31 * number) % kanji.count }
            return String(String.UnicodeScalarView(places.map { kanji[$0] }))
        }
        let household = names.enumerated().map { index, name in
            var member = head
            member.id = "dense-\(index)"
            member.name = name
            member.relationship = index == 0 ? "世帯主" : "縁故者"
            member.previousAddress = text(index)
            return member
        }
        return CertificateDocument(
            municipality: try #require(town.municipality(code: head.municipality)),
            content: .residenceRecord(.init(household: household)),
            issueNumber: "07209-9F0E4B1D-2C3A4958-87665544-33221100", issuedOn: try #require(CivilDate("2010-02-02")),
            kiosk: "kiosk-7")
    }
}
