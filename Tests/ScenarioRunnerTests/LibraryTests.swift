import ChildProcesses
import Foundation
import SimulatedKiosk
import Testing

@testable import ScenarioRunner

/// The library of scenarios, in the source tree.
enum Library {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
    static let folder = root + "/Simulator/Scenarios"

    static let files: [String] = (try? ScenarioSuite.files([folder])) ?? []
}

@Suite("The library of scenarios", .timeLimit(.minutes(10)))
struct LibraryTests {
    @Test("Every scenario of the library holds on the embedded stack, and its trace replays as it was recorded")
    func holds() async throws {
        #expect(Library.files.count >= 80)
        var passed = 0
        await ScenarioSuite(ScenarioRunner(stack: .embedded), jobs: 4).run(Library.files) { outcome in
            switch outcome {
            case .refused(let file, let reason): Issue.record("\(file): \(reason)")
            case .played(let report):
                #expect(report.isPassed, "\(FailureText.text(of: report))")
                if report.isPassed { passed += 1 }
                do {
                    guard case .same(let steps) = try Replay.run(report.trace) else {
                        Issue.record("\(report.file): its trace replays otherwise")
                        return
                    }
                    #expect(steps > 0)
                } catch {
                    Issue.record("\(report.file): \(error)")
                }
            }
        }
        #expect(passed == Library.files.count)
    }

    @Test("Every scenario says first what it shows, in a sentence that no other has")
    func sayWhatTheyShow() throws {
        var sentences: Set<String> = []
        for file in Library.files {
            let first = try String(contentsOfFile: file, encoding: .utf8).prefix { $0 != "\n" }
            #expect(first.hasPrefix("shows: ") && first.count > 20, "\(file)")
            #expect(sentences.insert(String(first)).inserted, "\(file) shows what another shows")
        }
    }

    @Test("Every scenario of the library is right by the schema, as a validator says that is not ours")
    func schemaHolds() async throws {
        let outcome = try await ChildProcess.runAside(
            "/usr/bin/python3",
            [
                Library.root + "/Tests/ScenarioRunnerTests/validate.py", Library.root + "/docs/scenario.schema.json",
                Library.folder,
            ], keepsErrors: true)
        #expect(outcome.status == 0, "\(outcome.text)")
        #expect(outcome.text.contains("\(Library.files.count) files, 0 wrong"), "\(outcome.text)")
    }

    @Test("The schema beside the documentation is the parser's own")
    func schemaIsCurrent() throws {
        let file = try String(contentsOfFile: Library.root + "/docs/scenario.schema.json", encoding: .utf8)
        #expect(file == ScenarioSchema.text, "run `kiosk-sim schema > docs/scenario.schema.json`")
    }

    @Test("The story that the documentation begins with passes, and fails where it says that it does")
    func documentation() async throws {
        let page = try String(contentsOfFile: Library.root + "/docs/simulator.md", encoding: .utf8)
        let text = try #require(page.split(separator: "```yaml\n").dropFirst().first?.prefix { $0 != "`" }.description)
        let right = await ScenarioRunner().run(try Scenario.parse(text, file: "mine.yaml"))
        #expect(right.isPassed, "\(FailureText.text(of: right))")
        let wrong = text.replacing("out: 700", with: "out: 600")
        #expect(wrong != text)
        let report = await ScenarioRunner().run(try Scenario.parse(wrong, file: "mine.yaml"))
        #expect(FailureText.text(of: report).contains("yen out: 700, expected 600"))
    }
}
