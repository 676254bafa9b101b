/// What came of one test.
public struct TestResult: Hashable, Sendable, Codable {
    /// Which test.
    public var name: TestName
    /// The part that it tested.
    public var part: MachinePart
    /// How it ended.
    public var verdict: Verdict
    /// What it found, the worst first; empty unless it warns or fails.
    public var findings: [Note]
    /// What it measured.
    public var figures: [Figure]
    /// Whole milliseconds that it took.
    public var milliseconds: Int
    /// The test that had to go well before, and did not; nil unless `notRun` says so.
    public var blockedBy: TestName?

    /// How a test ended.
    public enum Verdict: String, Hashable, Sendable, Codable, CaseIterable {
        case pass
        case warning
        case failure
        /// Another test had to go well before, or the technician left it out. It says nothing of the part.
        case notRun = "not-run"
    }

    /// A finding as it is told and kept.
    public struct Note: Hashable, Sendable, Codable {
        /// Stable: `Finding.id`.
        public var id: String
        /// How bad it is.
        public var level: Finding.Level
        /// What is wrong.
        public var reason: Wording
        /// What to do now.
        public var remedy: Wording

        /// A finding in words.
        public init(_ finding: Finding) {
            let words = finding.words
            id = finding.id
            level = finding.level
            reason = words.reason
            remedy = words.remedy
        }
    }

    init(_ name: TestName, _ outcome: SelfTest.Outcome, took: Duration) {
        self.name = name
        part = name.part
        // Stable, so that two runs of the same trouble read alike.
        let worstFirst =
            outcome.findings.filter { $0.level == .failure } + outcome.findings.filter { $0.level == .warning }
        findings = worstFirst.map(Note.init)
        verdict = findings.first.map { $0.level == .failure ? .failure : .warning } ?? .pass
        figures = outcome.figures
        milliseconds = Int(took / .milliseconds(1))
    }

    /// A result without findings and figures, for tests of whoever shows results.
    package init(name: TestName, verdict: Verdict) {
        self.init(notRun: name, blockedBy: nil)
        self.verdict = verdict
    }

    init(notRun name: TestName, blockedBy: TestName?) {
        self.name = name
        part = name.part
        verdict = .notRun
        findings = []
        figures = []
        milliseconds = 0
        self.blockedBy = blockedBy
    }
}
