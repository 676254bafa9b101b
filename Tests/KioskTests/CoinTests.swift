import Board
import FoundationEssentials
import Issuance
import Journal
import SimulatedBoard
import SimulatedCloud
import SimulatedKiosk
import SimulatedPrinter
import Testing

@testable import Kiosk

/// Money, to the yen. The fee is 300 in each of these.
@Suite(.timeLimit(.minutes(5)))
struct CoinTests {
    @Test(
        "Change comes out, and stands on the slip",
        arguments: [([Denomination.yen500], 200), ([.yen1000], 700), ([.yen50], 0), ([.yen100, .yen10, .yen500], 310)])
    func change(pieces: [Denomination], change: Int) async throws {
        try await Shop.open { shop in
            var plan = try shop.plan()
            plan.pieces = pieces
            let customer = shop.customer(plan)
            try await shop.run(customer) { running in
                #expect(await customer.visit.ending() == .delivered)
                try await shop.expectMoney(kept: 300)
                try await shop.expectSettled()
                #expect(shop.site.coins.audit.totalOut == change)
            }
            // The slip comes out beside the course, and before the kiosk is off.
            let slip = try shop.slip()
            #expect(slip.contains("お釣り") && slip.contains("\(change)円") && !slip.contains("お返しできなかった"))
        }
    }

    @Test("Change that falls short is owed: in the journal, on the slip, wanted or not", arguments: [true, false])
    func short(wantsSlip: Bool) async throws {
        try await Shop.open { shop in
            shop.site.coins.troubleNextPayout(.short(by: 1))
            var plan = try shop.plan()
            plan.pieces = [.yen500]
            let customer = shop.customer(plan) { screen, _ in
                screen.content.name == "receipt" ? .touch(.takeReceipt(wantsSlip)) : .asUsual
            }
            try await shop.run(customer) { _ in
                #expect(await customer.visit.ending() == .delivered)
                // Two coins of 100 were due, one came out.
                try await shop.expectMoney(kept: 400, owed: 100)
                try await shop.expectSettled()
                #expect(shop.log.lines.contains { $0.contains("money.owed") })
            }
            let slip = try shop.slip()
            #expect(slip.contains("お返しできなかった金額") && slip.contains("100円"))
            let owed = try #require(try await shop.site.parts.journal.moneyOwed().only)
            #expect(slip.contains(owed.session.description.prefix(8).uppercased()))
        }
    }

    @Test("A line that breaks in the payout: nobody knows what came out, so all of it is owed")
    func lostLine() async throws {
        try await Shop.open { shop in
            shop.site.coins.troubleNextPayout(.lostLine(after: 1))
            var plan = try shop.plan()
            plan.pieces = [.yen500]
            let customer = shop.customer(plan)
            try await shop.run(customer) { running in
                #expect(await customer.visit.ending() == .delivered)
                try await shop.expectMoney(kept: 400, owed: 200)
                try await running.keeper.wait { $0.state == .outOfService && $0.hindrances == [.part(.coinMechanism)] }
                shop.site.coins.mend()
                try await running.waitUntilIdle()
            }
        }
    }

    @Test("The mechanism jams while money goes in: what is in it is owed, and nobody else is served until it is mended")
    func jammed() async throws {
        try await Shop.open { shop in
            let customer = shop.customer(try shop.plan()) { screen, _ in
                if case .pay(_, let paid) = screen.content, paid.amount == 100 {
                    shop.site.coins.fail(.jam)
                    return .nothing
                }
                return .asUsual
            }
            try await shop.run(customer) { running in
                #expect(await customer.visit.ending() == .explained(.coinMechanismFault))
                try await running.keeper.wait { $0.state == .outOfService }
                try await shop.expectMoney(kept: 100, owed: 100)
                try await shop.expectSettled()
                #expect(shop.printer.outputs.isEmpty)
                shop.site.coins.mend()
                try await running.waitUntilIdle()
            }
        }
    }

    @Test("Cancelled with money in: all of it comes back, and the order is refused at the cloud")
    func cancelled() async throws {
        try await Shop.open { shop in
            let customer = shop.customer(try shop.plan()) { screen, _ in
                if case .pay(_, let paid) = screen.content, paid.amount == 200 { return .touch(.cancel) }
                return .asUsual
            }
            try await shop.run(customer) { running in
                #expect(await customer.visit.ending() == .explained(.cancelled))
                #expect(shop.site.coins.audit.totalOut == 200)
                try await shop.expectNothingIssued()
                #expect(await shop.site.cloud.counts.refused == 1)
                try await shop.expectNothingPersonal(of: customer, in: running, words: [])
            }
        }
    }

    @Test(
        "A coin that rolls in when nobody asked for it goes back, or counts as paid",
        arguments: ["services", "enterPIN", "certificates", "confirm", "printing", "takePaper", "receipt", "thanks"])
    func lateCoin(screen name: String) async throws {
        try await Shop.open { shop in
            let customer = shop.customer(try shop.plan()) { screen, count in
                if screen.content.name == name, count == 1 { shop.site.coins.rollIn(.yen50) }
                return .asUsual
            }
            try await shop.run(customer) { running in
                #expect(await customer.visit.ending() == .delivered)
                try await running.waitUntilIdle()
                try await shop.expectMoney(kept: 300)
                try await shop.expectSettled()
                #expect(shop.site.coins.audit.totalIn - shop.site.coins.audit.totalOut == 300)
            }
            // What a restart finds in the journal is what the mechanism holds.
            #expect(try await shop.site.parts.journal.settle(at: 2).isEmpty)
        }
    }

    @Test("A coin that comes while the ending is explained, or at rest, goes back at once", arguments: [true, false])
    func coinAfterwards(atRest: Bool) async throws {
        try await Shop.open { shop in
            let customer = shop.customer(try shop.plan("shibuya-protected")) { screen, _ in
                if screen.content.name == "explanation", !atRest { shop.site.coins.rollIn(.yen500) }
                return .asUsual
            }
            try await shop.run(customer) { running in
                #expect(await customer.visit.ending() == .explained(.refused(.protected)))
                if atRest {
                    try await running.waitUntilIdle()
                    shop.site.coins.rollIn(.yen500)
                }
                try await running.step { if case .answered(_, .paidOut) = $0.event { true } else { false } }
                try await running.waitUntilIdle()
                try await shop.expectNothingIssued()
            }
        }
    }

    @Test("A mechanism that was only busy for a moment does not end the day")
    func busyOnce() async throws {
        try await Shop.open { shop in
            let customer = shop.customer(try shop.plan())
            let coins = Reluctant(inner: shop.site.coins, fails: Watched(1))
            try await shop.run(customer, adjust: { $0.coins = coins }) { running in
                #expect(await customer.visit.ending() == .explained(.coinMechanismFault))
                try await shop.expectNothingIssued()
                try await running.keeper.passTime { $0.state == .idle }
                try await customer.waitUntilShown { $0.content == .welcome(cardLeftBehind: false) }
                let next = Visit(try shop.plan("mitaka-variant"), at: shop.site)
                await customer.replace(with: next)
                let ending = await next.ending()
                #expect(ending == .delivered)
            }
        }
    }

    @Test("A driver that hangs ends with its limit, and not the kiosk with it")
    func hangs() async throws {
        try await Shop.open { shop in
            let customer = shop.customer(try shop.plan())
            let coins = Reluctant(inner: shop.site.coins, hangs: Watched(true))
            try await shop.run(customer, adjust: { $0.coins = coins }) { running in
                try await customer.screen { $0.content.name == "preparing" }
                // The limit for the driver, and then the machine's for the payout, of which there is none.
                try await shop.clock.waitForSleeper(until: shop.clock.now.advanced(by: Kiosk.driverLimit))
                shop.clock.advance(by: Kiosk.driverLimit)
                coins.hangs.update { $0 = false }
                #expect(await customer.visit.ending() == .explained(.coinMechanismFault))
                try await shop.expectNothingIssued()
            }
        }
    }

    @Test("A slip printer that hangs keeps nobody waiting")
    func slipHangs() async throws {
        try await Shop.open { shop in
            let customer = shop.customer(try shop.plan())
            let slips = StuckSlips()
            try await shop.run(customer, adjust: { $0.receipts = slips }) { running in
                #expect(await customer.visit.ending() == .delivered)
                try await running.waitUntilIdle()
                try await slips.isStuck.wait { $0 }
                slips.isStuck.update { $0 = false }
            }
        }
    }

    @Test("Without a mechanism, and without a page, nobody is served")
    func missingParts() async throws {
        try await Shop.open { shop in
            try await shop.run(nil, adjust: { $0.coins = nil }) { running in
                try await running.keeper.wait { $0.hindrances == [.part(.coinMechanism), .part(.screen)] }
                #expect(running.steps.value.allSatisfy { $0.machine.state == .outOfService })
            }
        }
    }
}

extension Shop {
    /// The one slip that was printed.
    func slip() throws -> String {
        try String(contentsOfFile: try #require(site.receiptPrinter?.paths.only), encoding: .utf8)
    }
}

/// A mechanism that does not open its gate.
private struct Reluctant: CoinMechanism {
    let inner: SimulatedCoinMechanism
    /// How often it says that it is busy.
    var fails = Watched(0)
    /// It answers when it no longer does.
    var hangs = Watched(false)

    func events() -> AsyncStream<CoinMechanismEvent> { inner.events() }
    func ready() async throws(CoinMechanismError) { try await inner.ready() }
    func refuse() async throws(CoinMechanismError) { try await inner.refuse() }
    func payOut(_ amount: Yen) async throws(CoinMechanismError) -> Payout { try await inner.payOut(amount) }
    func holdings() async throws(CoinMechanismError) -> TubeHoldings { try await inner.holdings() }

    func accept(due: Yen) async throws(CoinMechanismError) {
        _ = try? await hangs.wait { !$0 }
        let isBusy = fails.update { left in
            defer { left = max(0, left - 1) }
            return left > 0
        }
        if isBusy { throw .busy }
        try await inner.accept(due: due)
    }
}

/// A slip printer that answers when somebody has freed it.
private struct StuckSlips: ReceiptPrinter {
    let isStuck = Watched(false)

    func print(_ receipt: Receipt) async throws(ReceiptPrinterError) {
        isStuck.update { $0 = true }
        _ = try? await isStuck.wait { !$0 }
    }
}
