internal import Yams

/// One YAML mapping that is read key by key and refuses keys that nobody read.
///
/// YAML's own decoder drops unknown keys in silence; a misspelt `triesLeft` would then quietly test nothing.
struct StrictMapping {
    private let file: String
    private let path: String
    private let line: Int?
    private let nodes: [String: Node]
    private var read: Set<String> = []

    init(_ node: Node, file: String, path: String) throws(TownDataError) {
        guard case .mapping(let mapping) = node else {
            throw TownDataError(
                kind: .badValue, file: file, line: node.mark?.line,
                reason: "\(path) must be a mapping of keys to values")
        }
        var nodes: [String: Node] = [:]
        for (key, value) in mapping {
            guard let name = key.scalar?.string else {
                throw TownDataError(
                    kind: .unknownKey, file: file, line: key.mark?.line, reason: "\(path) has a key that is no text")
            }
            nodes[name] = value
        }
        self.file = file
        self.path = path
        self.line = node.mark?.line
        self.nodes = nodes
    }

    /// The error for the value at `key`.
    func refusal(_ kind: TownDataError.Kind, _ key: String, _ reason: String) -> TownDataError {
        TownDataError(kind: kind, file: file, line: nodes[key]?.mark?.line ?? line, reason: "\(path): \(key) \(reason)")
    }

    /// Call when every known key was asked for: any other key is refused.
    func finish() throws(TownDataError) {
        guard let unknown = nodes.keys.filter({ !read.contains($0) }).sorted().first else { return }
        throw TownDataError(
            kind: .unknownKey, file: file, line: nodes[unknown]?.mark?.line ?? line,
            reason: "\(path): unknown key \(unknown); known are \(read.sorted().joined(separator: ", "))")
    }

    mutating func has(_ key: String) -> Bool {
        read.insert(key)
        return nodes[key] != nil
    }

    mutating func node(_ key: String) throws(TownDataError) -> Node {
        read.insert(key)
        guard let node = nodes[key] else { throw refusal(.missingKey, key, "is missing") }
        return node
    }

    mutating func optionalText(_ key: String) throws(TownDataError) -> String? {
        has(key) ? try text(key) : nil
    }

    /// Text of 1 to 200 characters.
    mutating func text(_ key: String) throws(TownDataError) -> String {
        guard let text = try node(key).scalar?.string else { throw refusal(.badValue, key, "must be text") }
        guard !text.isEmpty, text.count <= 200 else {
            throw refusal(.badValue, key, "must have 1 to 200 characters")
        }
        return text
    }

    mutating func integer(_ key: String, in range: ClosedRange<Int>) throws(TownDataError) -> Int {
        guard let value = Int(try text(key)), range.contains(value) else {
            throw refusal(.badValue, key, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    mutating func number(_ key: String, in range: ClosedRange<Double>) throws(TownDataError) -> Double {
        guard let value = Double(try text(key)), range.contains(value) else {
            throw refusal(.badValue, key, "must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// `true` or `false`; false where the key is absent.
    mutating func flag(_ key: String) throws(TownDataError) -> Bool {
        switch try optionalText(key) {
        case nil, "false": return false
        case "true": return true
        default: throw refusal(.badValue, key, "must be true or false")
        }
    }

    mutating func date(_ key: String) throws(TownDataError) -> CivilDate {
        guard let date = CivilDate(try text(key)) else {
            throw refusal(.badValue, key, "must be a day of the calendar written YYYY-MM-DD")
        }
        return date
    }

    mutating func optionalDate(_ key: String) throws(TownDataError) -> CivilDate? {
        has(key) ? try date(key) : nil
    }

    mutating func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ key: String, of type: Value.Type
    ) throws(TownDataError) -> Value {
        guard let value = Value(rawValue: try text(key)) else {
            let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw refusal(.badValue, key, "must be one of \(known)")
        }
        return value
    }

    mutating func mapping(_ key: String) throws(TownDataError) -> StrictMapping {
        try StrictMapping(try node(key), file: file, path: "\(path).\(key)")
    }

    mutating func optionalMapping(_ key: String) throws(TownDataError) -> StrictMapping? {
        has(key) ? try mapping(key) : nil
    }

    /// The mappings of a list of at least one entry.
    mutating func list(_ key: String) throws(TownDataError) -> [StrictMapping] {
        guard let sequence = try node(key).sequence, !sequence.isEmpty else {
            throw refusal(.badValue, key, "must be a list of at least one entry")
        }
        var entries: [StrictMapping] = []
        for (index, entry) in sequence.enumerated() {
            entries.append(try StrictMapping(entry, file: file, path: "\(key)[\(index)]"))
        }
        return entries
    }
}
