import Board
import Issuance
import Journal
import Screens
import SimulatedBoard
import SimulatedCard
import SimulatedCloud
import SimulatedKiosk
import SimulatedPrinter
import SmartCard
import Testing

@testable import Kiosk

/// What goes wrong at the reader.
@Suite(.timeLimit(.minutes(5)))
struct CardTests {
    @Test("Three wrong PINs lock the card, each try is shown before it is spent, and nothing happens")
    func locks() async throws {
        try await Shop.open { shop in
            var plan = try shop.plan()
            plan.pin = "0000"
            let customer = shop.customer(plan)
            try await shop.run(customer) { running in
                #expect(await customer.visit.ending() == .explained(.pinLocked))
                #expect(plan.card.pinTriesLeft == 0)
                let shown = customer.screens.compactMap { screen -> Int? in
                    if case .enterPIN(let left, _, _, _) = screen.content { left } else { nil }
                }
                #expect(shown == [3, 2, 1])
                try await shop.expectNothingIssued()
                #expect(await shop.site.cloud.counts.sessions == 0)
                try await shop.expectNothingPersonal(of: customer, in: running, words: [])
                #expect(!shop.log.lines.contains { $0.contains("0000") })
            }
        }
    }

    @Test("A wrong PIN and then the right one: delivered, and the tries are full again")
    func secondTry() async throws {
        try await Shop.open { shop in
            let plan = try shop.plan()
            let customer = shop.customer(plan) { screen, count in
                screen.content.name == "enterPIN" && count == 1 ? .enterPIN("9999") : .asUsual
            }
            try await shop.run(customer) { _ in
                #expect(await customer.visit.ending() == .delivered)
                #expect(plan.card.pinTriesLeft == 3 && !plan.card.isPINVerified)
            }
        }
    }

    @Test("A PIN of the wrong length, or of no digits, costs no try", arguments: ["123", "12345", "abcd", ""])
    func malformedPIN(pin: String) async throws {
        try await Shop.open { shop in
            let plan = try shop.plan("mitaka-one-try")
            let customer = shop.customer(plan) { screen, count in
                screen.content.name == "enterPIN" && count == 1 ? .enterPIN(pin) : .asUsual
            }
            try await shop.run(customer) { _ in
                #expect(await customer.visit.ending() == .delivered)
            }
        }
    }

    /// Counted from the PIN's screen: tries 0, VERIFY 1, certificate 2 and 3, signature 4 and 5.
    @Test(
        "A card that is pulled while the PIN is checked, or while it signs, begins anew", arguments: [(1, 1), (5, 2)])
    func pulled(command: Int, sessions: Int) async throws {
        try await Shop.open { shop in
            let plan = try shop.plan()
            let customer = shop.customer(plan) { screen, count in
                if screen.content.name == "enterPIN", count == 1 { plan.card.inject(.pull, atCommand: command) }
                return .asUsual
            }
            try await shop.run(customer) { _ in
                #expect(await customer.visit.ending() == .delivered)
                #expect(customer.screens.contains { $0.content == .placeCard(.removedTooEarly) })
                #expect(customer.screens.count { $0.content.name == "enterPIN" } == 2)
                #expect(await shop.site.cloud.counts.sessions == sessions)
                #expect(!plan.card.isPINVerified && plan.card.pinTriesLeft == 3)
                #expect(customer.secrets.allSatisfy { $0.isErased })
                try await shop.expectMoney(kept: 300)
            }
        }
    }

    @Test("Another's card in the place of the one whose PIN was verified: nothing of the first serves the second")
    func swapped() async throws {
        try await Shop.open { shop in
            let plan = try shop.plan()
            let other = try shop.card(of: "mitaka-variant")
            let customer = shop.customer(plan) { screen, count in
                switch screen.content {
                case .checkingCertificate:
                    shop.reader.insert(other)
                    return .asUsual
                // The other card lies there already.
                case .placeCard(.removedTooEarly): return .nothing
                case .enterPIN where count == 2: return .touch(.cancel)
                default: return .asUsual
                }
            }
            try await shop.run(customer) { running in
                #expect(await customer.visit.ending() == .nothing)
                #expect(customer.screens.contains { $0.content == .placeCard(.removedTooEarly) })
                #expect(!plan.card.isPINVerified && !other.isPINVerified)
                #expect(other.pinTriesLeft == 3)
                let counts = await shop.site.cloud.counts
                #expect(counts.issuances == 0)
                try await shop.expectNothingIssued()
                try await shop.expectNothingPersonal(of: customer, in: running, words: [])
            }
        }
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        var fault: SimulatedCard.Fault
        /// Counted from the insertion: 6 is the VERIFY.
        var command = 0
        var ending = Ending.cardUnreadable
        var testDescription: String { "\(fault) at \(command)" }
    }

    @Test(
        "A card that answers garbage, too little, too much, or that it is no resident's card",
        arguments: [
            Bad(fault: .answerGarbage), Bad(fault: .truncate), Bad(fault: .oversize),
            Bad(fault: .status(0x6A82), ending: .cardUnknown), Bad(fault: .answerGarbage, command: 4),
            Bad(fault: .answerGarbage, command: 6), Bad(fault: .status(0x6982), command: 10),
            Bad(fault: .truncate, command: 4), Bad(fault: .oversize, command: 10),
        ])
    func badAnswer(_ bad: Bad) async throws {
        try await Shop.open { shop in
            let plan = try shop.plan()
            plan.card.inject(bad.fault, atCommand: bad.command)
            let customer = shop.customer(plan)
            try await shop.run(customer) { running in
                #expect(await customer.visit.ending() == .explained(bad.ending))
                try await running.waitUntilIdle()
                #expect(plan.card.pinTriesLeft == 3 && !plan.card.isPINVerified)
                try await shop.expectNothingIssued()
                try await shop.expectNothingPersonal(of: customer, in: running, words: [])
            }
        }
    }

    @Test("A card that never answers is given up, and the next one is read")
    func silentCard() async throws {
        try await Shop.open { shop in
            let silent = try shop.plan()
            silent.card.inject(.never, atCommand: 0)
            let customer = shop.customer(silent)
            try await shop.run(customer) { running in
                #expect(await customer.visit.ending() == .explained(.cardUnreadable))
                try await running.waitUntilIdle()
                // The same card, which has come to its senses.
                customer.touch(.begin)
                #expect(await customer.visit.ending() == .delivered)
            }
        }
    }

    @Test("A card that stays on the reader is called out, and the next resident is told to take it off")
    func leftBehind() async throws {
        try await Shop.open { shop in
            let plan = try shop.plan()
            let customer = shop.customer(plan) { screen, count in
                screen.content.name == "takeCard" || screen.content.name == "takeCardBack" && count <= 2
                    ? .nothing : .asUsual
            }
            let lamps = try #require(shop.site.indicators)
            try await shop.run(customer) { running in
                try await customer.screen { $0.content == .takeCardBack(reminded: false) }
                #expect(lamps[.card] == .blinking)
                let passed = try await running.keeper.passTime { $0.state == .idle }
                #expect(passed >= .seconds(80) && passed <= .seconds(300))
                #expect(lamps[.card] == .off && lamps.buzzer == .silent)
                #expect(shop.log.lines.contains { $0.contains("card.left-behind") })
                #expect(!plan.card.isPINVerified)
                try await shop.expectNothingIssued()
                try await customer.screen { $0.content == .welcome(cardLeftBehind: true) }

                // The visit at the second welcome counts as over; somebody else comes.
                #expect(await customer.visit.ending() == .nothing)
                customer.touch(.begin)
                #expect(await customer.visit.ending() == .delivered)
                #expect(customer.screens.contains { $0.content == .placeCard(.leftByAnother) })
            }
        }
    }

    @Test("The reader's plug is pulled and put back: the kiosk says so, and serves again")
    func unplugged() async throws {
        try await Shop.open { shop in
            let customer = shop.customer(try shop.plan()) { screen, count in
                if screen.content == .readingCard, count == 1 { shop.reader.unplug() }
                return .asUsual
            }
            try await shop.run(customer) { running in
                try await customer.screen { $0.content == .readingCard }
                try await running.keeper.wait {
                    $0.state == .outOfService && $0.hindrances == [.part(.cardReader)]
                }
                try await shop.expectNothingIssued()
                shop.reader.plugIn()
                try await running.waitUntilIdle()
            }
        }
    }

    @Test("pcscd goes and comes back over a card that nobody placed: the kiosk greets, and begins nothing by itself")
    func serviceRestarted() async throws {
        try await Shop.open { shop in
            let plan = try shop.plan()
            let customer = shop.customer(plan) { _, _ in .nothing }
            try await shop.run(customer) { running in
                try await running.waitUntilIdle()
                shop.reader.stopService()
                try await running.keeper.wait { $0.state == .outOfService && $0.hindrances == [.part(.cardReader)] }
                shop.reader.insert(plan.card)
                let before = running.steps.value.count
                shop.reader.startService()
                let after = try await running.steps.wait { steps in
                    let events = steps.dropFirst(before).map(\.event)
                    return events.contains(.cardInserted) && events.contains(.cleared(.part(.cardReader)))
                }
                let last = try #require(after.last)
                #expect(last.machine.state == .idle && last.machine.card == .leftBehind)
                #expect(after.allSatisfy { $0.machine.isAtRest })
                try await customer.waitUntilShown { $0.content == .welcome(cardLeftBehind: true) }
                #expect(plan.card.transmissions.commands == 0)
            }
        }
    }

    @Test(
        "pcscd goes, and the work on the card notices before the watch: out of order is the kiosk, not the card",
        arguments: [true, false])
    func serviceGoneBeforeItsNotice(watchHearsInTheEnd: Bool) async throws {
        try await Shop.open { shop in
            let readers = HeldReaders(shop.reader)
            let plan = try shop.plan()
            let customer = shop.customer(plan) { screen, _ in
                guard screen.content.name == "enterPIN" else { return .asUsual }
                readers.hold()
                shop.reader.stopService()
                return .enterPIN(plan.pin)
            }
            try await shop.run(customer, adjust: { $0.readers = readers }) { running in
                try await customer.screen { screen in
                    guard case .explanation(let explaining, _) = screen.content else { return false }
                    #expect(explaining.ending == .kioskFault)
                    return true
                }
                #expect(shop.log.lines.contains { $0.contains("card-reader.service-down") })
                #expect(plan.card.pinTriesLeft == 3 && !plan.card.isPINVerified)
                try await running.keeper.passTime { $0.state == .outOfService }
                #expect(running.steps.value.last?.machine.hindrances == [.part(.cardReader)])
                shop.reader.startService()
                if watchHearsInTheEnd { readers.letGo() }
                try await running.keeper.passTime { $0.state == .idle }
                try await shop.expectNothingIssued()
                try await shop.expectNothingPersonal(of: customer, in: running, words: [])
            }
        }
    }

    @Test("A card in another reader of the machine is nobody's: it is never spoken to")
    func otherReader() async throws {
        try await Shop.open { shop in
            let strangers = try shop.card(of: "mitaka-variant")
            let other = InProcessReaders(reader: "Technician's Reader 00 00")
            other.insert(strangers)
            let plan = try shop.plan()
            let customer = shop.customer(plan) { screen, count in
                guard screen.content.name == "placeCard", count == 1 else { return .asUsual }
                // Laid down and lifted before anybody could read it.
                shop.reader.insert(plan.card)
                shop.reader.remove()
                return .nothing
            }
            let pair = ReaderPair(own: shop.reader, other: other)
            try await shop.run(customer, adjust: { $0.readers = pair }) { _ in
                #expect(await customer.visit.ending() == .delivered)
                #expect(strangers.transmissions.commands == 0)
            }
        }
    }

    @Test("A touch on the PIN's key without a PIN does nothing: no card is read for nothing")
    func emptyPIN() async throws {
        try await Shop.open { shop in
            let plan = try shop.plan()
            let customer = shop.customer(plan) { screen, count in
                guard screen.content.name == "enterPIN" else { return .asUsual }
                return count == 1 ? .touch(.enterPIN) : .nothing
            }
            try await shop.run(customer) { running in
                try await customer.screen { $0.content.name == "enterPIN" }
                // What follows has been seen to when this has.
                customer.touch(.chooseLanguage(.english))
                try await running.step { $0.event == .touched(.chooseLanguage(.english)) }
                #expect(!running.steps.value.contains { $0.event == .touched(.enterPIN) })
                try await customer.waitUntilShown { $0.language == .english }
                customer.type(plan.pin)
                #expect(await customer.visit.ending() == .delivered)
            }
        }
    }

    @Test("What was meant for a screen that has passed is ignored, and a PIN in it overwritten")
    func staleInput() async throws {
        try await Shop.open { shop in
            let customer = shop.customer(try shop.plan()) { screen, _ in
                screen.content == .consent ? .nothing : .asUsual
            }
            try await shop.run(customer) { running in
                try await customer.screen { $0.content == .consent }
                customer.type("1234", serial: 1)
                customer.send(.touch(.cancel), serial: 1)
                // A PIN that belongs to no screen that asks for one.
                customer.type("1234")
                customer.touch(.agree)
                #expect(await customer.visit.ending() == .delivered)
                try await shop.expectNothingPersonal(of: customer, in: running, words: [])
            }
        }
    }
}

/// Two readers on one machine, of which a kiosk may use the first alone. Asked for any, they name the other.
private struct ReaderPair: CardReaders {
    let own: InProcessReaders
    let other: InProcessReaders

    func events() -> AsyncStream<CardReaderEvent> {
        let (stream, sink) = AsyncStream.makeStream(of: CardReaderEvent.self)
        let pumps = [own, other].map { readers in
            Task { for await event in readers.events() { sink.yield(event) } }
        }
        sink.onTermination = { _ in for pump in pumps { pump.cancel() } }
        return stream
    }

    func names() async throws(CardReaderError) -> [String] { try await own.names() + other.names() }

    func connect(to reader: String?, within limit: Duration) async throws(CardReaderError) -> any CardConnection {
        try await (reader == own.reader ? own : other).connect(to: reader, within: limit)
    }
}

/// Readers whose watch may be slow to tell.
private final class HeldReaders: CardReaders {
    private let readers: InProcessReaders
    private let isHeld = Watched(false)

    init(_ readers: InProcessReaders) {
        self.readers = readers
    }

    /// Nothing is told of what happens from now on.
    func hold() { isHeld.update { $0 = true } }
    /// It is told now.
    func letGo() { isHeld.update { $0 = false } }

    func events() -> AsyncStream<CardReaderEvent> {
        let (stream, sink) = AsyncStream.makeStream(of: CardReaderEvent.self)
        let pump = Task { [readers, isHeld] in
            for await event in readers.events() {
                guard (try? await isHeld.wait { !$0 }) != nil else { break }
                sink.yield(event)
            }
        }
        sink.onTermination = { _ in pump.cancel() }
        return stream
    }

    func names() async throws(CardReaderError) -> [String] { try await readers.names() }

    func connect(to reader: String?, within limit: Duration) async throws(CardReaderError) -> any CardConnection {
        try await readers.connect(to: reader, within: limit)
    }
}
