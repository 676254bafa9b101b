import SimulatedKiosk
import StrictYAML
import Testing

@testable import ScenarioRunner

/// A file with a mistake in it is refused with the line, and with what to mend.
@Suite("Mistakes in scenario files")
struct MistakeTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: String
        var line: Int
        var says: String

        init(_ name: String, _ text: String, line: Int, says: String) {
            testDescription = name
            self.text = text
            self.line = line
            self.says = says
        }
    }

    static let mistakes = [
        Mistake("unknown key", "shows: x\nvisit:\n  resident: shibuya-seal\n  copys: 2", line: 4, says: "'copies'"),
        Mistake("unknown resident", "shows: x\nvisit:\n  resident: shibuya-seel", line: 3, says: "'shibuya-seal'"),
        Mistake(
            "wrong type", "shows: x\nvisit:\n  resident: shibuya-seal\n  copies: two", line: 4, says: "whole number"),
        Mistake(
            "unknown screen",
            "shows: x\nvisit:\n  resident: shibuya-seal\n  when:\n    - screen: conform\n      do: nothing", line: 5,
            says: "'confirm'"),
        Mistake(
            "unknown deed",
            "shows: x\nvisit:\n  resident: shibuya-seal\n  when:\n    - screen: pay\n      do: { touch: cansel }",
            line: 6, says: "'cancel'"),
        Mistake(
            "two moments",
            "shows: x\nvisit:\n  resident: shibuya-seal\n  when:\n    - screen: pay\n      apdu: sign\n      do: nothing",
            line: 5, says: "one moment"),
        Mistake(
            "a card that answers without being asked",
            "shows: x\nvisit:\n  resident: shibuya-seal\n  when:\n    - screen: pay\n      do: { card: pulled }",
            line: 6, says: "apdu"),
        Mistake(
            "a cloud that answers without being called",
            "shows: x\nvisit:\n  resident: shibuya-seal\n  when:\n    - screen: pay\n      do: { cloud: never }",
            line: 6, says: "call"),
        Mistake(
            "a document exchanged before there is one",
            "shows: x\nvisit:\n  resident: shibuya-seal\n  when:\n    - call: issue\n      do: { cloud: later-document }",
            line: 6, says: "call: document"),
        Mistake(
            "a resident where none stands",
            "shows: x\nbefore: [{ touch: begin }]\nvisit:\n  resident: shibuya-seal", line: 2, says: "nobody stands"),
        Mistake(
            "no card", "shows: x\nvisit:\n  resident: shibuya-household-son", line: 3, says: "has no card"),
        Mistake(
            "somebody else's household",
            "shows: x\nvisit:\n  resident: shibuya-seal\n  members: [shibuya-household]", line: 3, says: "household"),
        Mistake("nobody", "shows: x", line: 1, says: "nobody comes"),
        Mistake(
            "an unknown outcome",
            "shows: x\nvisit:\n  resident: shibuya-seal\n  expect: { outcome: delivred }", line: 4, says: "'delivered'"),
    ]

    @Test("It is refused with file, line and suggestion", arguments: mistakes)
    func isRefused(_ mistake: Mistake) throws {
        let error = #expect(throws: ConfigurationError.self) {
            try Scenario.parse(mistake.text, file: "story.yaml")
        }
        #expect(error?.file == "story.yaml" && error?.line == mistake.line, "\(error.map { "\($0)" } ?? "")")
        #expect(error?.message.contains(mistake.says) == true, "\(error.map { "\($0)" } ?? "")")
    }

    @Test("What real parts cannot have is refused for the devices stack, with the reason")
    func devices() throws {
        let text = """
            shows: x
            visit:
              resident: shibuya-seal
              when:
                - screen: reading-card
                  do: { reader: unplug }
            """
        let scenario = try Scenario.parse(text, file: "story.yaml")
        #expect(scenario.impossibility(on: .embedded) == nil)
        let error = try #require(scenario.impossibility(on: .devices))
        #expect(error.line == 6 && error.message.contains("virtual reader"))
    }
}
