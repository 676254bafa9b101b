/// What is wrong in a file that a person wrote, where, and what to do about it.
///
/// Printed, it reads `kiosk.yaml:12: …`, the form that editors and terminals turn into a link.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds that a caller can act on.
    public enum Kind: Hashable, Sendable, CaseIterable {
        /// There is no such file.
        case missingFile
        /// The file is there and cannot be read, or is no ordinary file.
        case unreadableFile
        /// Longer than `YAMLValue.maximumBytes`.
        case tooLarge
        /// Not UTF-8.
        case notText
        /// Not YAML.
        case syntax
        /// YAML that these files do without: anchors, aliases, merge keys, tags, deep nesting, a second document.
        case notAllowed
        case duplicateKey
        case unknownKey
        case missingKey
        case wrongType
        case outOfRange
        /// A word that is none of those that may stand here.
        case unknownChoice
    }

    /// What kind of mistake it is.
    public var kind: Kind
    /// The file as the caller named it.
    public var file: String
    /// The line, counted from 1; nil where the whole file is meant.
    public var line: Int?
    /// What is wrong, and its remedy, in one or two sentences.
    public var message: String

    /// An error at `line` of `file`.
    public init(_ kind: Kind, file: String, line: Int?, _ message: String) {
        self.kind = kind
        self.file = file
        self.line = line
        self.message = message
    }

    /// The one of `words` that somebody probably meant by `word`; nil where none is near enough.
    public static func suggestion(for word: String, among words: [String]) -> String? {
        Spelling.nearest(to: word, among: words)
    }

    /// `file:line: message`.
    public var description: String {
        line.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)"
    }
}
