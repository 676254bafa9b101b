internal import Issuance
internal import SimulatedStore

/// The platform's list of issuances and how they ended, which outlives the cloud: a kiosk that tells an outcome after
/// the cloud was restarted is understood, and an order that was issued before it is not issued again.
///
/// It names kiosks and requests, and nobody else.
struct IssuanceLedger: Sendable {
    let store: any RecordStore

    struct Entry: Codable, Hashable, Sendable {
        /// Where it was issued; nil: the order never arrived.
        var municipality: String?
        var issuedAt: Int64?
        var outcomeWord: String?
        var sheets: Int?
        var reportedAt: Int64?

        var outcome: Outcome? {
            switch outcomeWord {
            case "delivered": .delivered(sheets: sheets ?? 0)
            case "refused": .refused
            case "spoiled": .spoiled(sheets: sheets ?? 0)
            default: nil
            }
        }

        mutating func close(_ outcome: Outcome, at time: Int64) {
            switch outcome {
            case .delivered(let sheets): (outcomeWord, self.sheets) = ("delivered", sheets)
            case .refused: (outcomeWord, self.sheets) = ("refused", 0)
            case .spoiled(let sheets): (outcomeWord, self.sheets) = ("spoiled", sheets)
            }
            reportedAt = time
        }
    }

    private static let kind = "issuance"

    /// What was issued at a kiosk, without the orders that never arrived.
    func issuances(ofKiosk kiosk: String) async throws -> [(request: String, outcome: Outcome?)] {
        var issuances: [(request: String, outcome: Outcome?)] = []
        for item in try await store.items(Self.kind, group: kiosk) {
            let entry = try item.value(as: Entry.self)
            guard entry.municipality != nil else { continue }
            issuances.append((String(item.id.dropFirst(kiosk.count + 1)), entry.outcome))
        }
        return issuances
    }

    func entry(_ id: CloudDesk.Key) async throws(Problem) -> Entry? {
        do {
            return try await store.value(Self.kind, id.text, as: Entry.self)?.value
        } catch {
            throw .fault
        }
    }

    func enter(_ id: CloudDesk.Key, municipality: String, at time: Int64) async throws(Problem) {
        try await change(id) { entry in
            entry.municipality = municipality
            entry.issuedAt = time
        }
    }

    func close(_ id: CloudDesk.Key, _ outcome: Outcome, at time: Int64) async throws(Problem) {
        try await change(id) { $0.close(outcome, at: time) }
    }

    private func change(_ id: CloudDesk.Key, _ edit: (inout Entry) -> Void) async throws(Problem) {
        // An outcome may come while the issue is entered: twice is enough for both.
        for _ in 0..<4 {
            do {
                let known = try await store.value(Self.kind, id.text, as: Entry.self)
                var entry = known?.value ?? Entry()
                edit(&entry)
                return try await store.commit([
                    try .put(entry, kind: Self.kind, id: id.text, group: id.kiosk, after: known?.version ?? 0)
                ])
            } catch {
                guard error.kind == .changedMeanwhile else { throw .fault }
            }
        }
        throw .fault
    }
}

extension CloudDesk.Key {
    /// Ids are hexadecimal digits: the last stroke is where the kiosk's name ends.
    fileprivate var text: String { kiosk + "/" + id }
}
