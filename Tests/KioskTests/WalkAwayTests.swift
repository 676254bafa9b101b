import Board
import Issuance
import Journal
import SimulatedBoard
import SimulatedCard
import SimulatedCloud
import SimulatedKiosk
import SimulatedPrinter
import Testing

@testable import Kiosk

/// Residents who leave in the midst of it. Hours of virtual time, milliseconds of real time.
@Suite(.timeLimit(.minutes(5)))
struct WalkAwayTests {
    struct Case: Sendable, CustomTestStringConvertible {
        /// The screen at which the resident goes away for good.
        var screen: String
        /// How often it is shown before.
        var count = 1
        /// The longest that the kiosk may need to be free again.
        var limit: Duration
        var kept = 0
        /// The card lies on the reader when the kiosk is free again.
        var leavesCard = false
        /// Whether "Are you still there?" must have been asked.
        var isWarned = true
        var testDescription: String { "\(screen) \(count)" }
    }

    /// A decision is waited for 60 s, the warning 20 s, a card or paper 60 s more.
    static let cases = [
        Case(screen: "services", limit: .seconds(80)),
        Case(screen: "consent", limit: .seconds(80)),
        Case(screen: "placeCard", limit: .seconds(80)),
        Case(screen: "enterPIN", limit: .seconds(140), leavesCard: true),
        Case(screen: "takeCardBack", limit: .seconds(140), leavesCard: true, isWarned: false),
        Case(screen: "certificates", limit: .seconds(80)),
        Case(screen: "options", limit: .seconds(80)),
        Case(screen: "copies", limit: .seconds(80)),
        Case(screen: "confirm", limit: .seconds(80)),
        Case(screen: "pay", limit: .seconds(140)),
        // With a coin in the mechanism, and its return to be read about.
        Case(screen: "pay", count: 2, limit: .seconds(220)),
        Case(screen: "takePaper", limit: .seconds(60), kept: 300, isWarned: false),
        Case(screen: "receipt", limit: .seconds(86), kept: 300),
        Case(screen: "thanks", limit: .seconds(6), kept: 300, isWarned: false),
    ]

    @Test(
        "Whoever walks away leaves the kiosk to the next within the bound, with their money given back",
        arguments: cases)
    func walkAway(_ wanted: Case) async throws {
        try await Shop.open { shop in
            let isGone = Watched(false)
            let plan = try shop.plan()
            let customer = shop.customer(plan) { screen, count in
                if screen.content.name == wanted.screen, count == wanted.count { isGone.update { $0 = true } }
                return isGone.value ? .nothing : .asUsual
            }
            try await shop.run(customer) { running in
                try await isGone.wait { $0 }
                let start = shop.clock.now
                try await running.keeper.passTime { $0.state == .idle }
                let passed = start.duration(to: shop.clock.now)
                #expect(passed <= wanted.limit, "it took \(passed)")

                try await shop.expectMoney(kept: wanted.kept)
                try await shop.expectSettled()
                #expect(customer.screens.contains { $0.isWarning } == wanted.isWarned)
                let card: IssuanceMachine.CardPlace = wanted.leavesCard ? .leftBehind : .empty
                #expect(try await running.keeper.wait { $0.state == .idle }.card == card)
                if wanted.leavesCard {
                    let lamps = try #require(shop.site.indicators)
                    #expect(
                        lamps.signals.contains(.lamp(.card, .blinking)) && lamps.signals.contains(.buzzer(.repeating)))
                    #expect(lamps[.card] == .off && lamps.buzzer == .silent)
                }
                #expect(!plan.card.isPINVerified)
                try await shop.expectNothingPersonal(of: customer, in: running, words: [])
                try await shop.waitForReports()
                let counts = await shop.site.cloud.counts
                #expect(counts.open == 0 && counts.delivered == (wanted.kept > 0 ? 1 : 0))
            }
        }
    }

    @Test("Whoever is still there says so, and goes on")
    func stays() async throws {
        try await Shop.open { shop in
            let isAway = Watched(true)
            let customer = shop.customer(try shop.plan()) { screen, _ in
                screen.content == .consent && isAway.value ? .nothing : .asUsual
            }
            try await shop.run(customer) { running in
                try await customer.screen { $0.content == .consent }
                for _ in 0..<10 {
                    try await running.keeper.passTime { $0.isWarning }
                    customer.touch(.stay)
                    try await running.keeper.wait { !$0.isWarning }
                }
                #expect(shop.clock.now.offset >= .seconds(600))
                isAway.update { $0 = false }
                customer.touch(.agree)
                #expect(await customer.visit.ending() == .delivered)
            }
        }
    }

    @Test("Paper that nobody takes is called out and written down")
    func forgottenPaper() async throws {
        try await Shop.open { shop in
            let customer = shop.customer(try shop.plan()) { screen, _ in
                screen.content.name == "takePaper" ? .nothing : .asUsual
            }
            let lamps = try #require(shop.site.indicators)
            try await shop.run(customer) { running in
                try await customer.screen { $0.content.name == "takePaper" }
                #expect(lamps[.paper] == .blinking && lamps.buzzer == .repeating)
                try await running.keeper.passTime { $0.state == .idle }
                #expect(lamps[.paper] == .off && lamps.buzzer == .silent)
                #expect(running.entries.contains(.paperLeftBehind))
                #expect(shop.log.lines.contains { $0.contains("paper.left-behind") })
                try await shop.expectMoney(kept: 300)
            }
        }
    }
}
