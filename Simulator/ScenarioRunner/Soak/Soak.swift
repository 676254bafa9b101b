internal import SimulatedKiosk
internal import SimulatedResidents
internal import StrictYAML

/// Random residents, random behaviour and random trouble at random moments, played on the embedded stack and judged by
/// what must always hold, after each event.
///
/// What is drawn is a story as a file could tell it, so that whatever fails can be told in one.
package struct Soak: Sendable {
    /// How long, and how rough.
    package struct Configuration: Sendable {
        /// How many visits.
        package var sessions: Int
        /// Draws everything: the same seed draws the same stories.
        package var seed: UInt64
        /// How often something goes wrong in a visit, 0 to 1.
        package var faultRate = 0.5
        /// How many stories are played at a time.
        package var jobs = 2
        /// How many visits one kiosk sees before another is started.
        package var visitsPerStory = 20
        /// How many stories may be played to make a failing one short.
        package var shrinkingAttempts = 300

        package init(sessions: Int, seed: UInt64) {
            self.sessions = sessions
            self.seed = seed
        }
    }

    /// How far it is.
    package struct Progress: Sendable {
        package var sessions = 0
        /// Events that the machine took in, and after each of which the rules were checked.
        package var events = 0
        /// Rules of the stories whose moment came: things done otherwise than usual, or that went wrong.
        package var troubles = 0
        /// How visits ended, by the words of scenario files.
        package var outcomes: [String: Int] = [:]
    }

    /// A story, and what came of it.
    package struct Played: Sendable {
        /// Counted from 0.
        package var number: Int
        package var scenario: Scenario
        package var report: ScenarioReport
    }

    package let configuration: Configuration
    /// Plays the stories.
    package var runner: ScenarioRunner
    private let people: [SoakDraw.Person]

    /// - Throws: where the simulated town cannot be read.
    package init(_ configuration: Configuration) throws {
        self.configuration = configuration
        runner = ScenarioRunner(stack: .embedded)
        runner.judgement = .whatAlwaysHolds
        people = SoakDraw.Person.all(of: try SimulatedTown.load())
    }

    /// How many stories it takes.
    package var stories: Int {
        (configuration.sessions + configuration.visitsPerStory - 1) / configuration.visitsPerStory
    }

    /// The story of this number, counted from 0, as it would be read from a file: nothing is played that could not be
    /// told.
    ///
    /// - Throws: where it could not, which is a fault of the drawing.
    package func story(_ number: Int) throws -> Scenario {
        var draw = SoakDraw(
            seed: configuration.seed, number: number, people: people, faultRate: configuration.faultRate)
        let first = number * configuration.visitsPerStory
        let count = min(configuration.visitsPerStory, configuration.sessions - first)
        let drawn = draw.story(
            visits: count, shows: "Drawn with seed \(configuration.seed), visits \(first + 1) to \(first + count)")
        return try Scenario.parse(drawn.text, file: "seed-\(configuration.seed)-story-\(number + 1).yaml")
    }

    /// Plays all of it, or up to the first story that fails.
    ///
    /// - Parameters:
    ///   - onProgress: told after each story.
    ///   - atTenth: called once when a tenth is done, with nothing under way.
    /// - Returns: how far it came, and the story that failed, if one did: the first of them, however many were played
    ///   at a time.
    package func run(
        onProgress: (Progress) -> Void = { _ in }, atTenth: () -> Void = {}
    ) async throws -> (progress: Progress, failed: Played?) {
        var progress = Progress()
        let tenth = max(1, stories / 10)
        for range in [0..<tenth, tenth..<stories] where !range.isEmpty {
            let failed = try await play(range, &progress, onProgress)
            if failed != nil { return (progress, failed) }
            if range.lowerBound == 0 { atTenth() }
        }
        return (progress, nil)
    }

    private func play(
        _ numbers: Range<Int>, _ progress: inout Progress, _ onProgress: (Progress) -> Void
    ) async throws -> Played? {
        try await withThrowingTaskGroup(of: Played.self) { group in
            var rest = numbers[...]
            var failed: Played?
            func begin() throws {
                guard failed == nil, let number = rest.popFirst() else { return }
                let scenario = try story(number)
                group.addTask { [runner] in
                    Played(number: number, scenario: scenario, report: await runner.run(scenario))
                }
            }
            for _ in 0..<configuration.jobs { try begin() }
            while let played = try await group.next() {
                progress.note(played.report)
                onProgress(progress)
                if !played.report.isPassed, played.number < failed?.number ?? .max { failed = played }
                try begin()
            }
            return failed
        }
    }
}

extension Soak.Progress {
    fileprivate mutating func note(_ report: ScenarioReport) {
        sessions += report.outcomes.count
        events += report.events
        troubles += report.moments
        for outcome in report.outcomes { outcomes[outcome, default: 0] += 1 }
    }
}
