import Board
import Issuance
import TestSupport
import Testing

@testable import SimulatedBoard

@Suite struct SimulatedBoardTests {
    private func mechanism(_ holdings: [Denomination: Int]) throws -> SimulatedCoinMechanism {
        SimulatedCoinMechanism(try Reference.coinMechanism(), holdings: holdings)
    }

    /// The events so far. The stream is ended by listening anew.
    private func events(
        of mechanism: SimulatedCoinMechanism, _ stream: AsyncStream<CoinMechanismEvent>
    ) async -> [CoinMechanismEvent] {
        _ = mechanism.events()
        var events: [CoinMechanismEvent] = []
        for await event in stream { events.append(event) }
        return events
    }

    /// A note for a fee of 300 yen: the gate closes by itself, the change comes out, the note lies in the cash box.
    @Test func takesTheFeeAndGivesChange() async throws {
        let mechanism = try mechanism([.yen500: 2, .yen100: 5])
        let stream = mechanism.events()
        #expect(!mechanism.insert(.yen100))
        try await mechanism.accept(due: yen(300))
        #expect(mechanism.insert(.yen1000))
        #expect(!mechanism.isAccepting)
        #expect(!mechanism.insert(.yen10))
        #expect(try await mechanism.canPayOut(yen(700)))
        let payout = try await mechanism.payOut(yen(700))
        #expect(payout == Payout(requested: yen(700), paid: yen(700)))
        #expect(payout.missing == .zero)
        #expect(try await mechanism.holdings() == TubeHoldings([.yen500: 1, .yen100: 3]))
        mechanism.emptyCup()
        #expect(
            await events(of: mechanism, stream)
                == [.returned(.yen100), .credited(.yen1000), .returned(.yen10), .cupEmptied])
        #expect(
            mechanism.audit
                == SimulatedCoinMechanism.Audit(
                    initially: 1_500, totalIn: 1_000, totalOut: 700, returned: 110, inTubes: 800, inCashBox: 1_000))
        #expect(mechanism.audit.isBalanced)
    }

    /// What could not be given back is not taken: the resident must be able to cancel.
    @Test func returnsWhatItCouldNotGiveBack() async throws {
        let mechanism = try mechanism([.yen100: 4])
        try await mechanism.accept(due: yen(300))
        // Neither 1,000 yen back nor 700 yen change can come from 400 yen.
        #expect(!mechanism.insert(.yen1000))
        // The coin itself can come back; 200 yen change can come out too.
        #expect(mechanism.insert(.yen500))
        #expect(mechanism.audit.isBalanced)
        #expect(try await mechanism.payOut(yen(500)).paid == yen(500))
        #expect(try await mechanism.holdings() == TubeHoldings([.yen100: 4]))
    }

    /// A refund that could be paid is not enough: the change must come out as well.
    @Test func returnsWhatItCouldNotChange() async throws {
        let mechanism = try mechanism([.yen500: 2])
        try await mechanism.accept(due: yen(300))
        #expect(!mechanism.insert(.yen1000))
        try await mechanism.accept(due: yen(500))
        #expect(mechanism.insert(.yen1000))
    }

    /// A coin that was past the gate when it closed is the resident's.
    @Test func creditsACoinThatRollsInLate() async throws {
        let mechanism = try mechanism([:])
        let stream = mechanism.events()
        try await mechanism.accept(due: yen(10))
        try await mechanism.refuse()
        mechanism.rollIn(.yen50)
        #expect(try await mechanism.payOut(yen(50)).paid == yen(50))
        #expect(await events(of: mechanism, stream) == [.credited(.yen50)])
        #expect(mechanism.audit.isBalanced)
    }

    /// A tube that is full sends its coins to the cash box.
    @Test func aFullTubeSpillsIntoTheCashBox() async throws {
        let mechanism = try mechanism([.yen500: 50])
        try await mechanism.accept(due: yen(500))
        #expect(mechanism.insert(.yen500))
        #expect(mechanism.audit.inCashBox == 500)
        #expect(try await mechanism.holdings()[.yen500] == 50)
        #expect(mechanism.audit.isBalanced)
    }

    /// Each trouble of a payout: what is answered, what came out, what state it leaves, and that it comes but once.
    @Test func payoutsGoWrongAsAsked() async throws {
        let mechanism = try mechanism([.yen100: 10, .yen10: 10])
        let stream = mechanism.events()
        mechanism.troubleNextPayout(.short(by: 2))
        #expect(try await mechanism.payOut(yen(130)) == Payout(requested: yen(130), paid: yen(110)))
        #expect(try await mechanism.payOut(yen(130)) == Payout(requested: yen(130), paid: yen(130)))

        mechanism.troubleNextPayout(.jam(after: 1))
        let jammed = try await mechanism.payOut(yen(200))
        #expect(jammed == Payout(requested: yen(200), paid: yen(100)))
        #expect(jammed.missing == yen(100))
        await #expect(throws: CoinMechanismError.faulted(.jam)) { try await mechanism.payOut(yen(100)) }
        await #expect(throws: CoinMechanismError.faulted(.jam)) { try await mechanism.ready() }
        mechanism.mend()
        try await mechanism.ready()

        mechanism.troubleNextPayout(.lostLine(after: 2))
        await #expect(throws: CoinMechanismError.payoutUnknown) { try await mechanism.payOut(yen(300)) }
        await #expect(throws: CoinMechanismError.faulted(.disconnected)) { _ = try await mechanism.holdings() }
        #expect(
            await events(of: mechanism, stream) == [.faulted(.jam), .faultCleared(.jam), .faulted(.disconnected)])
        #expect(mechanism.audit.totalOut == 110 + 130 + 100 + 200)
        #expect(mechanism.audit.isBalanced)
    }

    /// A fault closes the gate and keeps it closed; a piece put in then comes back.
    @Test func aFaultClosesTheGate() async throws {
        let mechanism = try mechanism([.yen100: 3])
        let stream = mechanism.events()
        try await mechanism.accept(due: yen(300))
        mechanism.fail(.cashBoxFull)
        mechanism.fail(.jam)
        #expect(!mechanism.insert(.yen100))
        await #expect(throws: CoinMechanismError.faulted(.cashBoxFull)) { try await mechanism.accept(due: yen(300)) }
        mechanism.mend()
        #expect(!mechanism.isAccepting)
        #expect(
            await events(of: mechanism, stream)
                == [.faulted(.cashBoxFull), .returned(.yen100), .faultCleared(.cashBoxFull)])
        #expect(mechanism.audit.returned == 100)
        #expect(mechanism.audit.totalIn == 0)
    }

    /// Thousands of moves, faults among them: no yen appears or vanishes, and what the events credit is what came in.
    @Test func noYenAppearsOrVanishes() async throws {
        var generator = SplitMix(seed: 42)
        let mechanism = try mechanism(SimulatedParts.usualHoldings)
        let stream = mechanism.events()
        var paid = 0
        var isCertain = true
        for _ in 0..<4_000 {
            switch Int.random(in: 0..<12, using: &generator) {
            case 0: try? await mechanism.accept(due: yen(10 * Int.random(in: 1...200, using: &generator)))
            case 1: try? await mechanism.refuse()
            case 2, 3, 4, 5, 6:
                let denomination = Denomination.allCases.randomElement(using: &generator) ?? .yen10
                mechanism.insert(denomination)
            case 7: mechanism.rollIn(.yen100)
            case 8, 9:
                do {
                    paid += try await mechanism.payOut(yen(10 * Int.random(in: 0...300, using: &generator))).paid.amount
                } catch .payoutUnknown {
                    isCertain = false
                    paid = mechanism.audit.totalOut
                } catch {}
            case 10:
                let troubles: [SimulatedCoinMechanism.PayoutTrouble] = [
                    .short(by: 1), .jam(after: 1), .lostLine(after: 1),
                ]
                if let trouble = troubles.randomElement(using: &generator) { mechanism.troubleNextPayout(trouble) }
            default: mechanism.mend()
            }
            #expect(mechanism.audit.isBalanced)
            #expect(mechanism.audit.totalOut == paid)
        }
        #expect(!isCertain, "the moves should reach a payout whose end is unknown")
        var credited = 0
        for case .credited(let denomination) in await events(of: mechanism, stream) {
            credited += denomination.rawValue
        }
        #expect(credited <= mechanism.audit.totalIn)
        #expect(credited > 0)
    }

    /// Whatever a resident puts in while the gate is open comes back whole when they cancel.
    @Test func everythingTakenCanBeGivenBack() async throws {
        var generator = SplitMix(seed: 7)
        for _ in 0..<300 {
            let holdings = Dictionary(
                uniqueKeysWithValues: Denomination.allCases.map { ($0, Int.random(in: 0...6, using: &generator)) })
            let mechanism = try mechanism(holdings)
            try await mechanism.accept(due: yen(10 * Int.random(in: 1...150, using: &generator)))
            for _ in 0..<12 { mechanism.insert(Denomination.allCases.randomElement(using: &generator) ?? .yen10) }
            let credited = yen(mechanism.audit.totalIn)
            #expect(try await mechanism.payOut(credited) == Payout(requested: credited, paid: credited), "\(holdings)")
        }
    }

    /// A parts list's names lead to the parts, and whoever simulates the person gets hold of the same ones.
    @Test func driversMakeThePartsOfTheList() async throws {
        let folder = try TemporaryFolder()
        let parts = SimulatedParts(receipts: folder.path)
        let list = try PartsList.load(path: Reference.path, drivers: parts.drivers)
        #expect(parts.coinMechanism == nil)

        let part = try #require(list.coinMechanism)
        let driver = try #require(parts.drivers.driver(for: part))
        let mechanism = try await driver.start(part)
        #expect(try await mechanism.holdings() == TubeHoldings(SimulatedParts.usualHoldings))
        let made = try #require(parts.coinMechanism)
        #expect(mechanism as? SimulatedCoinMechanism === made)

        let receiptPart = try #require(list.receiptPrinter)
        _ = try await parts.drivers.driver(for: receiptPart)?.start(receiptPart)
        #expect(parts.receiptPrinter?.folder == folder.path)

        let indicatorsPart = try #require(list.indicators)
        let indicators = try #require(try await parts.drivers.driver(for: indicatorsPart)?.start(indicatorsPart))
        await indicators.set(.coins, to: .blinking)
        await indicators.set(.card, to: .on)
        await indicators.set(.coins, to: .off)
        await indicators.set(.repeating)
        let recording = try #require(parts.indicators)
        #expect(
            recording.signals == [
                .lamp(.coins, .blinking), .lamp(.card, .on), .lamp(.coins, .off), .buzzer(.repeating),
            ])
        #expect(recording[.coins] == .off)
        #expect(recording[.card] == .on)
        #expect(recording[.paper] == .off)
        #expect(recording.buzzer == .repeating)
        await indicators.set(.once)
        #expect(recording.buzzer == .silent)
    }
}
