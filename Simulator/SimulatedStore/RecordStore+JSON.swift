internal import FoundationEssentials

extension RecordStore {
    /// The item's value, with its version.
    public func value<Value: Decodable>(
        _ kind: String, _ id: String, as type: Value.Type
    ) async throws(StoreError) -> (value: Value, version: Int)? {
        guard let item = try await item(kind, id) else { return nil }
        return (try item.value(as: type), item.version)
    }

    /// The values of one group, or of all, in the order of their ids.
    public func values<Value: Decodable>(
        _ kind: String, group: String? = nil, as type: Value.Type
    ) async throws(StoreError) -> [Value] {
        var values: [Value] = []
        for item in try await items(kind, group: group) { values.append(try item.value(as: type)) }
        return values
    }
}

extension StoredItem {
    /// What it says, from JSON.
    public func value<Value: Decodable>(as type: Value.Type) throws(StoreError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(body))
        } catch {
            throw StoreError(.corrupt, kind)
        }
    }
}

extension StoreChange {
    /// Puts a value there as JSON. Versions as in `put`.
    public static func put(
        _ value: some Encodable, kind: String, id: String, group: String = "", after version: Int
    ) throws(StoreError) -> StoreChange {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let body = try? encoder.encode(value) else { throw StoreError(.corrupt, kind) }
        return .put(kind: kind, id: id, group: group, body: Array(body), after: version)
    }
}
