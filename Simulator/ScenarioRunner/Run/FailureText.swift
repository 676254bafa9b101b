/// A failure as a person reads it: what was expected, and the timeline with the difference in its place.
package enum FailureText {
    /// Lines of the timeline before and after a difference.
    private static let context = (before: 14, after: 4)

    package static func text(of report: ScenarioReport) -> String {
        switch report.verdict {
        case .passed: return ""
        case .couldNotRun(let reason):
            return "\(report.file): could not run: \(reason)\n" + tail(report.happenings)
        case .failed(let findings):
            return findings.map { "\(place(of: $0, in: report)) \($0.message)" }.joined(separator: "\n") + "\n"
                + timeline(report.happenings, findings)
        }
    }

    /// `file:line:`, the form that editors and terminals turn into a link.
    static func place(of finding: ScenarioReport.Finding, in report: ScenarioReport) -> String {
        finding.line > 0 ? "\(report.file):\(finding.line):" : "\(report.file):"
    }

    private static func tail(_ happenings: [Story.Happening]) -> String {
        happenings.suffix(context.before * 2).map { "    \($0)\n" }.joined()
    }

    private static func timeline(
        _ happenings: [Story.Happening], _ findings: [ScenarioReport.Finding]
    ) -> String {
        var lines: [String] = []
        var shownUpTo = 0
        let places = Dictionary(grouping: findings) { $0.place ?? happenings.count }
        for place in places.keys.sorted() {
            let first = max(shownUpTo, place - context.before)
            if first > shownUpTo { lines.append("           … \(first - shownUpTo) lines") }
            lines += happenings[first..<max(first, min(place, happenings.count))].map { "    \($0)" }
            for finding in places[place] ?? [] {
                lines.append("  ✗ HERE\(finding.line > 0 ? " (line \(finding.line))" : ""): \(finding.message)")
            }
            shownUpTo = max(first, place)
            let end = min(happenings.count, shownUpTo + context.after)
            if shownUpTo < end {
                lines += happenings[shownUpTo..<end].map { "    \($0)" }
                shownUpTo = end
            }
        }
        if shownUpTo < happenings.count { lines.append("           … \(happenings.count - shownUpTo) lines") }
        return lines.map { $0 + "\n" }.joined()
    }
}
