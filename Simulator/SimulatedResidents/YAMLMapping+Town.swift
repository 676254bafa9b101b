internal import StrictYAML

/// What the town's files have beside what every file has: days, and words of a bounded length.
extension YAMLMapping {
    /// Text of 1 to 200 characters, more than any name or address has.
    func text(_ key: String) throws(ConfigurationError) -> String { try string(key, maximum: 200) }

    func optionalText(_ key: String) throws(ConfigurationError) -> String? {
        try optional(key)?.string(maximum: 200)
    }

    /// Text for which `holds`, or the error that says what it wants.
    func text(_ key: String, wanting what: String, _ holds: (String) -> Bool) throws(ConfigurationError) -> String {
        let text = try text(key)
        guard holds(text) else { throw error(.outOfRange, key, "wants \(what)") }
        return text
    }

    func date(_ key: String) throws(ConfigurationError) -> CivilDate {
        guard let date = CivilDate(try text(key)) else {
            throw error(.outOfRange, key, "wants a day of the calendar, written YYYY-MM-DD")
        }
        return date
    }

    func optionalDate(_ key: String) throws(ConfigurationError) -> CivilDate? {
        optional(key) == nil ? nil : try date(key)
    }

    /// `true` or `false`; false where the key is absent.
    func flag(_ key: String) throws(ConfigurationError) -> Bool { try optional(key)?.bool() ?? false }

    /// A number of millimetres.
    func millimetres(_ key: String, in range: ClosedRange<Double>) throws(ConfigurationError) -> Double {
        guard let value = Double(try text(key)), range.contains(value) else {
            throw error(
                .outOfRange, key, "wants a number of millimetres from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    func optionalMapping(_ key: String, allowing keys: [String]) throws(ConfigurationError) -> YAMLMapping? {
        try optional(key)?.mapping(allowing: keys)
    }

    /// The error for the value of `key`, or for the whole group where the key is absent.
    func error(_ kind: ConfigurationError.Kind, _ key: String, _ message: String) -> ConfigurationError {
        (optional(key) ?? value).error(kind, "'\(key)' \(message).")
    }
}
