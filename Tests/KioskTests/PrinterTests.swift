import Issuance
import Journal
import LockedMemory
import Printing
import SimulatedBoard
import SimulatedCard
import SimulatedCloud
import SimulatedKiosk
import SimulatedPrinter
import Testing

@testable import Kiosk

/// What goes wrong at the printer. Money is kept for whole papers alone.
@Suite(.timeLimit(.minutes(5)))
struct PrinterTests {
    @Test(
        "A printer that is not ready at the order: no order is made, and no money asked for",
        arguments: [
            (PrinterReason.mediaEmpty, PrinterTrouble.paperOut), (.mediaJam, .jam), (.coverOpen, .coverOpen),
            (.tonerEmpty, .tonerOut), (.unreachable, .unreachable),
        ])
    func notReady(reason: PrinterReason, trouble: PrinterTrouble) async throws {
        try await Shop.open { shop in
            let customer = shop.customer(try shop.plan()) { screen, _ in
                if screen.content.name == "confirm" { shop.printer.report(blocking: [reason]) }
                return .asUsual
            }
            try await shop.run(customer) { running in
                #expect(await customer.visit.ending() == .explained(.printer(trouble)))
                try await shop.expectNothingIssued()
                #expect(await shop.site.cloud.counts.issuances == 0)
                // Idle until the next look at the printer, out of service after it, and back when it is well.
                try await running.keeper.passTime { $0.hindrances == [.part(.printer)] }
                shop.printer.clear()
                try await running.keeper.passTime { $0.state == .idle }
            }
        }
    }

    @Test("A printer that does not answer at the order ends with the machine's limit")
    func silentAtOrder() async throws {
        try await Shop.open { shop in
            let customer = shop.customer(try shop.plan()) { screen, _ in
                if screen.content.name == "confirm" { shop.printer.add(.silence) }
                return .asUsual
            }
            try await shop.run(customer) { running in
                try await running.keeper.passLimit {
                    if case .checkingPrinter = $0.state { true } else { false }
                }
                #expect(await customer.visit.ending() == .explained(.printer(.unreachable)))
                try await shop.expectNothingIssued()
                shop.printer.clear()
            }
        }
    }

    @Test("Paper runs out in the midst of a job and is filled: all sheets come out, each once")
    func refilled() async throws {
        try await Shop.open { shop in
            shop.printer.add(.stop(afterSheets: 1, reasons: [.mediaEmpty]))
            let customer = shop.customer(try shop.plan(copies: 3)) { screen, _ in
                if case .printing(_, _, trouble: .paperOut) = screen.content { shop.printer.clear() }
                return .asUsual
            }
            try await shop.run(customer) { running in
                #expect(await customer.visit.ending() == .delivered)
                #expect(shop.printer.sheetsPrinted == 6)
                #expect(customer.screens.contains { $0.content == .printing(sheets: 6, done: 1, trouble: .paperOut) })
                try await shop.expectMoney(kept: 900)
                try await shop.waitForReports()
                #expect(await shop.site.cloud.counts.deliveredSheets == 6)
            }
        }
    }

    @Test("A jam that nobody clears: the job is taken back, the sheet is void, all money goes back")
    func jammed() async throws {
        try await Shop.open { shop in
            shop.printer.add(.stop(afterSheets: 1, reasons: [.mediaJam]))
            let customer = shop.customer(try shop.plan(copies: 3))
            try await shop.run(customer) { running in
                try await customer.screen { $0.content == .printing(sheets: 6, done: 1, trouble: .jam) }
                let passed = try await running.keeper.passTime {
                    if case .explaining = $0.state { true } else { false }
                }
                #expect(passed >= .seconds(120) && passed <= .seconds(200))
                #expect(await customer.visit.ending() == .explained(.spoiled(sheets: 1)))
                try await expectSpoiled(shop)
                #expect(customer.screens.contains { $0.content == .stoppingPrint })
                try await shop.expectNothingPersonal(of: customer, in: running, words: [])
            }
        }
    }

    @Test(
        "A job that fails, or a printer that is gone",
        arguments: [
            (FolderPrinter.Fault.vanish(afterSheets: 0), Ending.printer(.unreachable)),
            (.vanish(afterSheets: 1), .spoiled(sheets: 1)), (.fail(afterSheets: 0, .aborted), .printer(.other)),
            (.fail(afterSheets: 1, .lost), .spoiled(sheets: 1)),
            (.fail(afterSheets: 1, .sheetsMissing), .spoiled(sheets: 1)),
            (.fail(afterSheets: 0, .refused), .printer(.other)),
        ])
    func fails(fault: FolderPrinter.Fault, ending: Ending) async throws {
        try await Shop.open { shop in
            shop.printer.add(fault)
            let customer = shop.customer(try shop.plan(copies: 2))
            try await shop.run(customer) { _ in
                #expect(await customer.visit.ending() == .explained(ending))
                try await expectSpoiled(shop)
            }
        }
    }

    @Test("A printer that falls silent under the job: the machine's limit takes the job back")
    func silent() async throws {
        try await Shop.open { shop in
            let customer = shop.customer(try shop.plan()) { screen, _ in
                if screen.content.name == "pay" { shop.printer.add(.silence) }
                return .asUsual
            }
            try await shop.run(customer) { running in
                try await running.keeper.passLimit { if case .printing = $0.state { true } else { false } }
                #expect(await customer.visit.ending() == .explained(.printer(.other)))
                try await expectSpoiled(shop)
                shop.printer.clear()
            }
        }
    }

    @Test("Somebody's job in the queue stops the kiosk before an order is made")
    func leftoverBefore() async throws {
        try await Shop.open { shop in
            let customer = shop.customer(try shop.plan())
            let printer = Meddler(inner: shop.printer, queueIsEmpty: false)
            try await shop.run(customer, adjust: { $0.printer = printer }) { running in
                #expect(await customer.visit.ending() == .explained(.printer(.queueNotEmpty)))
                try await running.keeper.wait { $0.hindrances == [.alarm(.queueNotEmpty)] }
                try await shop.expectNothingIssued()
                #expect(try await shop.site.parts.journal.openAlarms().map(\.alarm) == [.queueNotEmpty])
            }
        }
    }

    @Test(
        "A job that is not ours is found behind ours: the resident keeps the paper, the kiosk stops",
        arguments: [
            PrintEvent.leftoverPurged(jobs: 1), .queueNotEmptied,
        ])
    func leftoverAfter(event: PrintEvent) async throws {
        try await Shop.open { shop in
            let customer = shop.customer(try shop.plan())
            let printer = Meddler(inner: shop.printer, before: event)
            try await shop.run(customer, adjust: { $0.printer = printer }) { running in
                #expect(await customer.visit.ending() == .delivered)
                try await running.keeper.wait { $0.state == .outOfService && $0.hindrances == [.alarm(.queueNotEmpty)] }
                try await shop.expectMoney(kept: 300)
                try await shop.expectSettled()
                #expect(try await shop.site.parts.journal.openAlarms().map(\.alarm) == [.queueNotEmpty])
            }
        }
    }

    @Test("A printer that counts more or fewer sheets than the job has is not believed", arguments: [0, 3, 5])
    func miscounted(sheets: Int) async throws {
        try await Shop.open { shop in
            let customer = shop.customer(try shop.plan(copies: 2))
            let printer = Meddler(inner: shop.printer, last: .done(sheets: sheets))
            try await shop.run(customer, adjust: { $0.printer = printer }) { _ in
                #expect(await customer.visit.ending() == .explained(.spoiled(sheets: max(sheets, 4))))
                try await shop.expectMoney(kept: 0)
                try await shop.expectSettled()
                try await shop.waitForReports()
                #expect(await shop.site.cloud.counts.spoiled == 1)
            }
        }
    }

    private func expectSpoiled(_ shop: Shop) async throws {
        try await shop.expectMoney(kept: 0)
        try await shop.expectSettled()
        try await shop.waitForReports()
        let counts = await shop.site.cloud.counts
        #expect(counts.spoiled == 1 && counts.delivered == 0 && counts.refused == 0)
        #expect(try await shop.site.parts.journal.counts().spoiled == 1)
    }
}

/// A printer with somebody's hand in it.
private struct Meddler: DocumentPrinter {
    var inner: FolderPrinter
    var queueIsEmpty = true
    /// Comes before the last event.
    var before: PrintEvent?
    /// Takes the place of the last event.
    var last: PrintEvent?

    func condition() async throws(PrintingError) -> PrinterCondition { try await inner.condition() }
    func cancel() async { await inner.cancel() }
    func queueIsEmpty() async throws(PrintingError) -> Bool { queueIsEmpty }

    func print(_ document: LockedBytes, ticket: PrintTicket) -> AsyncStream<PrintEvent> {
        let (stream, sink) = AsyncStream.makeStream(of: PrintEvent.self)
        let events = inner.print(document, ticket: ticket)
        let pump = Task {
            for await event in events {
                switch event {
                case .done, .failed:
                    if let before { sink.yield(before) }
                    sink.yield(last ?? event)
                default: sink.yield(event)
                }
            }
            sink.finish()
        }
        sink.onTermination = { _ in pump.cancel() }
        return stream
    }
}
