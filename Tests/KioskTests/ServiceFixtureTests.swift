import Foundation
import Issuance
import Printing
import SelfTest
import Testing

@testable import Kiosk
@testable import Screens
@testable import ServiceMode

/// What the browser's tests and the pictures in the documentation draw of the technician's mode, in both languages:
/// the firmware's own frames.
@Suite struct ServiceFixtureTests {
    static let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Browser/service-fixtures.json")

    @Test("The recorded screens of the mode are what the firmware sends; RECORD_SCREENS=1 records them anew")
    func golden() throws {
        var lines: [String] = []
        for (name, machine) in try Self.machines() {
            for language in [TechnicianLanguage.japanese, .english] {
                var spoken = machine
                if language == .english { _ = spoken.receive(.touched(.speak(.english))) }
                if name == "warning" { spoken = try Self.warned(spoken) }
                let screen = try #require(ServiceScreen(spoken), "\(name)")
                let frame = ServiceFrame(
                    serial: 1, screen: screen, settings: .usual, machine: .reference, pad: Self.pad(screen))
                var bytes: [UInt8] = []
                let entry: JSON = [
                    "name": .text("service-\(name)"), "language": .text(language.rawValue), "frame": frame.json,
                ]
                entry.write(to: &bytes)
                lines.append(String(decoding: bytes, as: UTF8.self))
            }
        }
        let recording = "[\n" + lines.joined(separator: ",\n") + "\n]\n"
        if ProcessInfo.processInfo.environment["RECORD_SCREENS"] != nil {
            try recording.write(to: Self.file, atomically: true, encoding: .utf8)
        }
        let recorded = try String(contentsOf: Self.file, encoding: .utf8)
        #expect(recorded == recording, "RECORD_SCREENS=1 swift test --filter ServiceFixtureTests records them")
    }

    private static func pad(_ screen: ServiceScreen) -> PINPad? {
        guard case .enterPIN(_, let lengths, _) = screen.content else { return nil }
        var pad = PINPad(deal: 1, order: .fixed, lengths: lengths)
        for place in [0, 1] { try? pad.press(place) }
        return pad
    }

    private static func warned(_ machine: ServiceMachine) throws -> ServiceMachine {
        var warned = machine
        _ = warned.receive(.timeElapsed(try #require(warned.timer)))
        return warned
    }

    // MARK: - A technician's course

    private static func machines() throws -> [(String, ServiceMachine)] {
        let card = ServiceMachine.CardSummary(triesLeft: 3, pinLengths: 4...4, entersPINOnReader: false)
        var machine = ServiceMachine()
        var all: [(String, ServiceMachine)] = []
        func see(_ name: String) { all.append((name, machine)) }
        func answer(_ answer: ServiceMachine.Answer) throws {
            _ = machine.receive(.answered(try #require(machine.outstanding), answer))
        }
        for event in [ServiceMachine.Event.doorOpened, .rested] { _ = machine.receive(event) }
        see("place-card")
        _ = machine.receive(.cardInserted)
        see("reading-card")
        try answer(.cardRefused(.notTechnicians))
        see("card-refused")
        for event in [ServiceMachine.Event.cardRemoved, .cardInserted] { _ = machine.receive(event) }
        try answer(.cardRead(card))
        see("enter-pin")
        _ = machine.receive(.touched(.enterPIN))
        see("checking")
        try answer(.accepted(names))
        let run = try #require(machine.outstanding)
        for name in names.prefix(12) { _ = machine.receive(.progressed(run, .started(name))) }
        for name in names.prefix(5) { _ = machine.receive(.progressed(run, .ended(passed(name)))) }
        see("tests-running")
        for name in names where !name.asksTechnician { _ = machine.receive(.progressed(run, .ended(result(name)))) }
        try answer(.ranThrough)
        see("tests-failed")
        _ = machine.receive(.touched(.choose(.printer)))
        see("test-failed")
        let failed = machine
        _ = machine.receive(.touched(.choose(.revocation)))
        see("test-left-out")
        machine = failed
        _ = machine.receive(.touched(.finish))
        see("report-not-ready")
        _ = machine.receive(.touched(.goOn))
        _ = machine.receive(.touched(.runAll))
        let second = try #require(machine.outstanding)
        for name in names where !name.asksTechnician { _ = machine.receive(.progressed(second, .ended(passed(name)))) }
        try answer(.ranThrough)
        _ = machine.receive(.touched(.choose(.coinMechanism)))
        see("test-passed")
        _ = machine.receive(.touched(.choose(nil)))
        see("tests-passed")
        see("warning")
        let passed = machine
        _ = machine.receive(.touched(.run(.buzzer)))
        let asking = try #require(machine.outstanding)
        _ = machine.receive(.progressed(asking, .started(.buzzer)))
        _ = machine.receive(
            .progressed(asking, .asked(Wording("Do you hear the buzzer?", "ブザーの音が聞こえますか。"))))
        see("question")
        try answer(.ranThrough)
        for (name, test, exercise, done) in exercises {
            _ = machine.receive(.touched(.run(test)))
            let doing = try #require(machine.outstanding)
            _ = machine.receive(.progressed(doing, .exercising(exercise)))
            for number in 0..<done { _ = machine.receive(.touched(.hit(number))) }
            see("exercise-\(name)")
            try answer(.ranThrough)
        }
        machine = passed
        _ = machine.receive(.touched(.finish))
        see("report-ready")
        return all
    }

    private static let names = TestName.allCases

    private static let exercises: [(String, TestName, Exercise, Int)] = [
        ("touch", .touch, .grid, 27), ("colours", .colours, .colours, 5), ("keys", .keys, .keys, 11),
        ("listen", .speech, .listen(.vietnamese), 0),
    ]

    private static func passed(_ name: TestName) -> TestResult {
        var result = TestResult(name: name, verdict: .pass)
        result.milliseconds = 40 + 7 * (names.firstIndex(of: name) ?? 0)
        if name == .coinMechanism {
            result.figures = [
                Figure("pieces", 160), Figure("answer-ms", 12), Figure("tubes", 4),
            ]
        }
        return result
    }

    /// A printer without paper, a card that nobody laid down, and a clock that nobody keeps.
    private static func result(_ name: TestName) -> TestResult {
        var result = passed(name)
        switch name {
        case .printer: result.tell(.printer(.mediaEmpty, isBlocking: true))
        case .testCard: result.tell(.noTestCard)
        case .clock: result.tell(.clockNotSet)
        case .revocation:
            result.verdict = .notRun
            result.blockedBy = .testCard
            result.milliseconds = 0
        default: break
        }
        return result
    }
}

extension TestResult {
    fileprivate mutating func tell(_ finding: Finding) {
        findings = [Note(finding)]
        verdict = finding.level == .failure ? .failure : .warning
    }
}
