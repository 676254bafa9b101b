/// A self-test of one kiosk, as it is told, kept and signed: the readiness report.
public struct SelfTestReport: Hashable, Sendable, Codable {
    /// The form of this report; a reader refuses what it does not know.
    public static let currentVersion = 1
    /// The form of this one.
    public var version = currentVersion
    /// The kiosk's name towards the cloud.
    public var kiosk: String
    /// Where it stands, in its operator's words; nil where the configuration does not say.
    public var place: String?
    /// What the machine's list calls it.
    public var model: String
    /// Seconds since 1970-01-01 UTC.
    public var at: Int64
    /// The software's version.
    public var software: String
    /// Every test of the machine was run that runs by itself.
    public var isWhole: Bool
    /// Nothing failed, and nothing was left out because something else failed.
    public private(set) var isReady: Bool
    /// Each test, in the order of the list.
    public var results: [TestResult]
    /// When the report was made that `changes` compares with; nil where there is none.
    public private(set) var previous: Int64?
    /// What is different since then.
    public private(set) var changes: [Change] = []

    /// One test that ended otherwise than before.
    public struct Change: Hashable, Sendable, Codable {
        /// Which test.
        public var name: TestName
        /// How it ended before; nil where it was not among them.
        public var before: TestResult.Verdict?
        /// How it ended now; nil where it is not among them.
        public var now: TestResult.Verdict?
        /// Findings that are new, by their ids.
        public var appeared: [String]
        /// Findings that are gone, by their ids.
        public var gone: [String]
    }

    /// A report of these results.
    public init(
        kiosk: String, place: String? = nil, model: String, at: Int64, software: String, isWhole: Bool,
        results: [TestResult]
    ) {
        self.kiosk = kiosk
        self.place = place
        self.model = model
        self.at = at
        self.software = software
        self.isWhole = isWhole
        self.results = results
        isReady = !results.isEmpty && results.allSatisfy { $0.verdict == .pass || $0.verdict == .warning }
    }

    /// How many tests ended so.
    public func count(_ verdict: TestResult.Verdict) -> Int { results.count { $0.verdict == verdict } }

    /// The same report, with what changed since `earlier`.
    public func compared(with earlier: SelfTestReport?) -> SelfTestReport {
        guard let earlier else { return self }
        var report = self
        report.previous = earlier.at
        report.changes = changes(since: earlier)
        return report
    }

    /// What is different from `earlier`: verdicts and findings, not figures, which always differ.
    public func changes(since earlier: SelfTestReport) -> [Change] {
        TestName.allCases.compactMap { name in
            let before = earlier.results.first { $0.name == name }
            let now = results.first { $0.name == name }
            let old = before?.findings.map(\.id) ?? []
            let new = now?.findings.map(\.id) ?? []
            guard before?.verdict != now?.verdict || old != new else { return nil }
            return Change(
                name: name, before: before?.verdict, now: now?.verdict, appeared: new.filter { !old.contains($0) },
                gone: old.filter { !new.contains($0) })
        }
    }
}
