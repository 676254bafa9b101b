package import Issuance
package import SimulatedKiosk

/// What came of a scenario.
package struct ScenarioReport: Sendable {
    /// How it ended.
    package enum Verdict: Hashable, Sendable {
        case passed
        /// What was expected and was not so.
        case failed([Finding])
        /// It could not be played: something of the simulator did not start, or did not go on.
        case couldNotRun(String)
    }

    /// One expectation that was not met, or one rule that was broken.
    package struct Finding: Hashable, Sendable {
        /// The line of the file where it stands; 0: a rule that holds for every scenario.
        package var line: Int
        package var message: String
        /// Before which happening the difference shows; nil: at the end.
        package var place: Int?
    }

    package var file: String
    package var shows: String
    package var stack: StackKind
    package var verdict: Verdict
    package var happenings: [Story.Happening]
    /// JSON lines.
    package var trace: String
    /// How long it took, in real time.
    package var duration: Duration
    /// How long it took, in the scenario's own time.
    package var ownTime: Duration
    /// How each visit ended, by the words of scenario files.
    package var outcomes: [String] = []
    /// Alarms that are open in the end.
    package var alarms: [Alarm] = []
    /// How many events the machine took in.
    package var events = 0
    /// How many rules of the scenario had their moment.
    package var moments = 0

    package var isPassed: Bool { verdict == .passed }
}
