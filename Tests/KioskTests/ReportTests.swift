import Board
import ChildProcesses
import Foundation
import Issuance
import OpenSSL
import ReportPage
import SimulatedAuthority
import SimulatedBoard
import SimulatedCard
import SimulatedCloud
import SimulatedKiosk
import TestSupport
import Testing

@testable import Kiosk
@testable import SelfTest

/// Readiness reports: signed, kept, compared, set on a page.
@Suite(.timeLimit(.minutes(5)))
struct ReportTests {
    @Test("A whole self-test leaves a signed report that says what changed; a part of one leaves none")
    func kept() async throws {
        try await shop { shop, running in
            let archive = try #require(running.archive)
            let first = try await running.kiosk.selfTest()
            #expect(first.previous == nil && first.isWhole && archive.names.count == 1)
            _ = try await running.kiosk.selfTest(only: [.disk])
            #expect(archive.names.count == 1)
            shop.site.coins.fail(.jam)
            shop.time.update { $0 += 60_000 }
            let second = try await running.kiosk.selfTest()
            #expect(second.previous == first.at && !second.isReady)
            #expect(second.changes.map(\.name) == [.coinMechanism])
            #expect(second.changes.first?.appeared == ["coin-mechanism.jam"] && second.changes.first?.now == .failure)
            #expect(archive.names.count == 2)
            let signed = try archive.read("latest")
            #expect(signed.report == second)
            #expect(signed.verdict(anchors: shop.anchors) == .good)
            #expect(signed.verdict(anchors: []) == .untrusted)

            // The outsider's judge, on the very file.
            let folder = try TemporaryFolder()
            try Data(shop.anchors.map(\.pem).joined().utf8).write(to: URL(filePath: folder.path + "/anchors.pem"))
            let file = "\(archive.folder)/\(archive.names[0]).report"
            let outcome = try await ChildProcess.runAside(
                "/usr/bin/openssl",
                [
                    "cms", "-verify", "-inform", "DER", "-in", file, "-CAfile", folder.path + "/anchors.pem",
                    "-purpose", "any", "-binary", "-out", folder.path + "/report.json",
                ], keepsErrors: true)
            #expect(outcome.status == 0, "\(outcome.text)")
            #expect(try Data(contentsOf: URL(filePath: folder.path + "/report.json")) == Data(signed.json))
        }
    }

    @Test("A report in which anything was changed, and one that names another kiosk, are refused")
    func forged() throws {
        let world = try World()
        let good = try world.signed(kiosk: "kiosk-0001")
        #expect(good.verdict(anchors: [world.anchor]) == .good)
        #expect(try world.signed(kiosk: "kiosk-0002").verdict(anchors: [world.anchor]) == .otherKiosk)
        // Made before the certificate was, or after it ended.
        #expect(try world.signed(kiosk: "kiosk-0001", at: 0).verdict(anchors: [world.anchor]) == .untrusted)
        // Each byte of the content, in steps that take a moment only.
        let place = try #require(Data(good.der).range(of: Data(good.json)))
        for offset in stride(from: place.lowerBound, to: place.upperBound, by: 41) {
            var bytes = good.der
            bytes[offset] ^= 1
            if let changed = try? SignedReport(der: bytes) {
                #expect(changed.verdict(anchors: [world.anchor]) == .signatureInvalid, "\(offset)")
            }
        }
        #expect(throws: SignedReport.Unreadable.notSigned) { try SignedReport(der: [1, 2, 3]) }
        #expect(throws: SignedReport.Unreadable.notSigned) {
            try SignedReport(der: [UInt8](repeating: 0x30, count: SignedReport.maximumLength + 1))
        }
    }

    @Test("The archive keeps so many and no more, the newest; what lies there and is no report is told so")
    func bounded() throws {
        let world = try World()
        let folder = try TemporaryFolder()
        let archive = ReportArchive(folder: folder.path + "/reports")
        #expect(archive.names.isEmpty)
        let report = try world.signed(kiosk: "kiosk-0001")
        let last = try archive.keep(report)
        for number in 0..<ReportArchive.mostReports + 3 {
            let name = "2020010\(number % 10)T\(100_000 + number)Z"
            try Data(report.der).write(to: URL(filePath: "\(archive.folder)/\(name).report"))
        }
        _ = try archive.keep(report)
        #expect(archive.names.count == ReportArchive.mostReports && archive.names.first == last)
        #expect(try archive.read(last).report == report.report)
        try Data("nonsense".utf8).write(to: URL(filePath: "\(archive.folder)/bad.report"))
        #expect(throws: ReportArchive.Failure(path: "\(archive.folder)/bad.report", errno: 0)) {
            try archive.read("bad")
        }
        #expect(throws: ReportArchive.Failure(path: "\(archive.folder)/none.report", errno: ENOENT)) {
            try archive.read("none")
        }
    }

    @Test("One page of A4, its fonts in it, its words as text; still one where everything is broken")
    func page() async throws {
        let world = try World()
        let folder = try TemporaryFolder()
        for (name, report) in [
            ("well", try world.signed(kiosk: "kiosk-0001")),
            ("broken", try world.signed(kiosk: "kiosk-0001", findings: [.cardReaderExample, .diskNotWritable])),
        ] {
            for language in TechnicianLanguage.allCases {
                let file = "\(folder.path)/\(name)-\(language.rawValue).pdf"
                try Data(try ReportPage.pdf(of: report, in: language)).write(to: URL(filePath: file))
                let information = try await ChildProcess.runAside("/usr/bin/pdfinfo", [file], keepsErrors: true).text
                #expect(information.contains("Pages:           1\n"), "\(name): \(information)")
                #expect(information.contains("(A4)"))
                let check = try await ChildProcess.runAside("/usr/bin/qpdf", ["--check", file], keepsErrors: true)
                #expect(check.status == 0, "\(check.text)")
                let fonts = try await ChildProcess.runAside("/usr/bin/pdffonts", [file], keepsErrors: true).text
                #expect(fonts.split(separator: "\n").dropFirst(2).allSatisfy { $0.contains(" yes yes ") }, "\(fonts)")
                let text = try await Paper.text(of: file)
                #expect(text.contains("kiosk-0001") && text.contains("lamps"))
                #expect(text.contains(language == .japanese ? "点検結果報告書" : "Readinessreport"))
                let last = language == .japanese ? "検証：kioskctlreportverify" : "Verify:kioskctlreportverify"
                #expect(text.contains(last))
            }
        }
    }

    // MARK: -

    private struct Place {
        let site: SimulatedSite
        let anchors: [Certificate]
        let time: Watched<Int64>
    }

    private struct Running {
        let kiosk: Kiosk
        let archive: ReportArchive?
    }

    private func shop(_ body: (Place, Running) async throws -> Void) async throws {
        let time = Watched(KioskParts.systemMilliseconds())
        try await Shop.open({ $0.wallClock = { time.value } }) { shop in
            try await shop.site.insert(try shop.card(of: "shibuya-household"))
            let customer = shop.customer(try shop.plan()) { _, _ in .nothing }
            let folder = try TemporaryFolder()
            let archive = ReportArchive(folder: folder.path + "/reports")
            try await shop.run(
                customer,
                adjust: { parts in
                    parts.inspection?.speak = { _ in [UInt8](repeating: 1, count: 9_000) }
                    parts.inspection?.archive = archive
                }
            ) { running in
                try await running.keeper.wait { $0.state == .idle }
                try await body(
                    Place(
                        site: shop.site, anchors: [try shop.site.cloud.world.platformAuthority().certificate],
                        time: time),
                    Running(kiosk: running.kiosk, archive: archive))
            }
        }
    }
}

extension Finding {
    fileprivate static let cardReaderExample = Finding.readerFailed(code: 0x8010_0001)
}

/// An authority and a kiosk, and reports of every test.
private struct World {
    private let kiosk: Credential
    let anchor: Certificate

    init() throws {
        let world = try AuthorityWorld(now: KioskParts.systemMilliseconds() / 1_000)
        kiosk = try world.kioskCredential(id: "kiosk-0001")
        anchor = try world.platformAuthority().certificate
    }

    /// Signed by the one kiosk, whatever it says of itself.
    func signed(kiosk name: String, at: Int64? = nil, findings: [Finding] = []) throws -> SignedReport {
        let results = TestName.allCases.map { test in
            TestResult(
                test, SelfTest.Outcome(findings, figures: [Figure("answer-ms", 12)]), took: .milliseconds(7))
        }
        let now = at ?? KioskParts.systemMilliseconds() / 1_000
        let report = SelfTestReport(
            kiosk: name, place: "Example store, Example-cho", model: "Madoguchi reference kiosk", at: now,
            software: Software.version, isWhole: true, results: results)
        let earlier = SelfTestReport(
            kiosk: name, model: "", at: now - 86_400, software: "", isWhole: true,
            results: TestName.allCases.map { TestResult($0, SelfTest.Outcome(), took: .zero) })
        return try SignedReport(
            report.compared(with: earlier), certificate: kiosk.certificate, chain: [anchor], key: kiosk.privateKey)
    }
}
