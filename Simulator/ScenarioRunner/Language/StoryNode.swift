internal import Board

/// A piece of a file that is to be written.
indirect enum StoryNode {
    /// As it stands.
    case word(String)
    /// In quotes where it could be taken for something else.
    case text(String)
    /// In quotes, such as digits that are no number.
    case quoted(String)
    case list([StoryNode])
    case group([(String, StoryNode)])

    static func number(_ number: Int) -> StoryNode { .word("\(number)") }
    static func pieces(_ pieces: [Denomination]) -> StoryNode { .list(pieces.map { .number($0.rawValue) }) }

    static func duration(_ duration: Duration) -> StoryNode {
        let milliseconds = duration.milliseconds
        return .word(milliseconds % 1_000 == 0 ? "\(milliseconds / 1_000)s" : "\(milliseconds)ms")
    }

    /// A whole file of these keys.
    static func file(_ keys: [(String, StoryNode)]) -> String {
        keys.flatMap { $0.1.lines(under: $0.0) }.map { $0 + "\n" }.joined()
    }

    /// What fits in a line stands in one.
    private static let width = 100

    /// In one line.
    private var flow: String {
        switch self {
        case .word(let word): word
        case .text(let text): Self.isPlain(text) ? text : Self.quote(text)
        case .quoted(let text): Self.quote(text)
        case .list(let items): "[" + items.map(\.flow).joined(separator: ", ") + "]"
        case .group(let keys): "{ " + keys.map { "\($0.0): \($0.1.flow)" }.joined(separator: ", ") + " }"
        }
    }

    /// With its key before it; what follows in lines of its own is moved to the right.
    private func lines(under key: String) -> [String] {
        let line = "\(key): \(flow)"
        // Residents and rules are read one by one.
        let isOpen = ["visit", "visits", "when"].contains(key)
        switch self {
        case .list(let items) where isOpen || line.count > Self.width:
            return ["\(key):"] + items.flatMap(\.itemLines).map { "  " + $0 }
        case .group(let keys) where isOpen || line.count > Self.width:
            return ["\(key):"] + keys.flatMap { $0.1.lines(under: $0.0) }.map { "  " + $0 }
        default: return [line]
        }
    }

    /// As an item of a list.
    private var itemLines: [String] {
        guard case .group(let keys) = self else { return ["- \(flow)"] }
        let lines = keys.flatMap { $0.1.lines(under: $0.0) }
        return lines.enumerated().map { ($0 == 0 ? "- " : "  ") + $1 }
    }

    /// Whether YAML reads it as this text and nothing else.
    private static func isPlain(_ text: String) -> Bool {
        let words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
        guard let first = text.unicodeScalars.first, first.properties.isAlphabetic, first.isASCII,
            !words.contains(text.lowercased())
        else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789 -_/.;".unicodeScalars.contains(scalar))
        }
    }

    private static func quote(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
