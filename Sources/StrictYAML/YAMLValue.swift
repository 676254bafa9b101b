/// One value of a file that a person wrote, with the place it stands at.
///
/// A reader asks for the type and the bounds that it needs; whatever else stands there is an error that names
/// file, line and remedy. Nothing is guessed: `"5"` is no number, `yes` is no truth value.
///
///     let file = try YAMLValue.load(path: "kiosk.yaml")
///     let root = try file.mapping(allowing: ["printer", "copies"])
///     let copies = try root.optional("copies")?.int(in: 1...10) ?? 1
public struct YAMLValue: Sendable {
    /// Longer than any file a person writes for a kiosk, and quickly read.
    public static let maximumBytes = 256 * 1024
    /// Deeper than any such file nests.
    public static let maximumDepth = 16

    let content: Content
    /// The file as the caller named it.
    public let file: String
    /// The line on which the value begins, counted from 1.
    public let line: Int
    /// Where in the file, such as `tubes[2].capacity`; empty for the whole.
    public let keyPath: String

    enum Content: Sendable {
        /// `isPlain`: written without quotes.
        case scalar(String, isPlain: Bool)
        case list([YAMLValue])
        /// In the file's order, each key once.
        case mapping([(key: Key, value: YAMLValue)])
    }

    struct Key: Sendable {
        var name: String
        var line: Int
    }

    /// What kind of value stands here, for a place that takes more than one.
    public enum Form: Hashable, Sendable { case single, list, group }

    /// What kind of value stands here.
    public var form: Form {
        switch content {
        case .scalar: .single
        case .list: .list
        case .mapping: .group
        }
    }

    /// An error at this value, for a check that only the caller can make.
    public func error(_ kind: ConfigurationError.Kind, _ message: String) -> ConfigurationError {
        ConfigurationError(kind, file: file, line: line, message)
    }

    /// How messages call this value.
    var name: String { keyPath.isEmpty ? "the file" : "'\(keyPath)'" }

    /// How messages call what stands here.
    private var found: String {
        switch content {
        case .scalar("", isPlain: true): "nothing"
        // A long value, or one with line breaks, would bury the message.
        case .scalar(let text, isPlain: true): "'\(text.prefix(40).filter { !$0.isNewline })'"
        case .scalar(let text, isPlain: false): "the text \"\(text.prefix(40).filter { !$0.isNewline })\""
        case .list: "a list"
        case .mapping: "a group of keys"
        }
    }

    private func wrongType(_ wanted: String) -> ConfigurationError {
        error(.wrongType, "\(name) wants \(wanted), and \(found) stands there.")
    }
}

// MARK: - Groups and lists

extension YAMLValue {
    /// The value as a group of keys, none of them other than `keys`.
    public func mapping(allowing keys: [String]) throws(ConfigurationError) -> YAMLMapping {
        guard case .mapping(let entries) = content else {
            let examples = keys.prefix(4).joined(separator: ", ")
            throw wrongType("a group of keys (\(examples)\(keys.count > 4 ? ", …" : ""))")
        }
        for (key, _) in entries where !keys.contains(key.name) {
            let remedy =
                Spelling.nearest(to: key.name, among: keys).map { "Did you mean '\($0)'?" }
                ?? "Known here: \(keys.joined(separator: ", "))."
            throw ConfigurationError(
                .unknownKey, file: file, line: key.line,
                "unknown key '\(key.name.prefix(40))'\(keyPath.isEmpty ? "" : " in \(name)"). \(remedy)")
        }
        return YAMLMapping(value: self, entries: entries)
    }

    /// The value as a list of `count` items.
    public func list(count: ClosedRange<Int> = 0...256) throws(ConfigurationError) -> [YAMLValue] {
        guard case .list(let items) = content else {
            throw wrongType("a list, one item a line, each after a dash")
        }
        guard count.contains(items.count) else {
            throw error(.outOfRange, "\(name) wants \(count.inWords) items, and has \(items.count).")
        }
        return items
    }
}

// MARK: - Single values

extension YAMLValue {
    /// The value as it is written, from one to `maximum` characters, none of them a control character.
    public func string(maximum: Int = 256) throws(ConfigurationError) -> String {
        let text = try scalar("text").text
        guard !text.isEmpty else {
            throw error(.outOfRange, "\(name) is empty. Write a value, or leave the line out if it may be.")
        }
        guard text.count <= maximum else {
            throw error(.outOfRange, "\(name) wants at most \(maximum) characters, and has \(text.count).")
        }
        guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            throw error(.outOfRange, "\(name) holds a line break or another control character. Write it on one line.")
        }
        return text
    }

    /// A whole number in `range`, written in decimal digits and without quotes.
    public func int(in range: ClosedRange<Int>) throws(ConfigurationError) -> Int {
        let wanted = "a whole number \(range.inWords)"
        let scalar = try scalar(wanted)
        guard scalar.isPlain else {
            guard Int(scalar.text) != nil else { throw wrongType(wanted) }
            throw error(.wrongType, "\(name) wants \(wanted). Write it without quotes.")
        }
        let digits = scalar.text.hasPrefix("-") ? scalar.text.dropFirst() : Substring(scalar.text)
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            throw wrongType(wanted)
        }
        guard let number = Int(scalar.text), range.contains(number) else {
            throw error(.outOfRange, "\(name) wants \(wanted), and \(scalar.text.prefix(24)) is not.")
        }
        return number
    }

    /// `true` or `false`, and no other spelling.
    public func bool() throws(ConfigurationError) -> Bool {
        switch try scalar("true or false") {
        case ("true", isPlain: true): return true
        case ("false", isPlain: true): return false
        default: throw wrongType("true or false")
        }
    }

    /// One of the words that `Choice` knows.
    public func choice<Choice>(of type: Choice.Type) throws(ConfigurationError) -> Choice
    where Choice: CaseIterable & RawRepresentable<String> {
        let words = Choice.allCases.map(\.rawValue)
        let text = try scalar("one of \(words.joined(separator: ", "))").text
        guard let choice = Choice(rawValue: text) else {
            throw unknownChoice(text, among: words)
        }
        return choice
    }

    /// The error for a word that is none of `words`: it lists them, and the nearest first if one is near.
    public func unknownChoice(_ text: String, among words: [String]) -> ConfigurationError {
        let hint = Spelling.nearest(to: text, among: words).map { " Did you mean '\($0)'?" } ?? ""
        return error(
            .unknownChoice, "\(name) wants one of \(words.joined(separator: ", ")), not '\(text.prefix(40))'.\(hint)")
    }

    /// A length of time: a whole number with its unit, `ms`, `s`, `min`, `h` or `d`, such as `250ms` or `30 s`.
    public func duration(in range: ClosedRange<Duration>) throws(ConfigurationError) -> Duration {
        let wanted = "a length of time, a whole number with its unit (ms, s, min, h or d)"
        let text = try scalar(wanted).text
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }
        let units = Dictionary(uniqueKeysWithValues: Duration.units.map { ($0.name, $0.milliseconds) })
        guard let number = Int64(digits), let milliseconds = units[String(unit)] else { throw wrongType(wanted) }
        let (product, overflowed) = number.multipliedReportingOverflow(by: milliseconds)
        guard !overflowed, range.contains(.milliseconds(product)) else {
            throw error(
                .outOfRange,
                "\(name) wants a length of time from \(range.lowerBound.inWords) to \(range.upperBound.inWords), "
                    + "not \(text.prefix(24)).")
        }
        return .milliseconds(product)
    }

    /// A file's path. One that does not begin with `/` is meant from the folder that this file lies in.
    public func path() throws(ConfigurationError) -> String {
        // PATH_MAX of Linux, its NUL included.
        let text = try string(maximum: 4_095)
        guard !text.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return text }
        return file[...slash] + text
    }

    private func scalar(_ wanted: String) throws(ConfigurationError) -> (text: String, isPlain: Bool) {
        guard case .scalar(let text, let isPlain) = content else { throw wrongType(wanted) }
        guard !isPlain || !["", "~", "null", "Null", "NULL"].contains(text) else {
            throw error(.wrongType, "\(name) has no value. It wants \(wanted).")
        }
        return (text, isPlain)
    }
}

extension ClosedRange<Int> {
    /// As messages say it.
    fileprivate var inWords: String {
        if lowerBound == upperBound { return "\(lowerBound)" }
        return upperBound == .max ? "from \(lowerBound) up" : "from \(lowerBound) to \(upperBound)"
    }
}

extension Duration {
    /// The units of the files, the longest first.
    fileprivate static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1_000), ("ms", 1),
    ]

    /// In the longest unit that leaves no fraction, as the files write it.
    fileprivate var inWords: String {
        let milliseconds = components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
        let unit = Self.units.first { milliseconds % $0.milliseconds == 0 && milliseconds != 0 }
        return unit.map { "\(milliseconds / $0.milliseconds)\($0.name)" } ?? "0s"
    }
}
