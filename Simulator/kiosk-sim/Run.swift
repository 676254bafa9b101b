internal import ArgumentParser
internal import Foundation
internal import Kiosk
internal import ScenarioRunner
internal import SimulatedKiosk

/// `kiosk-sim run`
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Plays scenario files, and says what was not as they expect.",
        discussion: """
            A folder stands for every .yaml file in it. docs/simulator.md tells how to write one.

            Exit status: 0 if all passed, 1 if one failed, 2 if one could not be read or could not run.
            """)

    @Argument(help: ArgumentHelp("Scenario files, or folders of them.", valueName: "path"))
    var paths: [String]

    @Option(help: "embedded: all in this process, in no time. devices: pcscd, CUPS, IPP, in real time (needs root).")
    var stack = StackKind.embedded

    @Option(help: ArgumentHelp("Write a JUnit report, as CI servers read it.", valueName: "file"))
    var junit: String?

    @Option(help: ArgumentHelp("Write what happened, one file of JSON lines for each scenario.", valueName: "dir"))
    var trace: String?

    @Option(help: ArgumentHelp("How many at a time. On the devices stack always one.", valueName: "n"))
    var jobs = 4

    @Option(help: ArgumentHelp("Keep papers and slips here. With one scenario only.", valueName: "dir"))
    var output: String?

    @Flag(name: .shortAndLong, help: "Show each scenario's timeline too.")
    var verbose = false

    func validate() throws {
        guard (1...64).contains(jobs) else { throw ValidationError("--jobs takes 1 to 64.") }
    }

    func run() async throws {
        ProcessHardening.apply()
        let files: [String]
        do {
            files = try ScenarioSuite.files(paths)
            if let trace { try makeFolder(trace) }
            if output != nil, files.count > 1 {
                throw StackError(part: "--output", reason: "\(files.count) scenarios would mix their papers.")
            }
        } catch {
            StandardError.write(line: "kiosk-sim: \(error)")
            throw ExitCode(2)
        }
        var runner = ScenarioRunner(stack: stack)
        runner.output = output
        var tally = RunTally(total: files.count, isVerbose: verbose)
        await ScenarioSuite(runner, jobs: jobs).run(files) { outcome in
            tally.note(outcome)
            write(outcome)
        }
        tally.finish()
        if let junit {
            do {
                try tally.junit.text.write(toFile: junit, atomically: true, encoding: .utf8)
            } catch {
                StandardError.write(line: "kiosk-sim: \(junit): \(error.localizedDescription)")
                throw ExitCode(2)
            }
        }
        if tally.broken > 0 { throw ExitCode(2) }
        if tally.failed > 0 { throw ExitCode(1) }
    }

    private func write(_ outcome: ScenarioSuite.Outcome) {
        guard let trace, case .played(let report) = outcome else { return }
        let name = report.file.replacing("/", with: "-").replacing(".yaml", with: "").trimmingPrefix("-")
        do {
            try report.trace.write(toFile: "\(trace)/\(name).jsonl", atomically: true, encoding: .utf8)
        } catch {
            StandardError.write(line: "kiosk-sim: \(trace)/\(name).jsonl: \(error.localizedDescription)")
        }
    }
}

/// Counts, and says it as it goes.
struct RunTally {
    let total: Int
    let isVerbose: Bool
    private(set) var passed = 0
    private(set) var failed = 0
    private(set) var broken = 0
    private(set) var junit = JUnitReport()
    private let began = ContinuousClock.now

    init(total: Int, isVerbose: Bool) {
        self.total = total
        self.isVerbose = isVerbose
    }

    mutating func note(_ outcome: ScenarioSuite.Outcome) {
        switch outcome {
        case .refused(let file, let reason):
            broken += 1
            junit.add(unreadable: file, reason: reason)
            line("REFUSED", file, "")
            print(reason)
        case .played(let report):
            junit.add(report)
            let word: String
            switch report.verdict {
            case .passed: (word, passed) = ("passed", passed + 1)
            case .failed: (word, failed) = ("FAILED", failed + 1)
            case .couldNotRun: (word, broken) = ("BROKEN", broken + 1)
            }
            line(word, report.file, report.shows)
            if isVerbose { for happening in report.happenings { print(happening) } }
            if !report.isPassed { print(FailureText.text(of: report), terminator: "") }
        }
        fflush(nil)
    }

    private func line(_ word: String, _ file: String, _ shows: String) {
        let number = "\(passed + failed + broken)"
        let padding = String(repeating: " ", count: max(0, "\(total)".count - number.count))
        print("\(padding)\(number)/\(total)  \(word)  \(file)\(shows.isEmpty ? "" : "  \(shows)")")
    }

    func finish() {
        let seconds = (ContinuousClock.now - began) / .seconds(1)
        let text = String(format: "%.1f", seconds)
        print("\(passed) passed, \(failed) failed, \(broken) could not run, in \(text) s")
    }
}
