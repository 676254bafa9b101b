/// What the inspection found in a document, as it comes back from the process that looked.
///
/// The text form is one word or a few a line, begun by `madoguchi-document-check 1` and ended by `end`, at most
/// `maximumLength` bytes. That process read a stranger's bytes: what it says is read as strictly as if it were one.
public struct DocumentReport: Hashable, Sendable {
    /// How many pages there are; 0 where nobody could count.
    public var pages: Int
    /// The marks on each page, as often as they stand there, by the page's place from 0.
    public var marks: [[IssuanceMark]]
    /// What speaks against it.
    public var faults: Set<DocumentFault>

    /// No household takes as many pages.
    public static let maximumPages = 200
    /// A page bears one mark; of more, this many are told.
    public static let maximumMarksOnPage = 4
    /// The longest text form: every page with every mark.
    public static let maximumLength = 65_536

    private static let heading = "madoguchi-document-check 1"

    /// A report.
    public init(pages: Int = 0, marks: [[IssuanceMark]] = [], faults: Set<DocumentFault> = []) {
        self.pages = pages
        self.marks = marks
        self.faults = faults
    }

    /// The text form.
    public var text: String {
        var lines = [Self.heading, "pages \(pages)"]
        for (page, marks) in zip(1..., marks) {
            for mark in marks.prefix(Self.maximumMarksOnPage) { lines.append("mark \(page) \(mark)") }
        }
        lines += faults.map { "fault \($0.rawValue)" }.sorted()
        return (lines + ["end", ""]).joined(separator: "\n")
    }

    /// Reads the text form; nil where it is anything else, or is cut off.
    public init?(text: String) {
        guard text.utf8.count <= Self.maximumLength else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 4, lines[0] == Self.heading, lines.suffix(2) == ["end", ""],
            let pages = Self.number(lines[1], after: "pages"), (0...Self.maximumPages).contains(pages)
        else { return nil }
        self.init(pages: pages, marks: Array(repeating: [], count: pages))
        for line in lines[2...].dropLast(2) {
            let words = line.split(separator: " ", omittingEmptySubsequences: false)
            switch words.first {
            case "mark":
                guard words.count == 3, let page = Int(words[1]), (1...max(1, pages)).contains(page), pages > 0,
                    let mark = IssuanceMark(String(words[2])), marks[page - 1].count < Self.maximumMarksOnPage
                else { return nil }
                marks[page - 1].append(mark)
            case "fault":
                guard words.count == 2, let fault = DocumentFault(rawValue: String(words[1])) else { return nil }
                faults.insert(fault)
            default: return nil
            }
        }
    }

    private static func number(_ line: Substring, after word: String) -> Int? {
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        return words.count == 2 && words[0] == word ? Int(words[1]) : nil
    }
}
