internal import StrictYAML

/// A name and what narrows it, such as `pay 100/300`: how files and timelines speak of screens, journal entries and
/// lines of the log.
package struct Phrase: Hashable, Sendable, CustomStringConvertible {
    package var name: String
    /// In no order that matters.
    package var details: [String]

    package init(_ name: String, _ details: [String] = []) {
        self.name = name
        self.details = details
    }

    /// As it stands in a file.
    package init(parsing text: String) {
        let words = text.split(separator: " ").map(String.init)
        self.init(words.first ?? "", Array(words.dropFirst()))
    }

    /// Whether `actual` is what this speaks of: the same name, and all the details that are named here.
    package func matches(_ actual: Phrase) -> Bool {
        name == actual.name && details.allSatisfy(actual.details.contains)
    }

    package var description: String { ([name] + details).joined(separator: " ") }
}

/// A phrase with the place in the file where it stands.
package struct PlacedPhrase: Hashable, Sendable {
    package var phrase: Phrase
    package var line: Int

    package init(_ phrase: Phrase, line: Int) {
        self.phrase = phrase
        self.line = line
    }

    init(_ value: YAMLValue) throws(ConfigurationError) {
        self.init(Phrase(parsing: try value.string(maximum: 400)), line: value.line)
    }
}
