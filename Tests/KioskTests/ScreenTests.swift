import Issuance
import Screens
import SimulatedKiosk
import Testing

@testable import Kiosk

/// What the kiosk makes of a screen that goes dark.
@Suite(.timeLimit(.minutes(5)))
struct ScreenTests {
    private static let patience: Duration = .seconds(3)

    @Test("A page that is reloaded at rest is not missed; one that stays away puts the kiosk out of service, and back")
    func atRest() async throws {
        try await Shop.open { shop in
            let customer = shop.customer(try shop.plan()) { _, _ in .nothing }
            let terminal = FlickeringTerminal(customer)
            try await shop.run(terminal) { running in
                terminal.isSeen(true)
                try await running.waitUntilIdle()
                terminal.isSeen(false)
                try await shop.clock.waitForSleeper(until: shop.clock.now.advanced(by: Self.patience))
                shop.clock.advance(by: Self.patience - .milliseconds(1))
                let before = running.steps.value.count
                terminal.isSeen(true)
                try await running.steps.wait { $0.dropFirst(before).contains { $0.event == .cleared(.part(.screen)) } }
                shop.clock.advance(by: Self.patience)

                terminal.isSeen(false)
                try await shop.clock.waitForSleeper(until: shop.clock.now.advanced(by: Self.patience))
                shop.clock.advance(by: Self.patience)
                let resting = try await running.keeper.wait { $0.state == .outOfService }
                #expect(resting.hindrances == [.part(.screen)])
                // Only this second time.
                #expect(running.steps.value.count { $0.event == .hindered(.part(.screen)) } == 1)
                #expect(await running.kiosk.status.description == "out-of-service: screen")

                terminal.isSeen(true)
                try await running.waitUntilIdle()
                #expect(await running.kiosk.status.description == "idle")
                try await shop.expectNothingIssued()
            }
        }
    }

    @Test("Until a page is there nobody is served")
    func neverSeen() async throws {
        try await Shop.open { shop in
            let customer = shop.customer(try shop.plan())
            let terminal = FlickeringTerminal(customer)
            try await shop.run(terminal) { running in
                terminal.isSeen(false)
                try await running.keeper.wait { $0.hindrances == [.part(.screen)] }
                #expect(running.steps.value.allSatisfy { $0.machine.state == .outOfService })
                terminal.isSeen(true)
                #expect(await customer.visit.ending() == .delivered)
            }
        }
    }

    @Test("A screen that goes dark while somebody is served ends nothing; nobody is greeted until it is back")
    func whileServing() async throws {
        try await Shop.open { shop in
            let clock = shop.clock
            let customer = shop.customer(try shop.plan()) { screen, _ in
                screen.content == .consent ? .nothing : .asUsual
            }
            let terminal = FlickeringTerminal(customer)
            try await shop.run(terminal) { running in
                terminal.isSeen(true)
                try await customer.screen { $0.content == .consent }
                terminal.isSeen(false)
                try await clock.waitForSleeper(until: clock.now.advanced(by: Self.patience))
                clock.advance(by: Self.patience)
                let step = try await running.step { $0.event == .hindered(.part(.screen)) }
                #expect(step.machine.state == .consenting && step.effects.isEmpty)
                customer.touch(.agree)
                #expect(await customer.visit.ending() == .delivered)
                let resting = try await running.keeper.wait { $0.state == .outOfService }
                #expect(resting.hindrances == [.part(.screen)])
                try await shop.expectMoney(kept: 300)
                terminal.isSeen(true)
                try await running.waitUntilIdle()
            }
        }
    }

    @Test("The page is told the hours that the cloud tells")
    func hours() async throws {
        try await Shop.open { shop in
            let terminal = FlickeringTerminal(shop.customer(try shop.plan()) { _, _ in .nothing })
            try await shop.run(terminal) { running in
                terminal.isSeen(true)
                try await running.waitUntilIdle()
                let hours = try await terminal.hours.wait { !$0.isEmpty }
                #expect(hours == [[0, 1440]])
            }
        }
    }
}

/// A customer before a screen that goes dark when a test says so.
private final class FlickeringTerminal: ResidentTerminal {
    let hours = Watched<[[Int]]>([])
    private let customer: Customer
    private let seen: AsyncStream<Bool>
    private let sink: AsyncStream<Bool>.Continuation

    init(_ customer: Customer) {
        self.customer = customer
        (seen, sink) = AsyncStream.makeStream()
    }

    func isSeen(_ isSeen: Bool) { sink.yield(isSeen) }

    func show(_ presentation: Presentation) async { await customer.show(presentation) }
    func inputs() -> AsyncStream<ResidentInput> { customer.inputs() }
    func sightings() -> AsyncStream<Bool> { seen }
    func setHours(opens: Int, closes: Int) async { hours.update { $0.append([opens, closes]) } }
}
