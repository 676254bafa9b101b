import OpenSSL
import PaperCode
import PaperVerification
import SimulatedAuthority
import SimulatedDocuments
import Testing

/// Paper that anyone can check: scanned well or badly, and changed by hand.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct PaperVerifierTests {
    private func verdict(
        _ front: GrayPicture, _ back: GrayPicture, seals: [Certificate]
    ) throws -> PaperFinding {
        let findings = PaperVerifier(seals: seals).verify([
            Scan(name: "front", picture: front), Scan(name: "back", picture: back),
        ])
        #expect(findings.count == 1)
        return try #require(findings.first)
    }

    @Test("is genuine on a good scan, with its facts and its front", arguments: [200, 300, 600])
    func clean(resolution: Int) throws {
        let paper = try ScannedPaper()
        let finding = try verdict(
            paper.page(1, resolution: resolution), paper.page(2, resolution: resolution), seals: [paper.seal])
        #expect(finding.verdict == .genuine)
        #expect(finding.front == "front" && finding.back == "back")
        let sheet = try #require(finding.sheet)
        #expect(sheet.municipalityName == "渋谷区" && sheet.title == "印鑑登録証明書")
        #expect(sheet.number == "13113-9F0E4B1D-2C3A4958-87665544-33221100")
        #expect(sheet.facts.map(\.name) == ["氏名", "生年月日", "住所"])
        #expect(sheet.facts.map(\.value) == ["例示 花代", "昭和27年10月30日", "東京都渋谷区窓口町二丁目5番11号"])
        #expect(finding.picture != nil)
    }

    @Test(
        "is genuine askew, upside down or sideways, blurred, noisy, and under a stain over a tenth of it",
        arguments: [(200, 3.0, 0), (300, -3.0, 2), (200, 1.5, 1)])
    func worn(resolution: Int, skew: Double, quarters: Int) throws {
        let paper = try ScannedPaper()
        func scan(_ page: Int) throws -> GrayPicture {
            let dirty = try paper.page(page, resolution: resolution).stained(share: 0.11).skewed(degrees: skew).worn()
            return try #require(dirty.turned(quarters: quarters))
        }
        let finding = try verdict(scan(1), scan(2), seals: [paper.seal])
        #expect(finding.verdict == .genuine)
        #expect(finding.sheet?.facts.first?.value == "例示 花代")
    }

    @Test("is altered where one digit of the front was changed, and the finding says where")
    func oneDigit() throws {
        let paper = try ScannedPaper()
        let front = try paper.page(1, resolution: 200)
        // The 3 of 30日 over the 2 of 昭和27年.
        let forged = try front.patched(from: (x: 121, y: 84.6), to: (x: 104.1, y: 84.6), size: (2.1, 4.6)).worn()
        let finding = try verdict(forged, paper.page(2, resolution: 200), seals: [paper.seal])
        guard case .altered(let reasons) = finding.verdict, case .front(let places) = reasons.first else {
            Issue.record("\(finding.verdict)")
            return
        }
        #expect(places.contains { (100...108).contains($0.x) && (82...92).contains($0.y) }, "\(places)")
        // What the municipality signed is still there to be read.
        #expect(finding.sheet?.facts[1].value == "昭和27年10月30日")
    }

    @Test("is altered where a line was wiped off, or another person's front was put to this back")
    func largerChanges() throws {
        let paper = try ScannedPaper()
        let front = try paper.page(1, resolution: 200)
        let back = try paper.page(2, resolution: 200)
        let wiped = try front.patched(from: (x: 95, y: 150), to: (x: 95, y: 98), size: (80, 8))
        let other = try ScannedPaper(of: "shibuya-household").page(1, resolution: 200)
        for forged in [wiped, other] {
            let finding = try verdict(forged, back, seals: [paper.seal])
            guard case .altered(let reasons) = finding.verdict, case .front = reasons.first else {
                Issue.record("\(finding.verdict)")
                continue
            }
        }
    }

    @Test("is unreadable where most of the back is covered, where the front is missing, and where the seal is unknown")
    func unreadable() throws {
        let paper = try ScannedPaper()
        let front = try paper.page(1, resolution: 200)
        let back = try paper.page(2, resolution: 200)
        let covered = try verdict(front, back.covered(from: 0.32, to: 0.8), seals: [paper.seal])
        #expect(covered.verdict == .unreadable(.field))
        // The code above the field still tells what the municipality signed.
        #expect(covered.sheet?.facts.first?.value == "例示 花代")
        let alone = PaperVerifier(seals: [paper.seal]).verify([Scan(name: "back", picture: back)])
        #expect(alone.map(\.verdict) == [.unreadable(.frontMissing)])
        let unknown = try verdict(front, back, seals: [])
        guard case .unreadable(.seal) = unknown.verdict else {
            Issue.record("\(unknown.verdict)")
            return
        }
        #expect(PaperVerifier(seals: [paper.seal]).verify([Scan(name: "front", picture: front)]).isEmpty)
    }

    @Test("of two pages is read from a PDF or from JPEG files in any order, each front with its own back")
    func files() throws {
        let single = try ScannedPaper()
        let fromPDF = PaperVerifier(seals: [single.seal]).verify(try Scan.load(path: single.path))
        #expect(fromPDF.map(\.verdict) == [.genuine])
        let paper = try ScannedPaper(.residenceRecord, of: "shibuya-household")
        let scans = try [4, 1, 3, 2].flatMap { page in
            try Scan.load(path: paper.write(paper.page(page, resolution: 200).jpeg, "\(page).jpg"))
        }
        let findings = PaperVerifier(seals: [paper.seal]).verify(scans)
        #expect(findings.map(\.verdict) == [.genuine, .genuine])
        #expect(findings.map(\.front) == ["3.jpg", "1.jpg"])
        #expect(throws: Scan.Failure.self) { try Scan.load(path: "/nonexistent.png") }
        #expect(throws: Scan.Failure.self) { try Scan.load(path: paper.write([1, 2, 3], "no.png")) }
    }
}
