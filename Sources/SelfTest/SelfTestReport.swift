/// A self-test of one kiosk, as it is told and kept.
public struct SelfTestReport: Hashable, Sendable, Codable {
    /// The form of this report; a reader refuses what it does not know.
    public var version = 1
    /// The kiosk's name towards the cloud.
    public var kiosk: String
    /// What the machine's list calls it.
    public var model: String
    /// Seconds since 1970-01-01 UTC.
    public var at: Int64
    /// The software's version.
    public var software: String
    /// Each test, in the order of the list.
    public var results: [TestResult]

    /// A report of these results.
    public init(kiosk: String, model: String, at: Int64, software: String, results: [TestResult]) {
        self.kiosk = kiosk
        self.model = model
        self.at = at
        self.software = software
        self.results = results
    }

    /// Nothing failed, and nothing was left out because something else failed.
    public var isReady: Bool {
        !results.isEmpty && results.allSatisfy { $0.verdict == .pass || $0.verdict == .warning }
    }

    /// Whether so many tests ended so.
    public func count(_ verdict: TestResult.Verdict) -> Int { results.count { $0.verdict == verdict } }
}
