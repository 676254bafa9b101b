import Issuance
import LockedMemory
import OpenSSL
import Screens
import SelfTest
import ServiceMode
import SimulatedAuthority
import SimulatedBoard
import SimulatedCard
import SimulatedKiosk
import Testing
import Voice

@testable import Kiosk

/// The technician's mode at the screen, on the whole firmware: service door, card, PIN, tests, report.
@Suite struct ServiceTests {
    @Test("Door, card, PIN: the tests run, one is run again, the kiosk is ready, and serves when the door is closed")
    func course() async throws {
        try await shop { shop, running, screen in
            await running.setDoor(open: true, of: shop)
            try await screen.wait { $0.content == .placeCard(refusal: nil) }
            try await running.keeper.wait { $0.state == .outOfService && $0.hindrances == [.inspection] }
            shop.reader.insert(try shop.site.operatorCard())
            try await screen.wait { if case .enterPIN = $0.content { true } else { false } }
            screen.type(SimulatedSite.technicianPIN)
            let done = try await screen.tests { $0.isComplete && !$0.isRunning }
            #expect(done.rows.filter { !$0.isAttended }.allSatisfy { $0.state == .pass || $0.id == "service-door" })
            #expect(done.rows.first { $0.id == "service-door" }?.state == .warning)
            #expect(done.rows.filter(\.isAttended).map(\.id) == Self.attended)
            #expect(done.rows.filter(\.isAttended).allSatisfy { $0.state == .waiting })
            // One that asks.
            screen.touch(.run("buzzer"))
            _ = try await screen.tests { $0.question != nil }
            screen.touch(.answer(true))
            let asked = try await screen.tests { $0.question == nil && !$0.isRunning }
            #expect(asked.rows.first { $0.id == "buzzer" }?.state == .pass)
            screen.touch(.finish)
            let reported = try await screen.tests { $0.isReported }
            #expect(reported.isReady)
            #expect(shop.log.lines.contains { $0.contains("self-test.ended") })
            await running.setDoor(open: false, of: shop)
            try await screen.waitUntilGone()
            #expect(await running.kiosk.serviceHoldsNothing)
            try await running.keeper.wait { $0.state == .idle }
        }
    }

    @Test(
        "A resident's card, an attendant's, an expired, a revoked one and a copy without its key come no further; none loses a try",
        arguments: ["resident", "attendant", "expired", "revoked", "copy"])
    func refused(who: String) async throws {
        try await shop { shop, running, screen in
            let card: SimulatedCard
            switch who {
            case "resident": card = try shop.card(of: "shibuya-household")
            case "attendant": card = try shop.site.operatorCard(id: "attendant-0001", role: .attendant)
            case "expired": card = try shop.site.operatorCard(id: "technician-0002", isExpired: true)
            case "revoked":
                card = try shop.site.operatorCard(id: "technician-0003")
                try shop.site.revoke(operatorCard: "technician-0003")
            default: card = try shop.site.copiedOperatorCard()
            }
            await running.setDoor(open: true, of: shop)
            try await screen.wait { $0.content == .placeCard(refusal: nil) }
            let tries = card.pinTriesLeft
            shop.reader.insert(card)
            if who == "copy" {
                try await screen.wait { if case .enterPIN = $0.content { true } else { false } }
                screen.type(SimulatedSite.technicianPIN)
            }
            let reason = [
                "resident": "not-a-technicians", "attendant": "not-a-technicians", "copy": "not-genuine",
            ][who, default: who]
            try await screen.wait { $0.content == .placeCard(refusal: reason) }
            #expect(card.pinTriesLeft == tries)
            #expect(await running.kiosk.serviceHoldsNothing)
        }
    }

    @Test("A wrong PIN costs one try and is asked for again; the digits are overwritten each time")
    func wrongPIN() async throws {
        try await shop { shop, running, screen in
            let card = try shop.site.operatorCard()
            await running.setDoor(open: true, of: shop)
            try await screen.wait { $0.content == .placeCard(refusal: nil) }
            shop.reader.insert(card)
            try await screen.wait { $0.content == .enterPIN(triesLeft: 3, lengths: 4...4, afterRejection: false) }
            screen.type("0000")
            try await screen.wait { $0.content == .enterPIN(triesLeft: 2, lengths: 4...4, afterRejection: true) }
            #expect(card.pinTriesLeft == 2)
            screen.type(SimulatedSite.technicianPIN)
            _ = try await screen.tests { _ in true }
            #expect(screen.secrets.allSatisfy(\.isErased) && screen.secrets.count == 2)
            #expect(!card.isPINVerified)
        }
    }

    @Test("Who opens the door while a resident is served waits until the resident is gone, and sees nothing of it")
    func resident() async throws {
        try await Shop.open { shop in
            let screen = TechnicianScreen()
            let kiosk = Watched<Kiosk?>(nil)
            let customer = shop.customer(try shop.plan()) { content, _ in
                if case .confirm = content.content {
                    shop.site.door.set(open: true)
                    await kiosk.value?.lookAtDoor()
                }
                return .asUsual
            }
            try await shop.run(WithTechnician(customer, screen), adjust: { try? allow(&$0, shop) }) { running in
                kiosk.update { $0 = running.kiosk }
                #expect(await customer.visit.ending() == .delivered)
                // Time passes for the resident's last screens.
                try await running.keeper.wait { $0.state == .outOfService }
                try await screen.wait { $0.content == .placeCard(refusal: nil) }
                #expect(screen.seen.count == 1)
                await #expect(throws: SelfTestRefusal.underway) { try await running.kiosk.selfTest() }
            }
        }
    }

    @Test("Nobody comes with a card: the kiosk serves again though the door stands open, until it is opened anew")
    func nobodyComes() async throws {
        try await shop { shop, running, screen in
            // This time as the kiosk finds it by itself.
            shop.site.door.set(open: true)
            let look = shop.clock.now.advanced(by: .seconds(1))
            try await shop.clock.waitForSleeper(until: look)
            shop.clock.advance(to: look)
            try await screen.wait { $0.content == .placeCard(refusal: nil) }
            let limit = shop.clock.now.advanced(by: ServiceMachine.Limits.card)
            try await shop.clock.waitForSleeper(until: limit)
            shop.clock.advance(to: limit)
            try await screen.waitUntilGone()
            try await running.keeper.wait { $0.state == .idle }
        }
    }

    @Test("A card that is taken away while tests run ends them; the technician's results are nobody's any more")
    func cardTaken() async throws {
        try await shop { shop, running, screen in
            await running.setDoor(open: true, of: shop)
            try await screen.wait { $0.content == .placeCard(refusal: nil) }
            shop.reader.insert(try shop.site.operatorCard())
            try await screen.wait { if case .enterPIN = $0.content { true } else { false } }
            screen.type(SimulatedSite.technicianPIN)
            _ = try await screen.tests { _ in true }
            shop.reader.remove()
            try await screen.wait { $0.content == .placeCard(refusal: nil) }
            #expect(await running.kiosk.serviceHoldsNothing)
            // Nothing that a resident can touch reaches anything meanwhile.
            #expect(await running.kiosk.status.state == "out-of-service")
        }
    }

    /// In the list's order.
    private static let attended = ["test-sheet", "lamps", "buzzer", "touch", "colours", "keys", "speech"]

    @Test(
        "At the screen: fields that feel nothing, colours that are wrong, dead keys and a voice that nobody hears are named"
    )
    func exercises() async throws {
        try await shop { shop, running, screen in
            await running.setDoor(open: true, of: shop)
            try await screen.wait { $0.content == .placeCard(refusal: nil) }
            shop.reader.insert(try shop.site.operatorCard())
            try await screen.wait { if case .enterPIN = $0.content { true } else { false } }
            screen.type(SimulatedSite.technicianPIN)
            _ = try await screen.tests { $0.isComplete && !$0.isRunning }
            // Every field but two.
            screen.touch(.run("touch"))
            _ = try await screen.tests { $0.exercise?.kind == .touch(columns: 6, rows: 10) }
            for field in 2..<60 {
                screen.touch(.hit(field))
                _ = try await screen.tests { $0.exercise?.done.count == field - 1 }
            }
            screen.touch(.giveUp)
            let touched = try await screen.tests { $0.exercise == nil && !$0.isRunning }
            #expect(touched.rows.first { $0.id == "touch" }?.notes.first?.reason.contains("2") == true)
            #expect(touched.rows.first { $0.id == "touch" }?.state == .failure)
            // All of them.
            screen.touch(.run("keys"))
            for key in Exercise.keypadKeys.indices {
                _ = try await screen.tests { $0.exercise?.done.count == key }
                screen.touch(.hit(key))
            }
            let pressed = try await screen.tests { $0.exercise == nil && !$0.isRunning }
            #expect(pressed.rows.first { $0.id == "keys" }?.state == .pass)
            // Seen to the end, and not even.
            screen.touch(.run("colours"))
            for colour in Exercise.shownColours.indices {
                _ = try await screen.tests { $0.exercise?.done.count == colour }
                screen.touch(.hit(colour))
            }
            _ = try await screen.tests { $0.question != nil }
            screen.touch(.answer(false))
            let looked = try await screen.tests { $0.question == nil && !$0.isRunning }
            #expect(looked.rows.first { $0.id == "colours" }?.state == .failure)
            // One language is not heard.
            screen.touch(.run("speech"))
            for language in Language.allCases {
                _ = try await screen.tests { $0.exercise?.kind == .listen(language) }
                screen.touch(language == .korean ? .giveUp : .hit(0))
            }
            let heard = try await screen.tests { $0.exercise == nil && !$0.isRunning }
            #expect(heard.rows.first { $0.id == "speech" }?.notes.count == 1)
            #expect(heard.rows.first { $0.id == "speech" }?.notes.first?.reason.contains("ko") == true)
        }
    }

    // MARK: -

    private func allow(_ parts: inout KioskParts, _ shop: Shop) throws {
        parts.inspection?.speak = { _ in [UInt8](repeating: 0, count: 44) + (0..<16_000).map { UInt8($0 & 0xFF) } }
        parts.inspection?.technicians = try shop.site.technicianVerifier()
    }

    /// A kiosk at rest, and a technician behind it.
    private func shop(_ body: (Shop, RunningKiosk, TechnicianScreen) async throws -> Void) async throws {
        try await Shop.open { shop in
            let screen = TechnicianScreen()
            let customer = shop.customer(try shop.plan()) { _, _ in .nothing }
            try await shop.run(WithTechnician(customer, screen), adjust: { try? allow(&$0, shop) }) { running in
                try await running.keeper.wait { $0.state == .idle }
                try await body(shop, running, screen)
            }
        }
    }
}

extension RunningKiosk {
    /// Opens or closes the service door, and has the kiosk look.
    fileprivate func setDoor(open: Bool, of shop: Shop) async {
        shop.site.door.set(open: open)
        await kiosk.lookAtDoor()
    }
}

extension Kiosk {
    /// No card, no PIN, no certificate of a technician is held.
    var serviceHoldsNothing: Bool { service.card == nil && service.pin == nil && service.certificate == nil }
}

/// What a technician sees and touches.
final class TechnicianScreen: Sendable {
    private let shown = Watched<[ServicePresentation]>([])
    private let typed = Watched<[LockedBytes]>([])
    private let inputs: AsyncStream<ServiceInput>
    private let sink: AsyncStream<ServiceInput>.Continuation

    init() { (inputs, sink) = AsyncStream.makeStream() }

    var stream: AsyncStream<ServiceInput> { inputs }
    var secrets: [LockedBytes] { typed.value }
    /// Every screen, in order.
    var seen: [ServiceScreen] { shown.value.compactMap(\.screen) }

    func show(_ presentation: ServicePresentation) {
        shown.update { list in
            // Late ones are dropped, as the page does.
            if presentation.serial > list.last?.serial ?? 0 { list.append(presentation) }
        }
    }

    /// Waits until such a screen is there now.
    @discardableResult
    func wait(where isMeant: @escaping @Sendable (ServiceScreen) -> Bool) async throws -> ServiceScreen {
        try #require(try await shown.wait { $0.last?.screen.map(isMeant) ?? false }.last?.screen)
    }

    func tests(
        where isMeant: @escaping @Sendable (ServiceScreen.Tests) -> Bool
    ) async throws -> ServiceScreen.Tests {
        let screen = try await wait { if case .tests(let tests) = $0.content { isMeant(tests) } else { false } }
        guard case .tests(let tests) = screen.content else { throw CancellationError() }
        return tests
    }

    func waitUntilGone() async throws {
        try await shown.wait { $0.last.map { $0.screen == nil } ?? false }
    }

    func touch(_ touch: ServiceTouch) {
        sink.yield(ServiceInput(serial: shown.value.last?.serial ?? 0, action: .touch(touch)))
    }

    func type(_ pin: String) {
        guard let digits = try? LockedBytes(copying: Array(pin.utf8)) else { return }
        typed.update { $0.append(digits) }
        sink.yield(ServiceInput(serial: shown.value.last?.serial ?? 0, action: .pin(digits)))
    }
}

/// A resident before the machine and a technician behind it.
private struct WithTechnician: ResidentTerminal {
    let customer: Customer
    let technician: TechnicianScreen

    init(_ customer: Customer, _ technician: TechnicianScreen) {
        self.customer = customer
        self.technician = technician
    }

    func show(_ presentation: Presentation) async { await customer.show(presentation) }
    func inputs() -> AsyncStream<ResidentInput> { customer.inputs() }
    func show(_ presentation: ServicePresentation) async { technician.show(presentation) }
    func serviceInputs() -> AsyncStream<ServiceInput> { technician.stream }
}
