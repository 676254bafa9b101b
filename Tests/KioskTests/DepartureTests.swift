import Issuance
import Journal
import Printing
import SimulatedBoard
import SimulatedCard
import SimulatedCloud
import SimulatedKiosk
import SimulatedPrinter
import TestSupport
import Testing

@testable import Kiosk

/// What SIGTERM does: nobody new is served, money goes back, paper that moves is waited for.
@Suite(.timeLimit(.minutes(5)))
struct DepartureTests {
    @Test("At rest the kiosk may go at once")
    func idle() async throws {
        try await Shop.open { shop in
            let customer = shop.customer(try shop.plan()) { _, _ in .nothing }
            try await shop.run(customer) { running in
                try await running.waitUntilIdle()
                await running.kiosk.prepareToLeave(within: .seconds(130))
                let machine = try await running.keeper.wait { $0.state == .outOfService }
                #expect(machine.hindrances == [.stopping])
                #expect(shop.clock.now.offset == .zero)
                // It may be told twice.
                await running.kiosk.prepareToLeave(within: .seconds(130))
            }
        }
    }

    @Test("While money goes in, it comes back, and the order is refused", arguments: [1, 2])
    func paying(count: Int) async throws {
        try await Shop.open { shop in
            let isPaying = Watched(false)
            let customer = shop.customer(try shop.plan()) { screen, shown in
                guard screen.content.name == "pay", shown == count + 1 else { return .asUsual }
                isPaying.update { $0 = true }
                return .nothing
            }
            try await shop.run(customer) { running in
                try await isPaying.wait { $0 }
                await running.kiosk.prepareToLeave(within: .seconds(130))
                #expect(shop.site.coins.audit.totalOut == count * 100)
                try await shop.expectNothingIssued()
                try await running.keeper.wait { $0.hindrances == [.stopping] && $0.state == .outOfService }
            }
        }
    }

    @Test("While paper moves, it is waited for, and handed over")
    func printing() async throws {
        try await Shop.open { shop in
            shop.printer.add(.stop(afterSheets: 1, reasons: [.mediaEmpty]))
            let customer = shop.customer(try shop.plan(copies: 2))
            try await shop.run(customer) { running in
                try await customer.screen { $0.content == .printing(sheets: 4, done: 1, trouble: .paperOut) }
                async let departure: Void = running.kiosk.prepareToLeave(within: .seconds(130))
                try await running.step { $0.event == .hindered(.stopping) }
                #expect(!running.steps.value.contains { $0.event == .hindered(.stopping) && $0.machine.isAtRest })
                shop.printer.clear()
                await departure
                #expect(await customer.visit.ending() == .delivered)
                try await shop.expectMoney(kept: 600)
                try await shop.expectSettled()
            }
        }
    }

    @Test("A printer that stays jammed does not keep the kiosk beyond the limit, and nothing is lost")
    func jammed() async throws {
        try await Shop.open { shop in
            shop.printer.add(.stop(afterSheets: 0, reasons: [.mediaJam]))
            let customer = shop.customer(try shop.plan())
            try await shop.run(customer) { running in
                try await customer.screen { $0.content == .printing(sheets: 2, done: 0, trouble: .jam) }
                async let departure: Void = running.kiosk.prepareToLeave(within: .seconds(100))
                let deadline = shop.clock.now.advanced(by: .seconds(100))
                try await shop.clock.waitForSleeper(until: deadline)
                shop.clock.advance(to: deadline)
                await departure
            }
            // Switched off in the midst of the job: the next start settles it.
            shop.printer.clear()
            let next = shop.customer(try shop.plan()) { _, _ in .nothing }
            try await shop.run(next) { running in
                try await running.waitUntilIdle()
                try await shop.expectMoney(kept: 300, owed: 300)
                try await shop.waitForReports()
                #expect(await shop.site.cloud.counts.spoiled == 1)
            }
        }
    }

    @Test(
        "A kiosk that is switched off with a verified card in it powers it down, and closes its gate",
        arguments: [
            "checkingCertificate", "takeCardBack", "pay",
        ])
    func switchedOff(screen: String) async throws {
        try await Shop.open { shop in
            let isThere = Watched(false)
            let plan = try shop.plan()
            shop.site.cloud.lay(.silence, on: screen == "checkingCertificate" ? .ocsp : .report)
            let customer = shop.customer(plan) { shown, _ in
                guard shown.content.name == screen else { return .asUsual }
                isThere.update { $0 = true }
                return .nothing
            }
            let kiosk = try await shop.run(customer) { running in
                try await isThere.wait { $0 }
                return running.kiosk
            }
            #expect(!plan.card.isPINVerified && !shop.site.coins.isAccepting)
            #expect(await kiosk.holdsNothingPersonal)
            #expect(customer.secrets.allSatisfy { $0.isErased })
        }
    }

    @Test("A journal that fails ends the kiosk, with the gate closed and the card powered down")
    func journalFails() async throws {
        // Room for the tables and a few entries.
        let folder = try TemporaryFolder()
        let journal = try Journal.open(path: folder.path + "/journal.sqlite", maximumBytes: 64 << 10)
        try await Shop.open { shop in
            let plan = try shop.plan()
            let customer = shop.customer(plan) { screen, count in
                if screen.content.name == "pay", count == 1 { await fill(journal) }
                return .asUsual
            }
            await #expect(throws: JournalError.self) {
                try await shop.run(customer, adjust: { $0.journal = journal }) { running in
                    try await running.ended()
                }
            }
            #expect(!shop.site.coins.isAccepting)
            #expect(shop.printer.outputs.isEmpty)
            #expect(customer.secrets.allSatisfy { $0.isErased })
        }
    }

    /// Fills the journal to its limit.
    private func fill(_ journal: Journal) async {
        while (try? await journal.record(.paperLeftBehind, session: nil, at: 1)) != nil {}
    }
}
