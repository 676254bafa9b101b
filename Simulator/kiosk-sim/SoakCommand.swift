internal import ArgumentParser
internal import Foundation
internal import Kiosk
internal import ScenarioRunner
internal import SimulatedKiosk

/// `kiosk-sim soak`
struct SoakCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "soak",
        abstract: "Lets random residents and random faults loose on a kiosk, and checks what must always hold.",
        discussion: """
            Each story has up to 20 visits to one kiosk: the real firmware, real cryptography and real mutual TLS, in \
            this process and in virtual time. After each event the design's rules are checked, and after each story \
            money, paper, journal, log and secrets.

              kiosk-sim soak --sessions 10000 --seed 1     the large run; build with -c release for it

            The same seed draws the same stories. One that fails is made short and written as a scenario file, for \
            `kiosk-sim run` to play again.

            Exit status: 0 if every rule held; 1 if one was broken, or memory or descriptors grew; 2 if the run could \
            not begin.
            """)

    @Option(help: "How many visits, 1 to 1000000.") var sessions = 200
    @Option(help: "Draws residents, what they do, and what goes wrong.") var seed: UInt64 = 1
    @Option(help: ArgumentHelp("How often something goes wrong in a visit, 0 to 1.", valueName: "rate"))
    var faults = 0.5
    @Option(help: ArgumentHelp("How many stories at a time.", valueName: "n")) var jobs = 2
    @Option(help: ArgumentHelp("Where a story that failed is written.", valueName: "dir")) var output = "out/soak"
    @Flag(help: "Print the stories as scenario files in the place of playing them.") var show = false

    func validate() throws {
        guard (1...1_000_000).contains(sessions) else { throw ValidationError("--sessions takes 1 to 1000000.") }
        guard (0...1).contains(faults) else { throw ValidationError("--faults takes 0 to 1.") }
        guard (1...64).contains(jobs) else { throw ValidationError("--jobs takes 1 to 64.") }
    }

    func run() async throws {
        ProcessHardening.apply()
        var configuration = Soak.Configuration(sessions: sessions, seed: seed)
        configuration.faultRate = faults
        configuration.jobs = jobs
        let soak: Soak
        do {
            soak = try Soak(configuration)
            if show {
                for number in 0..<soak.stories { print("# \(number + 1)\n\(try soak.story(number).text)") }
                return
            }
            try makeFolder(output)
        } catch {
            StandardError.write(line: "kiosk-sim: \(error)")
            throw ExitCode(2)
        }
        var ticker = SoakTicker(sessions: sessions)
        var early: Footprint?
        let (progress, failed) = try await soak.run(
            onProgress: { ticker.note($0) }, atTenth: { early = Footprint.now() })
        ticker.summarize(progress)
        if let failed {
            try await write(failed, of: soak)
            throw ExitCode(1)
        }
        guard let early, report(from: early, to: Footprint.now()) else { throw ExitCode(1) }
        print("every rule held")
    }

    /// - Returns: whether it did not grow.
    private func report(from early: Footprint, to late: Footprint) -> Bool {
        print("memory in use        \(early.usedText) after a tenth, \(late.usedText) at the end")
        print("resident memory      \(early.residentText) after a tenth, \(late.residentText) at the end")
        print("open descriptors     \(early.descriptors) after a tenth, \(late.descriptors) at the end")
        // In a short run the first tenth has not seen everything that is loaded and kept once.
        guard sessions >= Footprint.fewestSessions else {
            print("(growth is judged in runs of \(Footprint.fewestSessions) visits and more)")
            return true
        }
        let growth = late.growth(since: early)
        if let growth { print("BROKEN  \(growth)") }
        return growth == nil
    }

    private func write(_ failed: Soak.Played, of soak: Soak) async throws {
        print(FailureText.text(of: failed.report), terminator: "")
        StandardError.write(line: "seed \(seed), story \(failed.number + 1): making it short")
        let failure = await soak.shorten(failed) { visits, rules in
            StandardError.write(line: "  it fails with \(visits) visits and \(rules) rules")
        }
        let path = "\(output)/seed-\(seed)-story-\(failed.number + 1).yaml"
        do {
            try failure.text.write(toFile: path, atomically: true, encoding: .utf8)
        } catch {
            StandardError.write(line: "kiosk-sim: \(path): \(error.localizedDescription)")
            throw ExitCode(2)
        }
        print("\nBROKEN with seed \(seed), in story \(failed.number + 1).")
        if failure.failsAgain {
            print("\(path) is what it fails with, found in \(failure.attempts) tries:\n\n\(failure.text)")
            print("kiosk-sim run \(path)")
        } else {
            print("It did not fail when it was played once more, so that it hangs on how fast the computer is.")
            print("\(path) is the whole story.")
        }
    }
}

/// Says how far a soak is, about every five seconds.
private struct SoakTicker {
    private let sessions: Int
    private let began = ContinuousClock.now
    private var last = ContinuousClock.now

    init(sessions: Int) { self.sessions = sessions }

    mutating func note(_ progress: Soak.Progress) {
        guard ContinuousClock.now - last >= .seconds(5) else { return }
        last = .now
        StandardError.write(line: "\(Int(seconds)) s  \(line(progress)), \(Footprint.now().usedText) in use")
    }

    func summarize(_ progress: Soak.Progress) {
        print(line(progress) + " in \(Int(seconds)) s (\(Int(Double(progress.sessions) / seconds)) a second)")
        for (outcome, count) in progress.outcomes.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            print("  \(outcome): \(count)")
        }
    }

    private func line(_ progress: Soak.Progress) -> String {
        "\(progress.sessions) of \(sessions) visits, \(progress.troubles) times out of the ordinary, "
            + "rules checked after \(progress.events) events"
    }

    private var seconds: Double { (ContinuousClock.now - began) / .seconds(1) }
}
