internal import FoundationEssentials
internal import SimulatedKiosk
internal import StrictYAML

/// Many scenarios, some at a time.
package struct ScenarioSuite: Sendable {
    /// What came of one file.
    package enum Outcome: Sendable {
        case played(ScenarioReport)
        /// It cannot be read, or not be played on this stack: why, with file and line.
        case refused(file: String, reason: String)
    }

    package var runner: ScenarioRunner
    /// How many at a time. The devices are there once.
    package var jobs: Int

    package init(_ runner: ScenarioRunner, jobs: Int) {
        self.runner = runner
        self.jobs = runner.stack == .devices ? 1 : max(1, jobs)
    }

    /// The files that `paths` name, sorted; a folder stands for all in it.
    package static func files(_ paths: [String]) throws -> [String] {
        var files: [String] = []
        for path in paths {
            var isFolder = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                throw StackError(part: path, reason: "there is no such file or folder.")
            }
            guard isFolder else {
                files.append(path)
                continue
            }
            let folder = path.hasSuffix("/") ? String(path.dropLast()) : path
            let found = try FileManager.default.subpathsOfDirectory(atPath: folder)
                .filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted()
            guard !found.isEmpty else { throw StackError(part: path, reason: "there is no .yaml file in it.") }
            files += found.map { "\(folder)/\($0)" }
        }
        return files
    }

    /// Plays them all. `onOutcome` sees each when it is done, one at a time.
    package func run(_ files: [String], onOutcome: (Outcome) -> Void) async {
        await withTaskGroup(of: Outcome.self) { group in
            var rest = files[...]
            for _ in 0..<jobs {
                guard let file = rest.popFirst() else { break }
                group.addTask { await play(file) }
            }
            for await outcome in group {
                onOutcome(outcome)
                if let file = rest.popFirst() { group.addTask { await play(file) } }
            }
        }
    }

    private func play(_ file: String) async -> Outcome {
        do throws(ConfigurationError) {
            let scenario = try Scenario.load(path: file)
            if let reason = scenario.impossibility(on: runner.stack) {
                return .refused(file: file, reason: "\(reason)")
            }
            return .played(await runner.run(scenario))
        } catch {
            return .refused(file: file, reason: "\(error)")
        }
    }
}
