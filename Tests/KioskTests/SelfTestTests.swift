import Board
import ChildProcesses
import Foundation
import Issuance
import Journal
import LockedMemory
import Printing
import SelfTest
import SimulatedBoard
import SimulatedCard
import SimulatedCloud
import SimulatedKiosk
import SimulatedPrinter
import SmartCard
import TestSupport
import Testing
import Voice

@testable import Kiosk

/// The self-test on a whole machine: simulated devices, real TLS to the cloud and its responder.
@Suite(.timeLimit(.minutes(5)))
struct SelfTestTests {
    @Test("A healthy machine passes every test that its list names, and serves again afterwards")
    func healthy() async throws {
        try await shop { shop, running in
            let progress = Watched([SelfTestRun.Progress]())
            let report = try await running.kiosk.selfTest(progress: { step in progress.update { $0.append(step) } })
            #expect(Set(report.results.map(\.name)) == Set(TestName.allCases.filter { !$0.asksTechnician }))
            for result in report.results {
                #expect(result.verdict == .pass, "\(result.name.rawValue): \(result.findings.map(\.id))")
            }
            #expect(report.isReady && report.kiosk == "kiosk-0001" && report.model == "Madoguchi reference kiosk")
            for result in report.results {
                let steps = progress.value.filter { $0.name == result.name }
                #expect(steps == [.started(result.name), .ended(result)], "\(result.name)")
            }
            // What it measured.
            #expect(report.figure(.testCard, "card") == .text("Juki card"))
            #expect(report.figure(.cloud, "tls") == .text("TLSv1.3"))
            #expect(report.figure(.coinMechanism, "tube-10-pieces") == .number(50))
            for name in ["name-ms", "tcp-ms", "tls-ms", "answer-ms"] {
                #expect(report.figure(.cloud, name) != nil, "\(name)")
            }
            // Meanwhile nobody was served; now somebody can be.
            #expect(running.steps.value.contains { $0.machine.hindrances == [.inspection] })
            try await running.keeper.wait { $0.state == .idle }
            #expect(try await shop.site.parts.journal.counts().delivered == 0 && shop.printer.outputs.isEmpty)
            #expect(await running.kiosk.holdsNothingPersonal)
        }
    }

    @Test("Each part broken in turn: that part is named, with what to do, and nothing else is blamed")
    func broken() async throws {
        try await shop { shop, running in
            // Out of service for as long as this goes on: a card that is laid down begins no session.
            await running.kiosk.take(.maintenance)
            try await running.keeper.wait { $0.hindrances.contains(.maintenance) }
            for fault in Self.faults {
                try await fault.make(shop)
                let report = try await running.kiosk.selfTest()
                try await fault.mend(shop)
                for result in report.results {
                    let found = result.findings.map(\.id)
                    switch result.name {
                    case fault.test:
                        #expect(found == [fault.finding], "\(fault.finding)")
                        let level = fault.isWarning ? TestResult.Verdict.warning : .failure
                        #expect(result.verdict == level, "\(fault.finding)")
                        for note in result.findings {
                            #expect(!note.reason.en.isEmpty && !note.reason.ja.isEmpty)
                            #expect(note.remedy.en.contains(fault.remedy), "\(note.remedy.en)")
                        }
                    case let name where fault.leavesOut.contains(name):
                        #expect(
                            result.verdict == .notRun && result.blockedBy == fault.test, "\(fault.finding): \(name)")
                    default:
                        #expect(result.verdict == .pass, "\(fault.finding): \(result.name.rawValue) \(found)")
                    }
                }
                #expect(report.isReady == (fault.isWarning && fault.leavesOut.isEmpty), "\(fault.finding)")
            }
            let screen = try await running.kiosk.selfTest(only: [.screen])
            #expect(screen.isReady)
            await running.kiosk.take(.part(.screen))
            try await running.keeper.wait { $0.hindrances.contains(.part(.screen)) }
            let dark = try await running.kiosk.selfTest()
            #expect(dark.results.filter { $0.verdict != .pass }.map(\.name) == [.screen])
            #expect(dark.results.flatMap(\.findings).map(\.id) == ["screen.not-shown"])
            await running.kiosk.works(.screen)
            try await running.keeper.wait { !$0.hindrances.contains(.part(.screen)) }
            // All mended: as good as before.
            #expect(try await running.kiosk.selfTest().results.allSatisfy { $0.verdict == .pass })
        }
    }

    @Test("A board without a part has no test for it")
    func leanBoard() async throws {
        try await shop(adjust: { parts in
            parts.inspection?.board.coinMechanism = nil
            parts.inspection?.board.indicators = nil
            parts.inspection?.board.serviceDoor = nil
            parts.inspection?.board.watchdog = nil
            parts.inspection?.board.keypad = nil
            parts.inspection?.board.headphones = nil
        }) { shop, running in
            shop.site.computer.change {
                $0.services = nil
                $0.isPackaged = false
            }
            let names = await running.kiosk.selfTests()
            #expect(
                names == [
                    .cardReader, .testCard, .printer, .testSheet, .screen, .network, .cloud, .certificates, .revocation,
                    .clock,
                    .disk, .journal, .memory, .temperature,
                ])
        }
    }

    @Test("Only what was asked for is run, and what that needs before")
    func only() async throws {
        try await shop { _, running in
            let report = try await running.kiosk.selfTest(only: [.revocation])
            #expect(report.results.map(\.name) == [.cardReader, .testCard, .network, .revocation])
            #expect(report.isReady)
        }
    }

    @Test("The technician is asked what must be seen or heard; a no is a failure, and the lamps are dark again")
    func attended() async throws {
        try await shop { shop, running in
            let indicators = try #require(shop.site.indicators)
            let seen = Watched<[Light]>([])
            let report = try await running.kiosk.selfTest(
                only: [.lamps, .buzzer],
                technician: Answering { question in
                    seen.update { $0 += [indicators[.card], indicators[.coins], indicators[.paper]] }
                    return question.en.contains("lamps")
                })
            #expect(report.results.map(\.verdict) == [.pass, .failure])
            #expect(report.results.last?.findings.map(\.id) == ["part.not-confirmed"])
            #expect(seen.value.prefix(3) == [.on, .on, .on])
            #expect(Lamp.allCases.allSatisfy { indicators[$0] == .off } && indicators.buzzer == .silent)
            await #expect(throws: SelfTestRefusal.unattended) { try await running.kiosk.selfTest(only: [.lamps]) }
        }
    }

    @Test(
        "The test sheet is printed and what is seen on it named; a printer without paper prints none and says so")
    func testSheet() async throws {
        try await shop(configure: { $0.sheetTime = .zero }) { shop, running in
            let asked = Watched(0)
            let looking = Answering { question in
                asked.update { $0 += 1 }
                return !question.en.contains("square")
            }
            let report = try await running.kiosk.selfTest(only: [.testSheet], technician: looking)
            #expect(report.results.flatMap(\.findings).map(\.id) == ["printer.guard-visible"])
            #expect(asked.value == 3)
            #expect(await shop.site.printedDocuments().count == 1)
            shop.printer.report(blocking: [.mediaEmpty], warnings: [])
            let empty = try await running.kiosk.selfTest(only: [.testSheet], technician: looking)
            #expect(empty.results.flatMap(\.findings).map(\.id) == ["printer.media-empty"])
            #expect(asked.value == 3)
            shop.printer.clear()
        }
    }

    @Test("The test sheet is a PDF without fault, of one page or two, for A4")
    func testSheetIsPDF() async throws {
        for isTwoSided in [false, true] {
            let folder = try TemporaryFolder()
            let file = folder.path + "/sheet.pdf"
            try Data(TestSheet.pdf(isTwoSided: isTwoSided)).write(to: URL(filePath: file))
            let check = try await ChildProcess.runAside("/usr/bin/qpdf", ["--check", file])
            #expect(check.status == 0, "\(check)")
            let count = try await ChildProcess.runAside("/usr/bin/qpdf", ["--show-npages", file])
            #expect(count.text.hasPrefix(isTwoSided ? "2" : "1"))
        }
    }

    @Test("While a resident is served there is no self-test, and the resident is served to the end")
    func serving() async throws {
        try await Shop.open { shop in
            let asked = Watched<SelfTestRefusal?>(nil)
            let kiosk = Watched<Kiosk?>(nil)
            let customer = shop.customer(try shop.plan()) { screen, _ in
                if case .confirm = screen.content, let kiosk = kiosk.value {
                    do throws(SelfTestRefusal) { _ = try await kiosk.selfTest() } catch { asked.update { $0 = error } }
                }
                return .asUsual
            }
            try await shop.run(customer) { running in
                kiosk.update { $0 = running.kiosk }
                #expect(await customer.visit.ending() == .delivered)
                #expect(asked.value == .serving)
                try await running.waitUntilIdle()
            }
        }
    }

    @Test("A part that does not answer ends its test at the limit, and the kiosk serves again")
    func hangs() async throws {
        try await shop { shop, running in
            shop.printer.add(.silence)
            let test = Task { try await running.kiosk.selfTest(only: [.printer]) }
            try await running.keeper.wait { $0.hindrances.contains(.inspection) }
            let limit = shop.clock.now.advanced(by: TestName.printer.limit)
            try await shop.clock.waitForSleeper(until: limit)
            shop.clock.advance(to: limit)
            let report = try await test.value
            #expect(report.results.map(\.verdict) == [.failure])
            #expect(report.results.first?.findings.map(\.id) == ["test.took-too-long"])
            shop.printer.clear()
            try await running.keeper.wait { !$0.hindrances.contains(.inspection) }
        }
    }

    @Test(
        "A part that fails in use puts the kiosk out of service with the self-test's words, and back when it is mended")
    func sameWords() async throws {
        try await shop { shop, running in
            try await running.keeper.wait { $0.state == .idle }
            shop.site.coins.fail(.jam)
            try await running.keeper.wait { $0.state == .outOfService }
            let status = try #require(ControlLine.value(await running.kiosk.statusLine(), as: KioskStatus.self))
            let report = try await running.kiosk.selfTest(only: [.coinMechanism])
            #expect(!status.reasons.isEmpty && status.reasons == report.results.first?.findings)
            #expect(shop.log.lines.contains { $0.contains("part.failed") && $0.contains("coin-mechanism.jam") })
            shop.site.coins.mend()
            try await running.keeper.wait { $0.state == .idle }
            let after = try #require(ControlLine.value(await running.kiosk.statusLine(), as: KioskStatus.self))
            #expect(after.reasons.isEmpty && after.state == "idle")
        }
    }

    @Test("The reader, too: out of service with the self-test's words, and back when it is plugged in again")
    func sameWordsOfReader() async throws {
        try await shop { shop, running in
            try await running.keeper.wait { $0.state == .idle }
            shop.reader.unplug()
            try await running.keeper.wait { $0.state == .outOfService }
            let status = try #require(ControlLine.value(await running.kiosk.statusLine(), as: KioskStatus.self))
            let report = try await running.kiosk.selfTest(only: [.cardReader])
            #expect(!status.reasons.isEmpty && status.reasons == report.results.first?.findings)
            shop.reader.plugIn()
            try await running.keeper.wait { $0.state == .idle }
            let after = try #require(ControlLine.value(await running.kiosk.statusLine(), as: KioskStatus.self))
            #expect(after.reasons.isEmpty)
        }
    }

    @Test("Over the control socket: the tests, each result as it ends, and the report; whoever leaves ends the test")
    func socket() async throws {
        try await shop { shop, running in
            let folder = try TemporaryFolder()
            let kiosk = running.kiosk
            let socket = try ControlSocket(path: folder.path + "/control.sock") { await kiosk.answer($0, on: $1) }
            defer { socket.close() }
            let replies = try await converse(folder.path + "/control.sock", .selfTest(only: nil, attended: false))
            guard case .tests(let names) = replies.first, case .report(let report) = replies.last else {
                Issue.record("\(replies)")
                return
            }
            #expect(report.results.map(\.name) == names && report.isReady)
            let ended = replies.compactMap { if case .ended(let result) = $0 { result.name } else { nil } }
            #expect(Set(ended) == Set(names) && ended.count == names.count)
            let asked = try await converse(
                folder.path + "/control.sock", .selfTest(only: [.buzzer], attended: true), answer: "true")
            #expect(asked.contains { if case .question = $0 { true } else { false } })
            if case .report(let report) = asked.last { #expect(report.isReady) } else { Issue.record("\(asked)") }
            #expect(try await converse(folder.path + "/control.sock", .listTests).count == 1)
        }
    }

    @Test("A language that is silent is named; a voice that is not installed is named once")
    func voices() async throws {
        for (error, finding) in [
            (VoiceError.noRecording, "voice.silent-ko"), (.notInstalled("/x", package: "y"), "voice.missing"),
        ] {
            try await shop(adjust: { parts in
                parts.inspection?.speak = { (language) throws(VoiceError) in
                    if language == .korean { throw error }
                    return Self.recording
                }
            }) { _, running in
                let report = try await running.kiosk.selfTest(only: [.voice])
                #expect(report.results.flatMap(\.findings).map(\.id) == [finding])
                #expect(report.results.first?.figures == [Figure("languages", Language.allCases.count - 1)])
            }
        }
    }

    // MARK: -

    /// A kiosk that is switched on, with the test card of a fictional resident on its reader.
    private func shop(
        configure: (inout SimulatedSite.Configuration) -> Void = { _ in },
        adjust: (inout KioskParts) -> Void = { _ in }, _ body: (Shop, RunningKiosk) async throws -> Void
    ) async throws {
        try await Shop.open(configure) { shop in
            // Lies there already: nobody begins a session with it.
            try await shop.site.insert(try shop.card(of: "shibuya-household"))
            let customer = shop.customer(try shop.plan()) { _, _ in .nothing }
            try await shop.run(
                customer,
                adjust: { parts in
                    parts.inspection?.speak = { _ in Self.recording }
                    adjust(&parts)
                }
            ) { running in
                try await running.keeper.wait { $0.state == .idle }
                try await body(shop, running)
            }
        }
    }

    /// Half a second of noise.
    private static let recording = [UInt8](repeating: 0, count: 44) + (0..<16_000).map { UInt8($0 & 0xFF) }
}

/// Answers at once.
private struct Answering: Technician {
    let body: @Sendable (Wording) -> Bool?
    func confirms(_ question: Wording) async -> Bool? { body(question) }
}

extension SelfTestRun.Progress {
    fileprivate var name: TestName {
        switch self {
        case .started(let name): name
        case .ended(let result): result.name
        }
    }
}

extension SelfTestReport {
    fileprivate func figure(_ test: TestName, _ name: String) -> Figure.Value? {
        results.first { $0.name == test }?.figures.first { $0.name == name }?.value
    }
}

/// Talks on a thread of its own: it blocks.
private func converse(
    _ path: String, _ request: ControlRequest, answer: String? = nil
) async throws -> [ControlReply] {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread {
            continuation.resume(
                with: Result {
                    var replies: [ControlReply] = []
                    try ControlSocket.converse(path: path, request, within: 60) { line in
                        guard let reply = ControlLine.value(line, as: ControlReply.self) else { return nil }
                        replies.append(reply)
                        if case .question = reply { return answer.map { Array($0.utf8) } }
                        return nil
                    }
                    return replies
                })
        }
    }
}

extension Kiosk {
    /// As when a device says so by itself.
    fileprivate func take(_ hindrance: Hindrance) { eventSink.yield(.hindered(hindrance)) }
}
