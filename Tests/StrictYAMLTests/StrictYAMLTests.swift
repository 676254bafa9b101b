import Foundation
import StrictYAML
import TestSupport
import Testing

/// One reader for all tests, with a key of each type.
private enum Reader {
    enum Side: String, CaseIterable { case left, right }

    static func read(_ text: String) throws(ConfigurationError) {
        let root = try YAMLValue.parse(text, file: "kiosk.yaml").mapping(allowing: ["printer", "copies", "tubes"])
        let printer = try root.mapping(
            "printer", allowing: ["queue", "two-sided", "side", "wait", "font", "notes"])
        _ = try printer.string("queue", maximum: 20)
        _ = try printer.optional("two-sided")?.bool()
        _ = try printer.optional("side")?.choice(of: Side.self)
        _ = try printer.optional("wait")?.duration(in: .seconds(1)...(.seconds(60)))
        _ = try printer.optional("font")?.path()
        _ = try root.optional("copies")?.int(in: 1...10)
        for tube in try root.optional("tubes")?.list(count: 1...2) ?? [] {
            _ = try tube.mapping(allowing: ["yen", "capacity"]).int("capacity", in: 0...999)
        }
    }
}

struct Mistake: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var kind: ConfigurationError.Kind
    var line: Int?
    /// The whole message, as a technician reads it.
    var message: String
    var testDescription: String { name }
}

@Suite struct StrictYAMLTests {
    /// Everything that a file may hold is read, and read as what it is.
    @Test func readsAValueOfEachType() throws {
        enum Side: String, CaseIterable { case left, right }
        let text = """
            # A comment.
            queue: kiosk          # plain
            code: 07209           # digits are kept as they are written
            quoted: "a: b # c"
            number: -5
            truth: true
            side: right
            waits: [250ms, 30 s, 2min, 1h, 7d]
            font: fonts/mincho.ttf
            absolute: /usr/share/font.ttf
            """
        let root = try YAMLValue.parse(text, file: "/etc/madoguchi/kiosk.yaml").mapping(
            allowing: ["queue", "code", "quoted", "number", "truth", "side", "waits", "font", "absolute", "absent"])
        #expect(try root.string("queue") == "kiosk")
        #expect(try root.string("code") == "07209")
        #expect(try root.string("quoted") == "a: b # c")
        #expect(try root.int("number", in: -9...9) == -5)
        #expect(try root.bool("truth"))
        #expect(try root.choice("side", of: Side.self) == .right)
        let waits = try root.list("waits").map { try $0.duration(in: .zero...(.seconds(1_000_000))) }
        #expect(waits == [.milliseconds(250), .seconds(30), .seconds(120), .seconds(3_600), .seconds(604_800)])
        #expect(try root.path("font") == "/etc/madoguchi/fonts/mincho.ttf")
        #expect(try root.path("absolute") == "/usr/share/font.ttf")
        #expect(root.optional("absent") == nil)
        #expect(try root.value("number").line == 5)
        #expect(try root.value("number").keyPath == "number")
    }

    /// Each mistake is told by its kind, on its line, with its remedy.
    @Test(arguments: mistakes) func tellsTheMistake(_ mistake: Mistake) throws {
        let error = #expect(throws: ConfigurationError.self) { try Reader.read(mistake.text) }
        #expect(error?.kind == mistake.kind)
        #expect(error?.line == mistake.line)
        #expect(error?.file == "kiosk.yaml")
        #expect(error?.message == mistake.message)
    }

    /// No kind of mistake is without an example here or in the tests of files.
    @Test func everyKindHasAnExample() {
        let ofFiles: Set<ConfigurationError.Kind> = [.missingFile, .unreadableFile, .tooLarge, .notText]
        #expect(Set(Self.mistakes.map(\.kind)).union(ofFiles) == Set(ConfigurationError.Kind.allCases))
    }

    /// An error is printed as editors and terminals link it.
    @Test func printsFileAndLine() {
        let error = ConfigurationError(.outOfRange, file: "kiosk.yaml", line: 3, "too many.")
        #expect("\(error)" == "kiosk.yaml:3: too many.")
        #expect("\(ConfigurationError(.missingFile, file: "a.yaml", line: nil, "none."))" == "a.yaml: none.")
    }

    /// Aliases of aliases would take the parser years; they are refused before it sees them.
    @Test(.timeLimit(.minutes(1))) func anAliasBombIsRefusedAtOnce() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<30 {
            text += "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", "))]\n"
        }
        text += "? *a29\n: boom\n"
        let error = #expect(throws: ConfigurationError.self) { try Reader.read(text) }
        #expect(error?.kind == .notAllowed)
        #expect(error?.line == 2)
    }

    /// An ampersand or an asterisk inside a text is neither anchor nor alias.
    @Test func marksInsideTextsAreTexts() throws {
        let root = try YAMLValue.parse("a: R&D\nb: 3 * 4 * x\nc: '*any*'\n", file: "f").mapping(allowing: [
            "a", "b", "c",
        ])
        #expect(try root.string("a") == "R&D")
        #expect(try root.string("b") == "3 * 4 * x")
        #expect(try root.string("c") == "*any*")
    }

    /// Whatever the bytes, the answer is a value or an error with a line inside the file; never a crash.
    @Test func noTextBreaksIt() throws {
        let pieces = [
            "a", ":", " ", "\n", "- ", "[", "]", "{", "}", "\"", "'", "|", ">", "#", "&x", "*x", "!!int", "%", "?",
            "\t", "---", "窓", "\u{0}", "\u{FEFF}", "0x1F",
        ]
        var generator = SplitMix(seed: 7)
        for _ in 0..<3_000 {
            let text = (0..<Int.random(in: 1...14, using: &generator)).map { _ in
                pieces[Int.random(in: 0..<pieces.count, using: &generator)]
            }.joined()
            do throws(ConfigurationError) {
                _ = try YAMLValue.parse(text, file: "f")
            } catch {
                let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
                #expect((1...lines + 1).contains(error.line ?? 1), "\(text.debugDescription): \(error)")
                #expect(!error.message.isEmpty)
            }
        }
    }
}
