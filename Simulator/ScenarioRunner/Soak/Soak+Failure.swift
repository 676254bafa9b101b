internal import StrictYAML

/// A story that failed, told as shortly as it still fails.
package struct SoakFailure: Sendable {
    /// As a scenario file.
    package var text: String
    /// What came of the short story.
    package var report: ScenarioReport
    /// Whether the story failed again when it was played once more. What depends on how fast the computer is may not.
    package var failsAgain: Bool
    /// How many stories were played to make it short.
    package var attempts: Int
}

extension Soak {
    /// Makes a story that failed short.
    ///
    /// - Parameter onShorter: told how many visits and rules are left, whenever it has become shorter.
    package func shorten(
        _ failed: Played, onShorter: (_ visits: Int, _ rules: Int) -> Void = { _, _ in }
    ) async -> SoakFailure {
        let signature = failed.report.verdict.signature
        var last = failed.report
        var shrinker = Shrinker(attempts: configuration.shrinkingAttempts)
        func fails(_ story: Scenario) async -> Bool {
            // As it will be read from its file.
            guard let read = try? Scenario.parse(story.text, file: failed.scenario.file) else { return false }
            let report = await runner.run(read)
            guard !signature.isDisjoint(with: report.verdict.signature) else { return false }
            last = report
            onShorter(story.visits.count, story.visits.reduce(0) { $0 + $1.rules.count })
            return true
        }
        let failsAgain = await fails(failed.scenario)
        var short = failed.scenario
        if failsAgain { short = await shrinker.shrink(short, while: fails) }
        short.shows = "\(last.verdict.summary.prefix(200)) (drawn with seed \(configuration.seed))"
        // What is open then is not what is wrong.
        short.expected.alarms = Placed(last.alarms, line: 0)
        return SoakFailure(
            text: short.text, report: last, failsAgain: failsAgain,
            attempts: configuration.shrinkingAttempts - shrinker.attempts)
    }
}

extension ScenarioReport.Verdict {
    /// What is wrong, without the numbers that differ from story to story.
    fileprivate var signature: Set<String> {
        switch self {
        case .passed: []
        case .couldNotRun: ["could not run"]
        case .failed(let findings): Set(findings.map { $0.message.filter { !$0.isNumber } })
        }
    }

    /// What is wrong, in a sentence.
    fileprivate var summary: String {
        switch self {
        case .passed: "Nothing is wrong"
        case .couldNotRun(let reason): reason
        case .failed(let findings): findings.first?.message ?? "Something is wrong"
        }
    }
}
