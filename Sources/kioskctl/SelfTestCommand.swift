internal import ArgumentParser
internal import FoundationEssentials
internal import Glibc
internal import Kiosk
internal import SelfTest

/// `kioskctl selftest`
struct SelfTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "selftest",
        abstract: "Tests the machine's parts, and says what to do about those that fail.",
        discussion: """
            The kiosk is out of service while it is tested, and back afterwards; it is not tested while a resident is \
            being served. Lay the operator's test card on the reader first. What has to be looked at or heard is tested \
            with --attended, which asks. Ctrl-C ends the test.

            Exit status: 0 ready to serve, 1 not ready, 2 not tested.
            """)

    @Option(help: ArgumentHelp("The daemon's socket.", valueName: "path"))
    var socket = "/run/madoguchi/control.sock"

    @Option(
        help: ArgumentHelp("Only this test, and what it needs before. May be repeated.", valueName: "name"),
        transform: word)
    var only: [TestName] = []

    @Flag(help: "Ask what has to be looked at or heard.")
    var attended = false

    @Flag(help: "List the machine's tests and run none.")
    var list = false

    @Flag(help: "Print JSON.")
    var json = false

    @Option(help: ArgumentHelp("en or ja; by default the locale's.", valueName: "language"), transform: word)
    var language = TechnicianLanguage(locale: Environment.locale)

    /// A question waits for a person; every test has a limit below this.
    private static let patience = 90

    func validate() throws {
        if attended, json { throw ValidationError("--attended asks questions, which --json leaves no room for.") }
    }

    func run() async throws {
        let talk = Talk(language: language, isQuiet: json, isAsking: attended)
        let request: ControlRequest =
            list ? .listTests : .selfTest(only: only.isEmpty ? nil : Set(only), attended: attended)
        do {
            try ControlSocket.converse(path: socket, request, within: Self.patience) { talk.hear($0) }
        } catch {
            StandardError.write(line: "kioskctl: \(error)")
            throw ExitCode(2)
        }
        if list { return try talk.printList(asJSON: json) }
        guard let report = talk.report else {
            if talk.refusal == nil {
                StandardError.write(line: "kioskctl: the daemon ended before the test did.")
            }
            throw ExitCode(2)
        }
        if json { try printJSON(report) }
        if !report.isReady { throw ExitCode(1) }
    }
}

/// What the environment says.
enum Environment {
    /// The locale of messages, such as `ja_JP.UTF-8`.
    static var locale: String? {
        for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
            if let value = getenv(name), value.pointee != 0 { return String(cString: value) }
        }
        return nil
    }
}

/// One of few words of the command line.
func word<Word: RawRepresentable & CaseIterable>(_ text: String) throws -> Word where Word.RawValue == String {
    guard let word = Word(rawValue: text) else {
        throw ValidationError("'\(text)' is none of: \(Word.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    return word
}

/// A self-test as it is followed at a terminal.
private final class Talk {
    private let language: TechnicianLanguage
    private let isQuiet: Bool
    private let isAsking: Bool
    private var names: [TestName] = []
    private(set) var report: SelfTestReport?
    private(set) var refusal: SelfTestRefusal?
    private let start = ContinuousClock.now

    init(language: TechnicianLanguage, isQuiet: Bool, isAsking: Bool) {
        self.language = language
        self.isQuiet = isQuiet
        self.isAsking = isAsking
    }

    /// Takes one line of the daemon, and answers it where it asks.
    func hear(_ line: [UInt8]) -> [UInt8]? {
        guard let reply = try? JSONDecoder().decode(ControlReply.self, from: Data(line)) else { return nil }
        switch reply {
        case .tests(let names): self.names = names
        case .started(let name): if isAsking, name.asksTechnician { return nil }
        case .ended(let result): if !isQuiet { print(result) }
        case .question(let question): return Array(ask(question).utf8)
        case .refused(let refusal):
            self.refusal = refusal
            StandardError.write(line: "kioskctl: \(refusal.words.text(in: language))")
        case .report(let report):
            self.report = report
            if !isQuiet { print(report) }
        }
        return nil
    }

    private func ask(_ question: Wording) -> String {
        while true {
            Swift.print("\(question.text(in: language)) [y/n] ", terminator: "")
            fflush(nil)
            switch readLine()?.lowercased() {
            case "y", "yes": return "true"
            case "n", "no": return "false"
            case nil: return "null"
            default: continue
            }
        }
    }

    private func print(_ result: TestResult) {
        let mark =
            switch result.verdict {
            case .pass: "ok   "
            case .warning: "warn "
            case .failure: "FAIL "
            case .notRun: "-    "
            }
        let width = (names.map(\.rawValue.count).max() ?? 0) + 2
        func padded(_ text: String) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }
        let indent = "     " + padded("")
        var said = result.findings.flatMap { note in
            [note.reason.text(in: language), "→ " + note.remedy.text(in: language)]
        }
        if let before = result.blockedBy {
            said = [
                Wording("not run: first see to \(before.rawValue)", "未実行：先に \(before.rawValue) を直してください").text(
                    in: language)
            ]
        } else if result.verdict == .notRun {
            said = [Wording("left out", "省略").text(in: language)]
        } else if said.isEmpty {
            said = [result.figures.map { "\($0.name) \($0.value)" }.joined(separator: ", ")]
        }
        Swift.print(mark + padded(result.name.rawValue) + (said.first ?? ""))
        for line in said.dropFirst() { Swift.print(indent + line) }
        fflush(nil)
    }

    private func print(_ report: SelfTestReport) {
        let seconds = Int(((ContinuousClock.now - start) / .seconds(1)).rounded())
        let head = report.isReady ? Wording("READY to serve", "使用可能") : Wording("NOT READY", "使用不可")
        let tail = Wording(
            "\(report.count(.failure)) failed, \(report.count(.warning)) warned, \(report.count(.pass)) passed, \(report.count(.notRun)) not run, in \(seconds) s.",
            "異常 \(report.count(.failure))、注意 \(report.count(.warning))、正常 \(report.count(.pass))、未実行 \(report.count(.notRun))（\(seconds)秒）"
        )
        Swift.print("\n\(head.text(in: language)): \(tail.text(in: language))")
        if report.isWhole {
            for change in report.changes { Swift.print("     " + change.line(in: language)) }
            let more = Wording("The report: kioskctl report show --pdf FILE", "報告書：kioskctl report show --pdf FILE")
            Swift.print(more.text(in: language))
        }
    }

    /// The tests of this machine: name, what it does, how long it may take, who is needed.
    func printList(asJSON: Bool) throws {
        struct Entry: Encodable {
            var name: TestName
            var part: MachinePart
            var does: Wording
            var limitSeconds: Int
            var needs: [TestName]
            var asksTechnician: Bool
        }
        let entries = names.map { name in
            Entry(
                name: name, part: name.part, does: name.does, limitSeconds: Int(name.limit / .seconds(1)),
                needs: name.needs, asksTechnician: name.asksTechnician)
        }
        if asJSON {
            try printJSON(entries)
            return
        }
        for entry in entries {
            let name = entry.name.rawValue
            let who = entry.asksTechnician ? Wording(", asks you", "、質問あり").text(in: language) : ""
            Swift.print(
                name + String(repeating: " ", count: max(1, 18 - name.count))
                    + entry.does.text(in: language) + " (≤ \(entry.limitSeconds) s\(who))")
        }
    }
}
