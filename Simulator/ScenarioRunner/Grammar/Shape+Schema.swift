/// The JSON Schema (draft 2020-12) of a shape, for editors and for judges other than the parser.
extension Shape {
    /// The schema of a whole file of this shape.
    package func schema(id: String, title: String) -> SchemaValue {
        var definitions: [(String, SchemaValue)] = []
        let root = schema(&definitions)
        guard case .object(let members) = root else { return root }
        return .object(
            [
                ("$schema", .text("https://json-schema.org/draft/2020-12/schema")), ("$id", .text(id)),
                ("title", .text(title)),
            ] + members + [("$defs", .object(definitions.sorted { $0.0 < $1.0 }))])
    }

    private func schema(_ definitions: inout [(String, SchemaValue)]) -> SchemaValue {
        switch self {
        case .text: return .object([("type", .text("string")), ("minLength", .number(1)), ("maxLength", .number(400))])
        case .flag: return .object([("type", .text("boolean"))])
        case .number(let range):
            return .object([
                ("type", .text("integer")), ("minimum", .number(range.lowerBound)),
                ("maximum", .number(range.upperBound)),
            ])
        case .numbers(let numbers): return .object([("enum", .list(numbers.map(SchemaValue.number)))])
        case .duration: return .pattern(#"^[0-9]+ *(ms|s|min|h|d)$"#)
        case .word(let words): return .object([("enum", .list(words.map(SchemaValue.text)))])
        case .phrase(let words): return .pattern("^(\(words.map(Self.escaped).joined(separator: "|")))( [^ ]+)*$")
        case .timeOfDay: return .pattern("^[0-2][0-9]:[0-5][0-9]$")
        case .statusWord:
            // What has digits alone may be written without quotes, and is a number then.
            return .object([
                ("type", .list([.text("string"), .text("integer")])), ("pattern", .text("^[0-9A-Fa-f]{4}$")),
            ])
        case .digits:
            return .object([("type", .list([.text("string"), .text("integer")])), ("maxLength", .number(16))])
        case .list(let shape, let count):
            return .object([
                ("type", .text("array")), ("items", shape.schema(&definitions)),
                ("minItems", .number(count.lowerBound)), ("maxItems", .number(count.upperBound)),
            ])
        case .group(let group): return group.schema(&definitions, isVariant: false)
        case .variant(let group): return group.schema(&definitions, isVariant: true)
        case .either(let shapes):
            let schemas = shapes.map { $0.schema(&definitions) }
            return .object([("anyOf", .list(schemas))])
        case .named(let name, let shape):
            if !definitions.contains(where: { $0.0 == name }) {
                definitions.append((name, .object([])))
                let made = shape().schema(&definitions)
                definitions.removeAll { $0.0 == name }
                definitions.append((name, made))
            }
            return .object([("$ref", .text("#/$defs/\(name)"))])
        }
    }

    private static func escaped(_ word: String) -> String { word.replacing(".", with: "\\.") }
}

extension Shape.Group {
    fileprivate func schema(_ definitions: inout [(String, SchemaValue)], isVariant: Bool) -> SchemaValue {
        var properties: [(String, SchemaValue)] = []
        for field in fields {
            var members: [(String, SchemaValue)] = [("description", .text(field.meaning))]
            if case .object(let own) = field.shape.schema(&definitions) { members += own }
            properties.append((field.key, .object(members)))
        }
        var members: [(String, SchemaValue)] = [
            ("type", .text("object")), ("additionalProperties", .flag(false)), ("properties", .object(properties)),
        ]
        let required = fields.filter(\.isRequired).map { SchemaValue.text($0.key) }
        if !required.isEmpty { members.append(("required", .list(required))) }
        if isVariant { members += [("minProperties", .number(1)), ("maxProperties", .number(1))] }
        return .object(members)
    }
}

/// JSON in a fixed order of members, so that a file of it can be compared.
package indirect enum SchemaValue: Sendable {
    case text(String)
    case number(Int)
    case flag(Bool)
    case list([SchemaValue])
    case object([(String, SchemaValue)])

    fileprivate static func pattern(_ pattern: String) -> SchemaValue {
        .object([("type", .text("string")), ("pattern", .text(pattern))])
    }

    /// As a file, indented by two spaces.
    package var file: String { text(indent: "") + "\n" }

    private func text(indent: String) -> String {
        let deeper = indent + "  "
        switch self {
        case .text(let text): return Self.quoted(text)
        case .number(let number): return "\(number)"
        case .flag(let flag): return "\(flag)"
        case .list(let items):
            let flat = "[" + items.map { $0.text(indent: "") }.joined(separator: ", ") + "]"
            if flat.count + indent.count <= 100, !flat.contains("\n") { return flat }
            return "[\n" + items.map { deeper + $0.text(indent: deeper) }.joined(separator: ",\n") + "\n\(indent)]"
        case .object(let members):
            if members.isEmpty { return "{}" }
            let lines = members.map { "\(deeper)\(Self.quoted($0.0)): \($0.1.text(indent: deeper))" }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        }
    }

    /// A text in JSON's quotes (RFC 8259 §7).
    package static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
