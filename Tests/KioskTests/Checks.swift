import ChildProcesses
import Foundation
import Issuance
import Journal
import SimulatedBoard
import SimulatedCloud
import SimulatedKiosk
import SimulatedPrinter
import Testing

@testable import Kiosk

extension Shop {
    /// Yen that stayed in the mechanism since it was switched on.
    var kept: Int {
        let audit = site.coins.audit
        return audit.totalIn - audit.totalOut
    }

    /// No yen appeared or vanished, and what was kept is what was earned and what is owed.
    func expectMoney(kept wanted: Int, owed: Int = 0, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        #expect(site.coins.audit.isBalanced, sourceLocation: sourceLocation)
        #expect(kept == wanted, sourceLocation: sourceLocation)
        let written = try await site.parts.journal.moneyOwed().reduce(0) { $0 + $1.amount.amount }
        #expect(written == owed, sourceLocation: sourceLocation)
        #expect(!site.coins.isAccepting, sourceLocation: sourceLocation)
    }

    /// Every session in the journal is closed and settled.
    func expectSettled(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        #expect(try await site.parts.journal.unsettledSessions().isEmpty, sourceLocation: sourceLocation)
    }

    /// The cloud has heard how every order ended. Reports travel beside the course, while the kiosk is on.
    func waitForReports() async throws {
        while true {
            let count = log.lines.count
            guard try await !site.parts.journal.pendingOutcomes().isEmpty else { return }
            // A line says when one was taken.
            try await log.lines(beyond: count)
        }
    }

    /// Nothing was printed and nothing kept; each order, if there was one, is refused at the cloud.
    func expectNothingIssued(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        #expect(printer.outputs.isEmpty, sourceLocation: sourceLocation)
        try await expectMoney(kept: 0, sourceLocation: sourceLocation)
        try await expectSettled(sourceLocation: sourceLocation)
        try await waitForReports()
        let counts = await site.cloud.counts
        #expect(counts.delivered == 0 && counts.spoiled == 0 && counts.open == 0, sourceLocation: sourceLocation)
    }

    /// Nothing of a resident is left: in the kiosk, in what was typed and shown, in the log, in the journal's file.
    func expectNothingPersonal(
        of customer: Customer, in kiosk: RunningKiosk, words: [String],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        #expect(await kiosk.kiosk.holdsNothingPersonal, sourceLocation: sourceLocation)
        #expect(customer.secrets.allSatisfy { $0.isErased }, sourceLocation: sourceLocation)
        let log = log.lines.joined(separator: "\n")
        #expect(!log.isEmpty, sourceLocation: sourceLocation)
        for word in words {
            #expect(!log.contains(word), "the log holds \(word)", sourceLocation: sourceLocation)
            for suffix in ["", "-wal"] {
                let file = try Data(contentsOf: URL(filePath: site.journalPath + suffix))
                let found = file.range(of: Data(word.utf8))
                #expect(found == nil, "the journal holds \(word)", sourceLocation: sourceLocation)
            }
        }
    }
}

/// What a program says about a paper.
enum Paper {
    /// The text of a PDF, without white space: where lines break is the layout's business.
    static func text(of path: String) async throws -> String {
        let outcome = try await ChildProcess.runAside("/usr/bin/pdftotext", ["-layout", path, "-"], keepsErrors: false)
        try #require(outcome.status == 0)
        return outcome.text.filter { !$0.isWhitespace }
    }
}
