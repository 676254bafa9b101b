import Board
import Foundation
import Issuance
import Testing

@testable import SimulatorDock

/// Whole courses, with the dock's hands and a finger at the page.
@Suite(.timeLimit(.minutes(5)))
struct CourseTests {
    @Test("A certificate is issued: its pages can be looked at, the change lies in the cup, and no PIN went by")
    func issues() async throws {
        try await Booth.open { booth in
            try await booth.order()
            let due = try await booth.until { $0.money.isOpen && $0.machine?.station == "fee" }
            #expect(due.money.due == 300 && due.machine?.station == "fee")
            try await booth.dock.perform(.insert(.yen500))
            let out = try await booth.until { $0.machine?.state == "takingPaper" }
            #expect(out.money.cup == [DockState.Piece(yen: 100, count: 2)])
            let paper = try #require(try await booth.until { $0.printer.papers.first?.pages == 4 }.printer.papers.first)
            #expect(paper == DockState.Paper(id: 1, pages: 4, copies: 1, sheetsOut: 2, isTaken: false))
            for page in 1...4 {
                let picture = try #require(await booth.dock.picture(paper: 1, page: page))
                #expect(picture.starts(with: [0x89, 0x50, 0x4E, 0x47]))
            }
            #expect(await booth.dock.picture(paper: 1, page: 5) == nil)
            try await booth.dock.perform(.takePaper)
            #expect(await booth.dock.state().printer.papers.first?.isTaken == true)
            try await booth.touch("paperTaken")
            try await booth.until("offeringReceipt")
            try await booth.takeSlip()
            let end = try await booth.until {
                $0.journal.delivered == 1 && $0.cloud.delivered == 1 && !$0.printer.slips.isEmpty
            }
            #expect(end.cloud.open == 0 && end.journal.owed == 0 && end.journal.unreported == 0)

            // What went by: each kind of line, and nowhere a PIN.
            #expect(booth.hasGoneBy(.card, "VERIFY  ••••"))
            #expect(booth.hasGoneBy(.card, "VERIFY without data: how many tries?"))
            #expect(booth.hasGoneBy(.card, "SELECT file 0018  PIN for user authentication"))
            #expect(booth.hasGoneBy(.card, "READ BINARY"))
            #expect(booth.hasGoneBy(.card, "COMPUTE DIGITAL SIGNATURE over 51 bytes"))
            #expect(booth.hasGoneBy(.cloud, "POST sessions/…/issuances 201"))
            #expect(booth.hasGoneBy(.cloud, "OCSP 200"))
            #expect(booth.hasGoneBy(.journal, "paid out: ¥200"))
            #expect(booth.hasGoneBy(.log, "session.delivered"))
            #expect(booth.hasGoneBy(.effect, "erase the session"))
            let everything = booth.dock.feed.entries(after: 0).map { $0.text + " " + $0.detail }
            #expect(!everything.contains { $0.contains("1234") || $0.contains("31323334") || $0.contains("見本") })
        }
    }

    @Test("A power cut while money is in: what was paid is owed afterwards, and a person hands it over")
    func powerCut() async throws {
        try await Booth.open { booth in
            try await booth.order()
            try await booth.until { $0.money.isOpen && $0.machine?.station == "fee" }
            try await booth.dock.perform(.insert(.yen100))
            try await booth.until { _ in booth.hasGoneBy(.journal, "money credited: ¥100") }
            try await booth.dock.perform(.power(false))
            #expect(await booth.dock.state().money.isOpen == false)
            try await booth.dock.perform(.power(true))
            let state = try await booth.until { $0.machine?.state == "idle" && $0.journal.owed == 100 }
            #expect(state.journal.refused == 1 && state.printer.papers == [])
            #expect(booth.hasGoneBy(.log, "journal.recovered"))
            try await booth.dock.perform(.handOver)
            #expect(await booth.dock.state().journal.owed == 0)
        }
    }

    @Test(
        "The cloud's incidents: nothing is printed, nothing is taken, and the kiosk stands still until a person comes",
        arguments: CloudTrouble.allCases.filter { $0.group == .incident })
    func incident(_ trouble: CloudTrouble) async throws {
        try await Booth.open { booth in
            try await booth.dock.perform(.cloud(trouble))
            try await booth.order()
            let explained = try await booth.until { $0.machine?.state == "explaining" }
            #expect(explained.machine?.ending == "document-mismatch" && explained.network.cloud == trouble.rawValue)
            try await booth.touch("close")
            let stopped = try await booth.until { $0.machine?.state == "outOfService" && !$0.journal.alarms.isEmpty }
            #expect(stopped.printer.papers == [] && stopped.money.totalIn == 0)
            #expect(stopped.journal.alarms == ["document-mismatch"])
            try await booth.dock.perform(.cloud(.fair))
            try await booth.dock.perform(.clearAlarms)
            let again = try await booth.until { $0.machine?.state == "idle" }
            #expect(again.journal.alarms == [] && again.journal.refused == 1)
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var command: DockCommand
        var ending: String
        var testDescription: String { "\(command): \(ending)" }
    }

    static let cases = [
        Case(command: .silenceOCSP(true), ending: "certificate:revocation-unknown"),
        Case(command: .cutNetwork(true), ending: "certificate:revocation-unknown"),
        Case(command: .cloud(.down), ending: "cloud:serverFault"),
        Case(command: .cloud(.wrongShape), ending: "cloud:malformed"),
        Case(command: .cloud(.proxyPage), ending: "cloud:malformed"),
        Case(command: .cloud(.struckOff), ending: "cloud:untrusted"),
    ]

    @Test("What is wrong around the kiosk ends the course with its own reason", arguments: cases)
    func ends(_ wanted: Case) async throws {
        try await Booth.open { booth in
            try await booth.dock.perform(wanted.command)
            try await booth.place("shibuya-household", pin: "1234")
            let state = try await booth.until { $0.machine?.ending != nil }
            #expect(state.machine?.ending == wanted.ending && state.machine?.station == "explained")
            #expect(state.printer.papers == [] && state.cloud.issuances == 0)
        }
    }

    @Test("A wrong PIN costs a try of that card, which it keeps")
    func tries() async throws {
        try await Booth.open { booth in
            try await booth.place("shibuya-household", pin: "9999")
            let state = try await booth.until { $0.card.triesLeft["shibuya-household"] == 2 }
            #expect(state.card.resident == "shibuya-household" && !state.card.isPINVerified)
            try await booth.dock.perform(.liftCard)
            #expect(await booth.dock.state().card.triesLeft["shibuya-household"] == 2)
            #expect(booth.hasGoneBy(.card, "63C2"))
        }
    }

    @Test("A card that is pulled out at its next command lies there no more")
    func pulled() async throws {
        try await Booth.open { booth in
            #expect(await booth.refusal(.cardTrouble(.pulled)) == "Lay a card down first.")
            try await booth.dock.perform(.placeCard("shibuya-household"))
            try await booth.dock.perform(.cardTrouble(.pulled))
            try await booth.touch("chooseIssuance")
            try await booth.touch("agree")
            let state = try await booth.until { $0.card.resident == nil }
            #expect(state.card.isReaderPluggedIn)
        }
    }
}
