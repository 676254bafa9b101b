import Board
import Issuance
import Testing

@testable import SimulatorDock

/// Each control does what it says: what came of it, and the state after.
@Suite(.timeLimit(.minutes(5)))
struct ControlTests {
    @Test("A card is laid down, exchanged and taken off; what makes no sense is refused in words")
    func card() async throws {
        try await Booth.open { booth in
            #expect(await booth.refusal(.liftCard) == "No card lies on the reader.")
            #expect(await booth.refusal(.placeCard("nobody")) == "There is no card of nobody.")
            #expect(await booth.dock.state().card.resident == nil)

            try await booth.dock.perform(.placeCard("mitaka-one-try"))
            let state = try await booth.until { $0.machine?.state == "choosingService" }
            #expect(state.card.resident == "mitaka-one-try")
            #expect(state.card.triesLeft == ["mitaka-one-try": 1])
            #expect(await booth.refusal(.placeCard("mitaka-one-try")) == "That card lies there already.")
            #expect(await booth.refusal(.renewCard("mitaka-one-try")) == "Take the card off first.")

            try await booth.dock.perform(.placeCard("shibuya-household"))
            #expect(await booth.dock.state().card.resident == "shibuya-household")
            #expect(booth.hasGoneBy(.hand, "lays another card down"))

            try await booth.dock.perform(.liftCard)
            #expect(await booth.dock.state().card.resident == nil)
            try await booth.dock.perform(.renewCard("mitaka-one-try"))
            #expect(await booth.dock.state().card.triesLeft["mitaka-one-try"] == nil)
        }
    }

    @Test("A reader that is unplugged, and a card service that is down, take the kiosk out of service and back")
    func reader() async throws {
        try await Booth.open { booth in
            try await booth.dock.perform(.reader(isPluggedIn: false))
            let without = try await booth.until { $0.machine?.state == "outOfService" }
            #expect(without.machine?.hindrances == ["card-reader"] && !without.card.isReaderPluggedIn)
            #expect(without.machine?.station == "outOfService")
            try await booth.dock.perform(.reader(isPluggedIn: true))
            try await booth.until("idle")
            try await booth.dock.perform(.cardService(isRunning: false))
            #expect(try await booth.until { $0.machine?.state == "outOfService" }.card.isServiceRunning == false)
            try await booth.dock.perform(.cardService(isRunning: true))
            try await booth.until("idle")
        }
    }

    @Test("A coin that nobody wants lies in the cup; a broken mechanism stops the kiosk until it is mended")
    func money() async throws {
        try await Booth.open { booth in
            #expect(await booth.refusal(.emptyCup) == "Nothing lies in the cup.")
            let before = await booth.dock.state().money
            #expect(before.tubes.map(\.yen) == [10, 50, 100, 500] && !before.isOpen)
            try await booth.dock.perform(.insert(.yen500))
            let returned = await booth.dock.state().money
            #expect(returned.cup == [DockState.Piece(yen: 500, count: 1)])
            #expect(returned.tubes == before.tubes && returned.totalIn == 0)
            try await booth.dock.perform(.emptyCup)
            #expect(await booth.dock.state().money.cup == [])

            #expect(await booth.refusal(.coinFault(nil)) == "Nothing is wrong with it.")
            try await booth.dock.perform(.coinFault(.jam))
            let broken = try await booth.until { $0.machine?.state == "outOfService" }
            #expect(broken.money.fault == "jam" && broken.machine?.hindrances == ["coin-mechanism"])
            #expect(await booth.refusal(.coinFault(.tampered)) == "Mend it first.")
            try await booth.dock.perform(.coinFault(nil))
            #expect(try await booth.until { $0.machine?.state == "idle" }.money.fault == nil)

            try await booth.dock.perform(.payoutTrouble(.short))
            #expect(await booth.dock.state().money.payoutTrouble == "short")
        }
    }

    @Test("What is wrong with the printer is seen at its next round, and so is that it was put right")
    func printer() async throws {
        try await Booth.open { booth in
            try await booth.dock.perform(.printer(.cover, isWrong: true))
            try await booth.dock.perform(.printer(.toner, isWrong: true))
            #expect(await booth.dock.state().printer.wrong == ["cover", "toner"])
            try await booth.dock.perform(.passTime(31))
            #expect(try await booth.until { $0.machine?.state == "outOfService" }.machine?.hindrances == ["printer"])
            try await booth.dock.perform(.printer(.cover, isWrong: false))
            try await booth.dock.perform(.passTime(31))
            #expect(await booth.dock.state().machine?.state == "outOfService")
            try await booth.dock.perform(.printer(.toner, isWrong: false))
            try await booth.dock.perform(.passTime(11))
            try await booth.until("idle")
            #expect(await booth.dock.state().printer.wrong == [])
            #expect(await booth.refusal(.takePaper) == "No paper lies in the tray.")
        }
    }

    @Test("A cut cable is noticed when the kiosk asks next, and so is that it was mended")
    func network() async throws {
        try await Booth.open { booth in
            try await booth.dock.perform(.cutNetwork(true))
            #expect(await booth.dock.state().network.isCut)
            try await booth.dock.perform(.passTime(301))
            #expect(try await booth.until { $0.machine?.state == "outOfService" }.machine?.hindrances == ["cloud"])
            try await booth.dock.perform(.cutNetwork(false))
            try await booth.dock.perform(.passTime(11))
            #expect(try await booth.until { $0.machine?.state == "idle" }.network.isCut == false)
            #expect(booth.hasGoneBy(.log, "cloud.call-failed"))
        }
    }

    @Test(
        "The hours that are posted are kept",
        arguments: [
            (DockCommand.PostedHours.closed, "outside-hours"), (.maintenance, "maintenance"),
        ])
    func hours(posted: DockCommand.PostedHours, hindrance: String) async throws {
        try await Booth.open { booth in
            try await booth.dock.perform(.hours(posted))
            try await booth.dock.perform(.passTime(301))
            let closed = try await booth.until { $0.machine?.state == "outOfService" }
            #expect(closed.machine?.hindrances == [hindrance] && closed.network.hours == posted.rawValue)
            try await booth.dock.perform(.hours(.always))
            try await booth.dock.perform(.passTime(301))
            try await booth.until("idle")
        }
    }

    @Test("A kiosk whose clock is wrong serves nobody")
    func clockWrong() async throws {
        try await Booth.open { booth in
            try await booth.dock.perform(.clockWrong(true))
            try await booth.dock.perform(.passTime(301))
            let state = try await booth.until { $0.machine?.state == "outOfService" }
            #expect(state.machine?.hindrances == ["clock"] && state.minutesWrong == 10)
            try await booth.dock.perform(.clockWrong(false))
            try await booth.dock.perform(.passTime(301))
            #expect(try await booth.until { $0.machine?.state == "idle" }.minutesWrong == 0)
        }
    }

    @Test("Time is let pass to the machine's own limit: it asks whether anybody is there, then it ends")
    func time() async throws {
        try await Booth.open { booth in
            #expect(await booth.refusal(.passLimit) == "Nothing has a limit now.")
            try await booth.touch("begin")
            let begun = try await booth.until { $0.machine?.state == "choosingService" }
            #expect(begun.machine?.limit?.seconds == 60)
            try await booth.dock.perform(.passLimit)
            #expect(try await booth.until { $0.machine?.isWarning == true }.machine?.limit?.seconds == 20)
            try await booth.dock.perform(.passLimit)
            try await booth.until { $0.machine?.isWarning == false }
            try await booth.dock.perform(.passTime(600))
            #expect(try await booth.until { $0.machine?.state == "idle" }.clockShift >= 600_000)
        }
    }

    @Test("Without power there is nothing but what hands do; with it the kiosk is there again, at the same address")
    func power() async throws {
        try await Booth.open { booth in
            try await booth.dock.perform(.power(false))
            let off = await booth.dock.state()
            #expect(!off.isOn && off.machine == nil)
            #expect(await booth.refusal(.power(false)) == "The power is off.")
            #expect(await booth.refusal(.headphones(arePlugged: true)) == "The power is off.")
            #expect(await booth.refusal(.clearAlarms) == "The power is off.")
            await #expect(throws: (any Error).self) { try await booth.page.get("/") }
            try await booth.dock.perform(.placeCard("shibuya-seal"))
            try await booth.dock.perform(.power(true))
            #expect(await booth.refusal(.power(true)) == "The power is on.")
            let on = try await booth.until { $0.machine?.state == "idle" }
            #expect(on.isOn && on.card.resident == "shibuya-seal")
            try await booth.dock.perform(.headphones(arePlugged: true))
            #expect(await booth.dock.state().hasHeadphones)
            #expect(try await booth.page.get("/").status == 200)
            #expect(await booth.refusal(.handOver) == "No money is owed.")
            #expect(await booth.refusal(.clearAlarms) == "No alarm is open.")
        }
    }
}
