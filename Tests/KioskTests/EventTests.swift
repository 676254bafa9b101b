import ChildProcesses
import Foundation
import Issuance
import Journal
import MunicipalCloud
import SelfTest
import SimulatedKiosk
import SimulatedPrinter
import TestSupport
import Testing

@testable import Kiosk

/// What the kiosk tells of itself.
@Suite(.timeLimit(.minutes(5)))
struct EventTests {
    @Test("The catalogue's code and page are those that its data makes")
    func generated() async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
        let outcome = try await ChildProcess.runAside(
            "/usr/bin/python3", [root + "/Sources/Kiosk/Events/generate.py", "--check"], keepsErrors: true)
        #expect(outcome.status == 0, "run `make events`: \(outcome.text)")
    }

    @Test("The same warning within a minute is counted and written once; what counts residents is always written")
    func coalesced() {
        let time = Watched<Int64>(1_000_000)
        let capture = LogCapture()
        let log = KioskLog(capture.logger) { time.value }
        let trouble = KioskEvent.cloudCallFailed(
            call: .service, kind: .failed(.unreachable), cause: .curl(7))
        for _ in 0..<50 {
            log.note(trouble)
            log.note(.sessionStarted)
            time.update { $0 += 1_000 }
        }
        #expect(log.recent.count { $0.event == "cloud.call-failed" } == 1)
        #expect(log.recent.count { $0.event == "session.started" } == 50)
        // Another warning is another one.
        log.note(.cloudCallFailed(call: .service, kind: .failed(.unreachable), cause: .curl(6)))
        #expect(log.recent.count { $0.event == "cloud.call-failed" } == 2)
        time.update { $0 += 60_000 }
        log.note(trouble)
        #expect(log.recent.last?.repeated == 50 && log.recent.last?.fields["cause"] == "curl(7)")
        // A clock that is set back silences nothing.
        time.update { $0 -= 3_600_000 }
        log.note(trouble)
        #expect(log.recent.count { $0.event == "cloud.call-failed" } == 4)
        #expect(capture.lines.count { $0.contains("cloud.call-failed") } == 4)
    }

    @Test("Each change of the reasons for being out of service is written, so that the last line is true")
    func outOfService() {
        let capture = LogCapture()
        let log = KioskLog(capture.logger) { 1_000_000 }
        for hindrances: Set<Hindrance> in [
            [.part(.printer), .part(.screen)], [.part(.printer)], [.part(.printer), .part(.screen)],
        ] {
            log.note(.outOfService(hindrances: hindrances))
        }
        #expect(log.recent.map { $0.fields["because"] } == ["printer screen", "printer", "printer screen"])
        #expect(capture.lines.count == 3)
    }

    @Test("So many events are kept and no more; who follows hears those that there are, then each new one")
    func ring() async throws {
        let log = KioskLog(LogCapture().logger)
        for number in 0..<EventRing.capacity + 500 { log.note(.screenServed(port: number)) }
        #expect(log.recent.count == EventRing.capacity)
        #expect(log.recent.last?.fields["port"] == "\(EventRing.capacity + 499)")
        var heard = 0
        for await record in log.following() {
            heard += 1
            if record.event == "kiosk.stopping" { break }
            if record.fields["port"] == "\(EventRing.capacity + 499)" { log.note(.stopping) }
        }
        #expect(heard > EventRing.capacity)
    }

    @Test("What holds text tells only the name of its case")
    func words() {
        enum Told { case plainWord, holding(String) }
        #expect(EventWord(caseOf: Told.plainWord).eventValue == "plain-word")
        #expect(EventWord(caseOf: Told.holding("Shibuya Hanako")).eventValue == "holding")
        #expect(EventWord(caseOf: "Shibuya Hanako").eventValue == "other")
        #expect(CloudError.Cause.shape("$.offers[0].fee").eventValue == "shape($.offers[0].fee)")
        #expect(CloudError.Cause.shape("$.\"渋谷 花子\"").eventValue == "shape")
        #expect(CardKind("Juki card") == .juki && CardKind("渋谷 花子") == .other)
    }

    @Test("Over the socket: the last events, bounded; with --follow, the new ones too")
    func overSocket() async throws {
        try await Shop.open { shop in
            let customer = shop.customer(try shop.plan())
            try await shop.run(customer) { running in
                #expect(await customer.visit.ending() == .delivered)
                try await running.waitUntilIdle()
                let folder = try TemporaryFolder()
                let kiosk = running.kiosk
                let socket = try ControlSocket(path: folder.path + "/control.sock") { await kiosk.answer($0, on: $1) }
                defer { socket.close() }
                let records = try await events(folder.path + "/control.sock")
                let ids = records.map(\.event)
                for id in ["session.started", "card.read", "session.ordered", "session.delivered"] {
                    #expect(ids.contains(id), "\(id)")
                }
                #expect(records.first { $0.event == "session.ordered" }?.fields["fee"] == "300")

                // The journal tells the same issuance by its number.
                let issuances = try await shop.site.parts.journal.issuances()
                #expect(
                    issuances.count == 1 && issuances.first?.outcome == .delivered(sheets: shop.printer.sheetsPrinted))
                #expect(issuances.first?.fee.amount == 300 && issuances.first?.copies == 1)
                #expect(try await shop.site.parts.journal.issuances(since: .max).isEmpty)
                #expect(try await shop.site.parts.journal.issuances(limit: 0).isEmpty)
            }
        }
    }
}

private func events(_ path: String) async throws -> [EventRecord] {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread {
            continuation.resume(
                with: Result {
                    var records: [EventRecord] = []
                    try ControlSocket.converse(path: path, .events(isFollowing: false), within: 60) { line in
                        if let record = ControlLine.value(line, as: EventRecord.self) { records.append(record) }
                        return nil
                    }
                    return records
                })
        }
    }
}
