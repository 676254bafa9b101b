/// A JUnit report, as CI servers read it: one test case for each scenario, the folders as class names.
package struct JUnitReport: Sendable {
    private var cases: [String] = []
    private var failures = 0
    private var errors = 0
    private var seconds = 0.0

    package init() {}

    /// A scenario that was played.
    package mutating func add(_ report: ScenarioReport) {
        let body: String
        switch report.verdict {
        case .passed: body = ""
        case .failed(let findings):
            failures += 1
            body = element("failure", message: findings.first?.message ?? "", text: FailureText.text(of: report))
        case .couldNotRun(let reason):
            errors += 1
            body = element("error", message: reason, text: FailureText.text(of: report))
        }
        add(file: report.file, duration: report.duration, body: body)
    }

    /// A file that could not be read.
    package mutating func add(unreadable file: String, reason: String) {
        errors += 1
        add(file: file, duration: .zero, body: element("error", message: reason, text: reason))
    }

    private mutating func add(file: String, duration: Duration, body: String) {
        let time = duration / .seconds(1)
        seconds += time
        let parts = file.split(separator: "/")
        let name = parts.last.map(String.init) ?? file
        let folder = parts.dropLast().joined(separator: ".")
        cases.append(
            "  <testcase classname=\"\(Self.escaped(folder))\" name=\"\(Self.escaped(name))\" "
                + "file=\"\(Self.escaped(file))\" time=\"\(Self.decimal(time))\">\(body)</testcase>\n")
    }

    private func element(_ name: String, message: String, text: String) -> String {
        "<\(name) message=\"\(Self.escaped(message))\">\(Self.escaped(text))</\(name)>"
    }

    /// The report.
    package var text: String {
        let counts = "tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"\(errors)\" skipped=\"0\""
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + "<testsuites \(counts) time=\"\(Self.decimal(seconds))\">\n"
            + "<testsuite name=\"scenarios\" \(counts) time=\"\(Self.decimal(seconds))\">\n"
            + cases.joined() + "</testsuite>\n</testsuites>\n"
    }

    private static func decimal(_ seconds: Double) -> String {
        let thousandths = Int((seconds * 1_000).rounded())
        return "\(thousandths / 1_000).\("\(1_000 + thousandths % 1_000)".dropFirst())"
    }

    /// XML 1.0 knows no control characters but three (§2.2).
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\n": escaped += "\n"
            case _ where scalar.value < 0x20: escaped += "?"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
