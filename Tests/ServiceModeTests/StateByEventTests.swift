import SelfTest
import Testing

@testable import ServiceMode

/// Every situation that the mode can get into, with everything that can happen there.
@Suite struct StateByEventTests {
    @Test("Every state with every event: the kiosk is held while the mode is about, and nobody tests without a PIN")
    func everything() throws {
        var seen: Set<Situation> = []
        var waiting = [ServiceMachine()]
        while let machine = waiting.popLast() {
            guard seen.insert(Situation(machine)).inserted else { continue }
            try judgeAlone(machine)
            for event in try Self.events(for: machine) {
                var next = machine
                let effects = next.receive(event)
                try judge(machine, event, effects, next)
                waiting.append(next)
            }
        }
        let reached = Set(seen.map(\.word))
        #expect(reached.count == 9, "\(reached.sorted())")
    }

    private func judge(
        _ before: ServiceMachine, _ event: ServiceMachine.Event, _ effects: [ServiceMachine.Effect],
        _ after: ServiceMachine
    ) throws {
        let what = "\(before.state) \(event)"
        #expect(effects.count { $0 == .holdKiosk } == (!before.holdsKiosk && after.holdsKiosk ? 1 : 0), "\(what)")
        #expect(effects.count { $0 == .releaseKiosk } == (before.holdsKiosk && !after.holdsKiosk ? 1 : 0), "\(what)")
        #expect(after.holdsKiosk || after.outstanding == nil && after.timer == nil, "\(what)")
        // Who gets to the tests has just proved it, or was there.
        if after.testing != nil, before.testing == nil, before.reported == nil {
            guard case .verifying = before.state, case .answered(_, .accepted) = event else {
                Issue.record("\(what)")
                return
            }
        }
        // Whoever has gone leaves no card with a verified PIN, and no run.
        if !after.holdsKiosk, before.holdsKiosk { #expect(effects.contains(.releaseCard), "\(what)") }
        if let request = before.outstanding, after.outstanding != request {
            let answered = if case .answered(request, _) = event { true } else { false }
            #expect(answered || effects.contains(.abandon(request)), "\(what)")
        }
        // Every wait has an end.
        if after.holdsKiosk, after.state != .awaitingRest { #expect(after.timer != nil, "\(what)") }
    }

    /// With nobody touching anything the kiosk is released within half an hour.
    private func judgeAlone(_ machine: ServiceMachine) throws {
        var alone = machine
        var steps = 0
        // A resident's session has limits of its own.
        while alone.holdsKiosk, alone.state != .awaitingRest, let timer = alone.timer {
            _ = alone.receive(.timeElapsed(timer))
            steps += 1
            try #require(steps < 8, "\(machine.state)")
        }
        #expect(!alone.holdsKiosk || alone.state == .awaitingRest, "\(machine.state)")
    }

    @Test("The limits of the longest way out are less than half an hour together")
    func bounded() {
        let longest = [ServiceMachine.Limits.run, ServiceMachine.Limits.work, ServiceMachine.Limits.warning]
        #expect(longest.reduce(.zero, +) < .seconds(30 * 60))
    }

    private static func events(for machine: ServiceMachine) throws -> [ServiceMachine.Event] {
        var all: [ServiceMachine.Event] = [
            .doorOpened, .doorClosed, .rested, .cardInserted, .cardRemoved,
            .timeElapsed(ServiceMachine.TimerNumber(number: .max)),
            .answered(ServiceMachine.RequestNumber(number: .max), .accepted(TestReply.names)),
        ]
        all += [
            .enterPIN, .choose(.disk), .choose(nil), .run(.disk), .run(.buzzer),
            .runAll, .answer(true), .answer(nil), .hit(0), .hit(9), .giveUp, .finish, .goOn, .close,
            .stay,
        ].map(ServiceMachine.Event.touched)
        if let timer = machine.timer { all.append(.timeElapsed(timer)) }
        guard let request = machine.outstanding else { return all }
        let pad = ServiceMachine.CardSummary(triesLeft: 1, pinLengths: 4...4, entersPINOnReader: true)
        all += [
            .cardRead(ServiceMachineTests.card), .cardRead(pad), .cardRefused(.revoked), .pinRejected(triesLeft: 1),
            .pinRejected(triesLeft: 0), .accepted(TestReply.names), .ranThrough,
        ].map { .answered(request, $0) }
        all += [
            .started(.disk), .exercising(.touch(columns: 2, rows: 1)), .asked(Wording("seen?", "見えますか")),
            .ended(try TestReply.result(.cardReader, .pass)), .ended(try TestReply.result(.disk, .failure)),
            .ended(try TestReply.result(.buzzer, .pass)),
        ].map { .progressed(request, $0) }
        return all
    }

    /// A machine without its counters.
    private struct Situation: Hashable {
        let state: ServiceMachine.State
        let flags: [Bool]

        init(_ machine: ServiceMachine) {
            state = machine.state
            flags = [
                machine.isDoorOpen, machine.isCardThere, machine.isWarning, machine.outstanding != nil,
                machine.timer != nil,
            ]
        }

        var word: String { String("\(state)".prefix { $0 != "(" }) }
    }
}
