/// Why the residents' data was refused: the file, the line and the reason, so that the author can mend it.
public struct TownDataError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, by kind.
    public enum Kind: Hashable, Sendable {
        /// The file is not there or cannot be read.
        case missingFile
        /// The text is no YAML.
        case syntax
        /// A key that nobody reads, or one written twice.
        case unknownKey
        /// A key that must be there is not.
        case missingKey
        /// A value of the wrong type, outside its bounds or of unknown meaning.
        case badValue
        /// An id that was given before.
        case duplicate
        /// A reference that leads nowhere: an unknown municipality, a household without a head.
        case dangling
    }

    /// What is wrong, by kind.
    public var kind: Kind
    /// The file's name, such as "residents.yaml".
    public var file: String
    /// The line, from 1, where one is known.
    public var line: Int?
    /// What to mend, in English.
    public var reason: String

    /// "residents.yaml:12: unknown key …".
    public var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(reason)" }
}
