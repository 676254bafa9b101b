extension TestResult.Verdict {
    /// What it is called.
    public var name: Wording {
        switch self {
        case .pass: Wording("passed", "正常")
        case .warning: Wording("warned", "注意")
        case .failure: Wording("failed", "異常")
        case .notRun: Wording("not run", "未実行")
        }
    }
}

extension SelfTestReport.Change {
    /// One line: `printer: passed → failed (printer.media-empty)`.
    public func line(in language: TechnicianLanguage) -> String {
        let absent = Wording("not there", "なし")
        let verdicts = "\((before?.name ?? absent).text(in: language)) → \((now?.name ?? absent).text(in: language))"
        let ids = appeared.map { "+\($0)" } + gone.map { "−\($0)" }
        return "\(name.rawValue): \(verdicts)" + (ids.isEmpty ? "" : " (\(ids.joined(separator: ", ")))")
    }
}
