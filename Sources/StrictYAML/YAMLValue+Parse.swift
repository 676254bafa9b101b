internal import Yams

extension YAMLValue {
    /// Reads text that came from `file`.
    ///
    /// - Parameter text: At most `maximumBytes` bytes.
    public static func parse(_ text: String, file: String) throws(ConfigurationError) -> YAMLValue {
        guard text.utf8.count <= maximumBytes else {
            throw tooLarge(file)
        }
        // Some editors begin a file with a byte order mark; the parser takes it for text.
        let text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
        try refuseAliases(text, file: file)
        do {
            // The basic resolver does not guess types: that would take regular expressions, and is done here.
            let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
            guard let root = try parser.singleRoot() else {
                throw ConfigurationError(
                    .missingKey, file: file, line: nil, "there is nothing in it. Is it the right file?")
            }
            // A node refers weakly to its anchor, and the parser alone holds that.
            return try withExtendedLifetime(parser) { try value(root, file: file, keyPath: "", depth: 0) }
        } catch let error as ConfigurationError {
            throw error
        } catch let error as YamlError {
            throw ConfigurationError(error, file: file, text: text)
        } catch {
            throw ConfigurationError(.syntax, file: file, line: nil, "not YAML.")
        }
    }

    /// Refuses a file in which one name stands after both `&` and `*`.
    ///
    /// The parser puts the anchor's whole value in an alias's place, and aliases of aliases multiply: a few lines
    /// could keep it busy for years. So this comes before it. Anchors without an alias are seen afterwards.
    private static func refuseAliases(_ text: String, file: String) throws(ConfigurationError) {
        let anchors = Set(names(after: "&", in: text).map(\.name))
        guard let alias = names(after: "*", in: text).first(where: { anchors.contains($0.name) }) else { return }
        throw notAllowed(
            "'&\(alias.name.prefix(40))' and '*\(alias.name.prefix(40))'", file: file, line: alias.line)
    }

    private static func names(after mark: Unicode.Scalar, in text: String) -> [(name: Substring, line: Int)] {
        var line = 1
        return text.unicodeScalars.split(separator: mark, omittingEmptySubsequences: false).compactMap { piece in
            defer { line += piece.count { $0 == "\n" } }
            guard piece.startIndex > text.startIndex else { return nil }
            // The letters that YAML anchors are made of, as the parser takes them.
            let name = piece.prefix {
                $0 == "-" || $0 == "_" || $0.isASCII && $0.properties.isAlphabetic || ("0"..."9").contains($0)
            }
            return name.isEmpty ? nil : (Substring(name), line)
        }
    }

    private static func notAllowed(_ what: String, file: String, line: Int?) -> ConfigurationError {
        ConfigurationError(
            .notAllowed, file: file, line: line,
            "\(what): these files do without anchors, aliases, merge keys and tags. Write the value out where it is meant."
        )
    }
}

// MARK: - From the parser's nodes

extension YAMLValue {
    private static func value(
        _ node: Node, file: String, keyPath: String, depth: Int
    ) throws(ConfigurationError) -> YAMLValue {
        let line = node.mark?.line ?? 1
        if let anchor = node.anchor {
            throw notAllowed("'&\(anchor.rawValue.prefix(40))'", file: file, line: line)
        }
        guard depth < maximumDepth else {
            throw ConfigurationError(
                .notAllowed, file: file, line: line, "nested deeper than \(maximumDepth) levels. Check the indentation."
            )
        }
        let content: Content
        switch node {
        case .scalar(let scalar):
            try check(scalar.tag, file: file, line: line)
            content = .scalar(scalar.string, isPlain: scalar.style == .plain)
        case .sequence(let sequence):
            try check(sequence.tag, file: file, line: line)
            var items: [YAMLValue] = []
            for (index, item) in sequence.enumerated() {
                items.append(try value(item, file: file, keyPath: "\(keyPath)[\(index)]", depth: depth + 1))
            }
            content = .list(items)
        case .mapping(let mapping):
            try check(mapping.tag, file: file, line: line)
            content = .mapping(try entries(mapping, file: file, keyPath: keyPath, depth: depth))
        case .alias:
            throw notAllowed("an alias", file: file, line: line)
        }
        return YAMLValue(content: content, file: file, line: line, keyPath: keyPath)
    }

    private static func entries(
        _ mapping: Node.Mapping, file: String, keyPath: String, depth: Int
    ) throws(ConfigurationError) -> [(key: Key, value: YAMLValue)] {
        var entries: [(key: Key, value: YAMLValue)] = []
        var seen: [String: Int] = [:]
        for (key, item) in mapping {
            let line = key.mark?.line ?? 1
            guard case .scalar(let scalar) = key, scalar.anchor == nil else {
                throw notAllowed("a key that is no plain word", file: file, line: line)
            }
            guard scalar.string != "<<" else { throw notAllowed("'<<'", file: file, line: line) }
            if let first = seen.updateValue(line, forKey: scalar.string) {
                throw duplicate(scalar.string, file: file, line: first)
            }
            let path = keyPath.isEmpty ? scalar.string : "\(keyPath).\(scalar.string)"
            entries.append(
                (Key(name: scalar.string, line: line), try value(item, file: file, keyPath: path, depth: depth + 1)))
        }
        return entries
    }

    /// `5` is a number because of how it looks, never because of a tag before it.
    private static func check(_ tag: Tag, file: String, line: Int) throws(ConfigurationError) {
        // The parser gives every quoted text, list and group its usual tag.
        let usual = ["", "tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"]
        guard usual.contains(tag.rawValue) else {
            let name = tag.rawValue.hasPrefix("tag:yaml.org,2002:") ? "!!\(tag.rawValue.dropFirst(18))" : tag.rawValue
            throw notAllowed("the tag '\(name.prefix(40))'", file: file, line: line)
        }
    }

    /// - Parameter line: Where it stands first.
    fileprivate static func duplicate(_ key: String, file: String, line: Int) -> ConfigurationError {
        ConfigurationError(
            .duplicateKey, file: file, line: line,
            "the key '\(key.prefix(40))' stands here and once more in the same group. Keep one of the two.")
    }
}

// MARK: - From the parser's errors

extension ConfigurationError {
    fileprivate init(_ error: YamlError, file: String, text: String) {
        switch error {
        case .scanner(let context, let problem, let mark, _):
            // The context is where the open quote or the key began, which is where the mistake is.
            self.init(syntaxIn: file, line: context?.mark.line ?? mark.line, context: context, problem: problem)
        case .parser(let context, let problem, let mark, _):
            self.init(syntaxIn: file, line: min(mark.line, text.lineCount), context: context, problem: problem)
        case .composer(_, _, let mark, _):
            // The parser knows no other mistake of this class.
            self.init(
                .notAllowed, file: file, line: mark.line,
                "an alias, or a second document after '---': these files are one document without aliases.")
        case .reader(let problem, let offset, _, _):
            let line = offset.map { text.prefix($0).count(where: \.isNewline) + 1 }
            self.init(.syntax, file: file, line: line, "not YAML: \(problem). Remove the character.")
        case .duplicatedKeysInMapping(let duplicates, let context):
            self = YAMLValue.duplicate(duplicates.first ?? "", file: file, line: context.mark.line)
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            self.init(.syntax, file: file, line: nil, "not YAML.")
        }
    }

    private init(syntaxIn file: String, line: Int, context: YamlError.Context?, problem: String) {
        let why = [context?.text, problem].compactMap(\.self).joined(separator: ", ")
        self.init(
            .syntax, file: file, line: line,
            "not YAML (\(why)). Check the indentation (spaces, no tabs), colons and quotes here and on the line before."
        )
    }
}

extension String {
    fileprivate var lineCount: Int { max(1, split(separator: "\n", omittingEmptySubsequences: false).count) }
}
