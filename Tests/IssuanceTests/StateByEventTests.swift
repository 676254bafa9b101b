import Foundation
import Issuance
import Testing

@Suite("Every state × every event")
struct StateByEventTests {
    @Test("Each state of the machine is reached, and the search for situations ends by itself")
    func reachesEveryState() {
        #expect(Set(MachineExploration.oneOfEach.map(\.state.name)) == Set(Self.allStates))
        #expect(MachineExploration.situations.count < MachineExploration.mostSituations)
    }

    @Test("In every situation every event keeps the money, the request and the timer in order")
    func keepsItsBooks() {
        var broken: [String] = []
        for machine in MachineExploration.situations {
            for event in Alphabet.events(for: machine) {
                var after = machine
                let effects = after.receive(event)
                if let rule = Self.brokenRule(machine, effects, after) {
                    broken.append("\(machine.state.name) × \(event): \(rule)")
                }
            }
        }
        #expect(broken.isEmpty, "\(broken.prefix(5))")
    }

    @Test("An answer that names another request, or a timer set before, changes nothing")
    func dropsWhatIsLate() {
        let late: [IssuanceMachine.Event] =
            Alphabet.answers.map { .answered(RequestHandle(number: .max), $0) }
            + [.timeElapsed(TimerHandle(number: .max))]
        var moved: [String] = []
        for machine in MachineExploration.situations {
            for event in late {
                var after = machine
                if !after.receive(event).isEmpty || after != machine {
                    moved.append("\(machine.state.name) × \(event)")
                }
            }
        }
        #expect(moved.isEmpty, "\(moved.prefix(5))")
    }

    @Test("Every choice on the screen does something, and no other touch does")
    func screenOffersWhatWorks() {
        var wrong: [String] = []
        for machine in MachineExploration.situations {
            let screen = IssuanceMachine.screen(for: machine)
            for touch in Alphabet.touches + screen.choices where touch != .stay && touch != .chooseLanguage(.english) {
                var after = machine
                let effects = after.receive(.touched(touch))
                let acted = !effects.isEmpty || after != machine
                if acted != screen.choices.contains(touch), !Self.isRepeat(touch, on: screen) {
                    wrong.append("\(touch) in \(machine.state.name): acted \(acted)")
                }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(5))")
    }

    /// Setting what is set already keeps the resident's session alive and is not offered.
    private static func isRepeat(_ touch: IssuanceMachine.Touch, on screen: Screen) -> Bool {
        guard case .options = screen.content else { return false }
        switch touch {
        case .showDomicile, .showRelationship, .selectWholeHousehold, .toggleMember: return true
        default: return false
        }
    }

    @Test("With nobody near and every device silent, the kiosk is at rest within ten minutes, all money settled")
    func comesToRest() {
        var restless: [String] = []
        for start in MachineExploration.situations {
            var machine = start
            var waited = Duration.zero
            // The timer that runs now was set before this test looked: at most the longest of all limits.
            var running: Duration = .seconds(125)
            while !machine.isAtRest, waited <= .seconds(600), let timer = machine.timer {
                waited += running
                for case .startTimer(_, let duration) in machine.receive(.timeElapsed(timer)) { running = duration }
            }
            if !machine.isAtRest || machine.held != .zero || waited > .seconds(600) {
                restless.append("\(start.state.name) after \(waited): \(machine.state.name), \(machine.held)")
            }
        }
        #expect(restless.isEmpty, "\(restless.prefix(5))")
    }

    @Test("With nobody near, devices that answer what they like can't keep the kiosk from rest")
    func devicesCannotHoldIt() throws {
        let longest = try #require(MachineExploration.all.longestUntouched(limit: .seconds(1_800)))
        // Two sheets, each at the last moment after a stop that was put right at the last moment (4 × 120 s), taking
        // the job back (30 s), the refund (40 s), its explanation with a warning (80 s), a card that lies there (60 s).
        #expect(longest.max() == .seconds(690))
        #expect(zip(MachineExploration.situations, longest).allSatisfy { $0.isAtRest || $1 > .zero })
    }

    @Test("The table of all states and events is the one that was read and agreed on")
    func matchesGoldenTable() throws {
        let table = TransitionTable.text()
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/transitions.txt")
        if ProcessInfo.processInfo.environment["MADOGUCHI_RECORD_GOLDEN"] == "1" {
            try table.write(to: file, atomically: true, encoding: .utf8)
        }
        let agreed = try String(contentsOf: file, encoding: .utf8)
        let differences = zip(table.split(separator: "\n"), agreed.split(separator: "\n")).filter { $0 != $1 }
        #expect(
            table == agreed,
            "First difference: \(differences.first.map { "\($0.0)\n  agreed: \($0.1)" } ?? "length"). `make golden` records it anew."
        )
    }

    private static func brokenRule(
        _ before: IssuanceMachine, _ effects: [IssuanceMachine.Effect], _ after: IssuanceMachine
    ) -> String? {
        if after.isAtRest {
            guard after.held == .zero, after.outstanding == nil, !after.isLedgerOpen else {
                return "something of the session outlives it"
            }
            guard after.hindrances.isEmpty == (after.state == .idle) else { return "at rest in the wrong place" }
        } else if after.timer == nil {
            return "a state that may not last for ever has no timer"
        }
        // Money is only ever accounted for by an entry.
        var ledger = before.held.amount
        for case .record(let entry) in effects {
            switch entry {
            case .moneyCredited(let amount): ledger += amount.amount
            case .paidOut(let amount), .owed(let amount): ledger -= amount.amount
            case .delivered: ledger -= before.feeOnDelivery
            default: break
            }
        }
        guard ledger == after.held.amount else { return "money moved without an entry" }
        guard effects.count(where: { if case .start = $0 { true } else { false } }) <= 1 else {
            return "two requests at a time"
        }
        return nil
    }

    /// In the order of the course.
    static let allStates = [
        "outOfService", "idle", "choosingService", "consenting", "awaitingCard", "readingCard", "enteringPIN",
        "verifyingPIN", "judgingCertificate", "openingSession", "signingChallenge", "returningCard", "authenticating",
        "choosingCertificate", "choosingOptions", "choosingCopies", "confirming", "checkingPrinter",
        "requestingIssuance", "fetchingDocument", "checkingDocument", "collectingFee", "printing", "stoppingPrint",
        "payingOut", "takingPaper", "offeringReceipt", "thanking", "explaining", "remindingOfCard",
    ]
}

extension IssuanceMachine {
    /// What a delivery in this state earns.
    fileprivate var feeOnDelivery: Int {
        switch state {
        case .printing(let printing): printing.ordering.order.fee.amount
        case .stoppingPrint(let stopping): stopping.printing.ordering.order.fee.amount
        default: 0
        }
    }
}
