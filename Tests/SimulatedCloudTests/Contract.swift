import FoundationEssentials
import Testing
import Yams

/// `openapi.yaml`, and a judge of JSON against its schemas.
// The tree of plain values is read and never changed.
struct Contract: @unchecked Sendable, CustomTestStringConvertible {
    let root: [String: Any]
    /// Not the whole of it in every failure.
    var testDescription: String { "openapi.yaml" }

    init() throws {
        let here = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        let file = try String(contentsOfFile: here + "/Sources/MunicipalCloud/openapi.yaml", encoding: .utf8)
        root = try #require(try Yams.load(yaml: file) as? [String: Any])
    }

    struct Operation: CustomTestStringConvertible {
        var testDescription: String { method + " " + path }
        var path: String
        var method: String
        var node: [String: Any]
    }

    var operations: [Operation] {
        let paths = root["paths"] as? [String: [String: Any]] ?? [:]
        return paths.flatMap { path, item in
            item.compactMap { method, node in
                (node as? [String: Any]).map { Operation(path: path, method: method.uppercased(), node: $0) }
            }
        }
    }

    func schema(_ name: String) -> [String: Any]? {
        resolved("#/components/schemas/" + name)
    }

    /// The schema of the body of a response, `default` where the status is not listed.
    func schema(of operation: Operation, status: Int, mediaType: String) -> [String: Any]? {
        let responses = operation.node["responses"] as? [String: [String: Any]] ?? [:]
        guard let response = responses[String(status)] ?? responses["default"] else { return nil }
        let content = followed(response)["content"] as? [String: [String: Any]]
        return content?[mediaType]?["schema"] as? [String: Any]
    }

    func followed(_ node: [String: Any]) -> [String: Any] {
        (node["$ref"] as? String).flatMap(resolved) ?? node
    }

    private func resolved(_ reference: String) -> [String: Any]? {
        var node: Any? = root
        for part in reference.dropFirst(2).split(separator: "/") { node = (node as? [String: Any])?[String(part)] }
        return node as? [String: Any]
    }

    /// What is wrong with `value` under `schema`; nothing is good. Knows the keywords that the contract uses.
    func faults(_ value: Any, _ schema: [String: Any], at place: String = "$") -> [String] {
        let schema = followed(schema)
        var faults: [String] = []
        func check(_ holds: Bool, _ keyword: String) { if !holds { faults.append("\(place): \(keyword)") } }
        if let allowed = schema["enum"] as? [String] { check(allowed.contains(value as? String ?? ""), "enum") }
        switch schema["type"] as? String {
        case "object":
            guard let object = value as? [String: Any] else { return ["\(place): type"] }
            let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
            for name in schema["required"] as? [String] ?? [] { check(object[name] != nil, "required \(name)") }
            for (name, member) in object {
                if let property = properties[name] {
                    faults += self.faults(member, property, at: place + "." + name)
                } else {
                    check(schema["additionalProperties"] as? Bool != false, "additional \(name)")
                }
            }
        case "array":
            guard let list = value as? [Any] else { return ["\(place): type"] }
            check(list.count >= schema["minItems"] as? Int ?? 0, "minItems")
            check(list.count <= schema["maxItems"] as? Int ?? .max, "maxItems")
            let items = schema["items"] as? [String: Any] ?? [:]
            for (index, item) in list.enumerated() { faults += self.faults(item, items, at: "\(place)[\(index)]") }
        case "string":
            guard let text = value as? String else { return ["\(place): type"] }
            check(text.unicodeScalars.count >= schema["minLength"] as? Int ?? 0, "minLength")
            check(text.unicodeScalars.count <= schema["maxLength"] as? Int ?? .max, "maxLength")
            if let pattern = schema["pattern"] as? String {
                check((try? Regex(pattern)).flatMap { try? $0.wholeMatch(in: text) } != nil, "pattern")
            }
        case "integer":
            guard let number = value as? Int else { return ["\(place): type"] }
            check(number >= schema["minimum"] as? Int ?? .min, "minimum")
            check(number <= schema["maximum"] as? Int ?? .max, "maximum")
        case let other:
            check(other == nil && !schema.isEmpty, "schema without a type")
        }
        return faults
    }

    /// JSON as the judge takes it: JSON is YAML (1.2 §1.3), and Yams gives plain values.
    static func value(_ json: [UInt8]) throws -> Any {
        try #require(try Yams.load(yaml: String(decoding: json, as: UTF8.self)))
    }
}
