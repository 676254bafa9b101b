import SelfTest
import Testing

@testable import ServiceMode

/// The technician's mode: a course, and every state with every event.
@Suite struct ServiceMachineTests {
    static let card = ServiceMachine.CardSummary(triesLeft: 3, pinLengths: 4...4, entersPINOnReader: false)

    @Test("From the door to the report: what is asked for at each step, and where the machine stands after it")
    func course() throws {
        var machine = ServiceMachine()
        #expect(machine.receive(.doorOpened) == [.holdKiosk])
        #expect(machine.state == .awaitingRest)
        #expect(machine.receive(.rested).count == 1)
        #expect(machine.state == .awaitingCard(nil))
        #expect(machine.receive(.cardInserted).contains { $0.starts(.readCard) })
        try machine.answer(.cardRead(Self.card))
        #expect(machine.state == .enteringPIN(ServiceMachine.EnteringPIN(card: Self.card, isAfterRejection: false)))
        #expect(machine.receive(.touched(.enterPIN)).contains { $0.starts(.verify(triesLeft: 3)) })
        try machine.answer(.pinRejected(triesLeft: 2))
        #expect(machine.receive(.touched(.enterPIN)).contains { $0.starts(.verify(triesLeft: 2)) })
        let begun = try machine.answer(.accepted(TestReply.names))
        #expect(begun.contains(.releaseCard) && begun.contains { $0.starts(.run(nil)) })
        let run = try #require(machine.outstanding)
        _ = machine.receive(.progressed(run, .started(.disk)))
        #expect(machine.testing?.running == [.disk])
        #expect(machine.receive(.touched(.finish)).isEmpty && machine.receive(.touched(.run(.disk))).isEmpty)
        for name in [TestName.cardReader, .disk] {
            _ = machine.receive(.progressed(run, .ended(try TestReply.result(name, .pass))))
        }
        try machine.answer(.ranThrough)
        #expect(machine.testing?.isReady == true && machine.testing?.isRunning == false)
        // One again, with somebody who listens.
        #expect(machine.receive(.touched(.run(.buzzer))).contains { $0.starts(.run([.buzzer])) })
        let again = try #require(machine.outstanding)
        _ = machine.receive(.progressed(again, .asked(Wording("heard?", "聞こえましたか"))))
        #expect(machine.receive(.touched(.answer(false))) == [.answer(false)])
        _ = machine.receive(.progressed(again, .ended(try TestReply.result(.buzzer, .failure))))
        try machine.answer(.ranThrough)
        let kept = machine.receive(.touched(.finish))
        guard case .keepReport(let results) = kept.first else {
            Issue.record("\(kept)")
            return
        }
        #expect(results.map(\.name) == [.cardReader, .buzzer, .disk])
        #expect(machine.reported?.isReady == false)
        #expect(machine.receive(.touched(.close)).contains(.releaseKiosk))
        #expect(machine.state == .ended && !machine.holdsKiosk)
        #expect(machine.receive(.doorOpened).isEmpty && machine.receive(.cardInserted).isEmpty)
        #expect(machine.receive(.doorClosed).isEmpty && machine.state == .closed)
        #expect(machine.receive(.doorOpened) == [.holdKiosk])
    }

    @Test("A card that was taken away ends everything but the door; a late answer of its run is nobody's")
    func cardTaken() throws {
        var machine = try Self.tested()
        let run = try #require(machine.outstanding)
        let left = machine.receive(.cardRemoved)
        #expect(left.contains(.abandon(run)) && left.contains(.releaseCard) && !left.contains(.releaseKiosk))
        #expect(machine.state == .awaitingCard(nil) && machine.outstanding == nil)
        #expect(machine.receive(.answered(run, .accepted(TestReply.names))).isEmpty)
        #expect(machine.receive(.progressed(run, .ended(try TestReply.result(.disk, .failure)))).isEmpty)
        #expect(machine.state == .awaitingCard(nil))
    }

    @Test("Whoever is gone before the report has their results written down all the same")
    func doorClosed() throws {
        var machine = try Self.tested()
        let run = try #require(machine.outstanding)
        for name in [TestName.cardReader, .disk] {
            _ = machine.receive(.progressed(run, .ended(try TestReply.result(name, .pass))))
        }
        try machine.answer(.ranThrough)
        let closed = machine.receive(.doorClosed)
        #expect(closed.contains { if case .keepReport(let results) = $0 { results.count == 2 } else { false } })
        #expect(closed.last == .releaseKiosk && machine.state == .closed)
    }

    @Test("A locked card, three wrong PINs and a card of another kind come no further")
    func refused() throws {
        var machine = Self.atCard()
        for refusal in ServiceMachine.CardRefusal.allCases {
            _ = machine.receive(.cardInserted)
            try machine.answer(.cardRefused(refusal))
            #expect(machine.state == .awaitingCard(refusal))
            _ = machine.receive(.cardRemoved)
            #expect(machine.state == .awaitingCard(refusal))
        }
        _ = machine.receive(.cardInserted)
        try machine.answer(.cardRead(Self.card))
        _ = machine.receive(.touched(.enterPIN))
        #expect(try machine.answer(.pinRejected(triesLeft: 0)).contains(.releaseCard))
        #expect(machine.state == .awaitingCard(.locked))
    }

    /// A machine that waits for a card.
    static func atCard() -> ServiceMachine {
        var machine = ServiceMachine()
        for event in [ServiceMachine.Event.doorOpened, .rested] { _ = machine.receive(event) }
        return machine
    }

    /// A machine whose first run is under way.
    static func tested() throws -> ServiceMachine {
        var machine = atCard()
        _ = machine.receive(.cardInserted)
        try machine.answer(.cardRead(card))
        _ = machine.receive(.touched(.enterPIN))
        try machine.answer(.accepted(TestReply.names))
        return machine
    }
}

/// What tests say.
enum TestReply {
    /// One of the machine's tests asks somebody, two do not.
    static let names: [TestName] = [.cardReader, .buzzer, .disk]

    static func result(_ name: TestName, _ verdict: TestResult.Verdict) throws -> TestResult {
        TestResult(name: name, verdict: verdict)
    }
}

extension ServiceMachine {
    /// Answers the request that is under way.
    @discardableResult
    mutating func answer(_ answer: Answer) throws -> [Effect] {
        receive(.answered(try #require(outstanding), answer))
    }

    var testing: TestList? { if case .testing(let testing) = state { testing } else { nil } }
    var reported: TestList? { if case .reported(let testing) = state { testing } else { nil } }
}

extension ServiceMachine.Effect {
    func starts(_ wanted: ServiceMachine.Request) -> Bool {
        if case .start(_, let request) = self { request == wanted } else { false }
    }
}
