public import SimulatedStore

/// 住民基本台帳ネットワークシステム (住基ネット), as a service of its own: it keeps the four attributes of everybody in the
/// municipalities' records under their codes, tells a municipality who has a code, tells the municipality that somebody
/// has left where a notice of moving in comes from another, and tells the prefectures' authorities what changed.
///
/// Municipalities speak to it through their communication servers and in messages alone (`CommunicationServer`).
public actor JukiNet {
    /// What one person's entry says.
    struct Entry: Codable, Hashable, Sendable {
        var attributes: BasicAttributes
        /// In whose record they are; nil: in nobody's, since they moved out or died.
        var municipality: String?
        var lastChange: ChangeNotice.Change
    }

    private let store: any RecordStore
    private let onChange: @Sendable (ChangeNotice) async throws -> Void
    private let tap: @Sendable ([UInt8]) -> Void
    private var servers: [String: @Sendable ([UInt8]) async -> [UInt8]] = [:]
    private var lastAnswer: Task<[UInt8], Never>?

    /// Opens the service.
    ///
    /// - Parameters:
    ///   - store: where the entries are kept.
    ///   - tap: sees every message that crosses a line, either way: for whoever wants to know what does.
    ///   - onChange: told of each change before it is entered: the prefectures' authorities revoke by it. Where it
    ///     throws, the notice was not taken and is sent again; it may hear of a change twice.
    public init(
        store: any RecordStore, tap: @escaping @Sendable ([UInt8]) -> Void = { _ in },
        onChange: @escaping @Sendable (ChangeNotice) async throws -> Void
    ) {
        self.store = store
        self.tap = tap
        self.onChange = onChange
    }

    /// Joins a municipality's communication server to the network.
    func join(_ municipality: String, _ server: @escaping @Sendable ([UInt8]) async -> [UInt8]) {
        servers[municipality] = server
    }

    /// What a municipality's communication server sent, answered. One after the other: two changes of one person are
    /// entered in the order in which they came.
    func carry(_ bytes: [UInt8], from municipality: String) async -> [UInt8] {
        tap(bytes)
        let before = lastAnswer
        let task = Task { () -> [UInt8] in
            _ = await before?.value
            return await self.answer(bytes, from: municipality).encoded
        }
        lastAnswer = task
        let answer = await task.value
        tap(answer)
        return answer
    }

    private func answer(_ bytes: [UInt8], from municipality: String) async -> JukiNetMessage {
        do {
            switch JukiNetMessage(bytes) {
            case .notice(let notice) where notice.municipality == municipality: return try await take(notice)
            case .enquiry(municipality, let code):
                guard let entry = try await entry(code)?.value, let place = entry.municipality else { return .unknown }
                return .attributes(entry.attributes, municipality: place)
            default: return .refused
            }
        } catch {
            return .refused
        }
    }

    private func take(_ notice: ChangeNotice) async throws -> JukiNetMessage {
        let last = try await store.value("last-notice", notice.municipality, as: Int.self)
        guard notice.number > last?.value ?? 0 else { return .accepted(number: notice.number) }
        let known = try await entry(notice.code)
        let leaves = notice.change == .movedOut || notice.change == .died
        // Who is in another municipality's record by now is not taken out by a late notice of the one they left.
        let isLate = leaves && known?.value.municipality.map { $0 != notice.municipality } == true
        var changes = [
            try StoreChange.put(notice.number, kind: "last-notice", id: notice.municipality, after: last?.version ?? 0)
        ]
        if !isLate {
            try await onChange(notice)
            if notice.change == .movedIn, let left = known?.value.municipality, left != notice.municipality {
                await tell(left, notice)
            }
            let entry = Entry(
                attributes: notice.attributes, municipality: leaves ? nil : notice.municipality,
                lastChange: notice.change)
            changes.append(
                try .put(entry, kind: "person", id: notice.code.description, after: known?.version ?? 0))
        }
        try await store.commit(changes)
        return .accepted(number: notice.number)
    }

    private func tell(_ municipality: String, _ notice: ChangeNotice) async {
        guard let server = servers[municipality] else { return }
        let bytes = JukiNetMessage.notice(notice).encoded
        tap(bytes)
        tap(await server(bytes))
    }

    private func entry(_ code: ResidentCode) async throws(StoreError) -> (value: Entry, version: Int)? {
        try await store.value("person", code.description, as: Entry.self)
    }

    /// Enters people without a notice: who were in a municipality's record before the network began. Who is known
    /// already stays as they are.
    public func found(
        _ people: [(code: ResidentCode, attributes: BasicAttributes)], municipality: String
    ) async throws(StoreError) {
        let known = Set(try await store.items("person", group: nil).map(\.id))
        var changes: [StoreChange] = []
        for person in people where !known.contains(person.code.description) {
            let entry = Entry(attributes: person.attributes, municipality: municipality, lastChange: .entered)
            changes.append(try .put(entry, kind: "person", id: person.code.description, after: 0))
        }
        try await store.commit(changes)
    }
}
