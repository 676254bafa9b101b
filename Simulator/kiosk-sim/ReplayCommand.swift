internal import ArgumentParser
internal import Foundation
internal import Kiosk
internal import ScenarioRunner

/// `kiosk-sim replay`
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Drives the machine with the events of a trace, and stops at the first difference.",
        discussion: """
            `kiosk-sim run --trace DIR` writes traces.

            Exit status: 0 if every step came out as recorded, 1 if one did not, 2 if the file is no trace.
            """)

    @Argument(help: ArgumentHelp("A trace.", valueName: "trace"))
    var trace: String

    func run() throws {
        let text: String
        let result: Replay.Result
        do {
            text = try String(contentsOfFile: trace, encoding: .utf8)
        } catch {
            StandardError.write(line: "kiosk-sim: \(trace): cannot be read.")
            throw ExitCode(2)
        }
        do throws(Replay.Unreadable) {
            result = try Replay.run(text)
        } catch {
            StandardError.write(line: "kiosk-sim: \(trace):\(error.line): \(error.reason)")
            throw ExitCode(2)
        }
        switch result {
        case .same(let steps): print("\(steps) steps, all as recorded")
        case .different(let line, let what, let recorded, let now):
            print("\(trace):\(line): \(what) differs\n  recorded: \(recorded)\n  now:      \(now)")
            throw ExitCode(1)
        }
    }
}
