/// A group of keys, read one by one. Made by `YAMLValue.mapping(allowing:)`, so no key in it is unknown.
public struct YAMLMapping: Sendable {
    /// The group itself, for errors about the whole of it.
    public let value: YAMLValue
    let entries: [(key: YAMLValue.Key, value: YAMLValue)]

    /// The keys that are there, in the file's order.
    public var keys: [String] { entries.map(\.key.name) }

    /// The value of `key`; nil where the key is absent.
    public func optional(_ key: String) -> YAMLValue? {
        entries.first { $0.key.name == key }?.value
    }

    /// The value of a key that must be there.
    public func value(_ key: String) throws(ConfigurationError) -> YAMLValue {
        guard let value = optional(key) else {
            throw value.error(.missingKey, "\(value.name) lacks the key '\(key)'. Add a line '\(key): …'.")
        }
        return value
    }

    /// The group of keys under `key`.
    public func mapping(_ key: String, allowing keys: [String]) throws(ConfigurationError) -> YAMLMapping {
        try value(key).mapping(allowing: keys)
    }

    /// The list under `key`.
    public func list(_ key: String, count: ClosedRange<Int> = 0...256) throws(ConfigurationError) -> [YAMLValue] {
        try value(key).list(count: count)
    }

    /// The text under `key`, as `YAMLValue.string` takes it.
    public func string(_ key: String, maximum: Int = 256) throws(ConfigurationError) -> String {
        try value(key).string(maximum: maximum)
    }

    /// The whole number under `key`.
    public func int(_ key: String, in range: ClosedRange<Int>) throws(ConfigurationError) -> Int {
        try value(key).int(in: range)
    }

    /// `true` or `false` under `key`.
    public func bool(_ key: String) throws(ConfigurationError) -> Bool {
        try value(key).bool()
    }

    /// The word under `key`.
    public func choice<Choice>(_ key: String, of type: Choice.Type) throws(ConfigurationError) -> Choice
    where Choice: CaseIterable & RawRepresentable<String> {
        try value(key).choice(of: type)
    }

    /// The length of time under `key`.
    public func duration(_ key: String, in range: ClosedRange<Duration>) throws(ConfigurationError) -> Duration {
        try value(key).duration(in: range)
    }

    /// The path under `key`, from this file's folder where it is relative.
    public func path(_ key: String) throws(ConfigurationError) -> String {
        try value(key).path()
    }
}
