import SimulatedKiosk
import Testing

@testable import ScenarioRunner

@Suite("A scenario that is wrong on purpose", .timeLimit(.minutes(3)))
struct FailureTests {
    @Test("It fails, and says what to mend and where in the story the difference shows")
    func saysWhatToMend() async throws {
        let text = """
            shows: A certificate that costs more than it does
            visit:
              resident: shibuya-household
              when:
                - screen: take-card reminded
                  do: nothing
              expect:
                outcome: cancelled
                screens: [consent, place-card, enter-pin 2-left, confirm]
            expect:
              money: { in: 500 }
            """
        let report = await ScenarioRunner().run(try Scenario.parse(text, file: "story.yaml"))
        guard case .failed(let findings) = report.verdict else {
            Issue.record("\(report.verdict)")
            return
        }
        #expect(findings.map(\.line).sorted() == [5, 8, 9, 11])
        let words = FailureText.text(of: report)
        #expect(words.contains("story.yaml:8: the outcome is 'delivered', expected 'cancelled'"))
        #expect(words.contains("'enter-pin 2-left' did not come after 'place-card'. There was 'enter-pin 3-left'"))
        #expect(words.contains("yen in: 300, expected 500"))
        #expect(words.contains("the moment of this rule never came: screen 'take-card reminded'"))
        // In its place: right before the screen that came instead.
        let lines = words.split(separator: "\n").map(String.init)
        let here = try #require(lines.firstIndex { $0.contains("HERE (line 9)") })
        #expect(lines[here + 1].contains("enter-pin 3-left"))

        var junit = JUnitReport()
        junit.add(report)
        junit.add(unreadable: "other.yaml", reason: "a <tag> & more")
        #expect(junit.text.contains("tests=\"2\" failures=\"1\" errors=\"1\""))
        #expect(junit.text.contains("a &lt;tag&gt; &amp; more"))
    }

    @Test("A trace that was changed is told apart at the very line")
    func changedTrace() async throws {
        let text = "shows: A certificate\nvisit:\n  resident: shibuya-household\n"
        let report = await ScenarioRunner().run(try Scenario.parse(text, file: "story.yaml"))
        #expect(report.isPassed)
        guard case .same(let steps) = try Replay.run(report.trace) else {
            Issue.record("it replays otherwise")
            return
        }
        #expect(steps > 30)
        var lines = report.trace.split(separator: "\n").map(String.init)
        let index = try #require(lines.firstIndex { $0.contains("\"pin-accepted\"") })
        lines[index] = lines[index].replacing("\"pin-accepted\"", with: "\"pin-withdrawn\"")
        guard case .different(let line, _, _, _) = try Replay.run(lines.joined(separator: "\n")) else {
            Issue.record("the difference was not seen")
            return
        }
        #expect(line == index + 1)
        #expect(throws: Replay.Unreadable.self) { try Replay.run("no trace") }
    }
}
