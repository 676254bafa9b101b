import Issuance
import IssuanceAudit
import Testing

@Suite("Random residents and random trouble")
struct MonkeyTests {
    @Test("Whatever happens in whatever order, no rule of the design is broken", arguments: [UInt64(1), 2, 3, 4])
    func holds(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var course = Course()
        var deliveries = 0
        var trail: [String] = []
        for _ in 0..<40_000 {
            let event = Self.event(for: course.machine, using: &random)
            trail = trail.suffix(30) + ["\(course.state.name) × \(event)"]
            do {
                try course.happen(event)
            } catch {
                Issue.record("\(error)\n\(trail.joined(separator: "\n"))")
                return
            }
            deliveries += course.outcomes.count { if case .delivered = $0 { true } else { false } }
            course.forget()
        }
        // A monkey that never gets a paper would prove nothing.
        #expect(deliveries > 10)
    }

    /// Mostly what helps the course along, sometimes anything at all.
    private static func event(
        for machine: IssuanceMachine, using random: inout SeededGenerator
    ) -> IssuanceMachine.Event {
        let screen = IssuanceMachine.screen(for: machine)
        switch Int.random(in: 0..<100, using: &random) {
        case ..<6:
            return Alphabet.events(for: machine).randomElement(using: &random) ?? .paperTaken
        case ..<12:
            return .timeElapsed(machine.timer ?? TimerHandle(number: 0))
        case ..<40 where !screen.choices.isEmpty:
            let forward = screen.choices.filter { $0 != .cancel && $0 != .back }
            return .touched(forward.randomElement(using: &random) ?? .stay)
        case ..<55:
            if case .collectingFee = machine.state {
                return .moneyCredited(Alphabet.yen([100, 500].randomElement(using: &random) ?? 100))
            }
            return machine.card == .empty ? .cardInserted : .touched(.stay)
        case ..<60 where machine.card == .leftBehind:
            return .cardRemoved
        case ..<70:
            if case .returningCard = machine.state { return .cardRemoved }
            return .cleared(machine.hindrances.first ?? .starting)
        default:
            return .answered(machine.outstanding ?? RequestHandle(number: 0), helpful(machine, using: &random))
        }
    }

    /// An answer that fits what was asked.
    private static func helpful(
        _ machine: IssuanceMachine, using random: inout SeededGenerator
    ) -> IssuanceMachine.Answer {
        switch machine.state {
        case .readingCard: .cardRead(Alphabet.card)
        case .verifyingPIN: .pinAccepted
        case .judgingCertificate: .certificateAccepted
        case .openingSession: .challengeReceived
        case .signingChallenge: .challengeSigned
        case .returningCard, .authenticating: .offered(Alphabet.offer)
        case .checkingPrinter: .printerReady
        case .requestingIssuance: .manifestReceived
        case .fetchingDocument: .documentReceived
        case .checkingDocument: .documentAccepted(sheetsPerCopy: 1)
        case .printing(let printing):
            Bool.random(using: &random) ? .sheetsPrinted(1) : .printed(sheets: printing.sheets)
        case .payingOut(let paying): .paidOut(paying.amount)
        default: .kioskFailed
        }
    }
}
