internal import SimulatedJukiNet
internal import SimulatedResidents
public import SimulatedStore

extension ResidentRegister {
    /// A change to one person's record, to be entered together with others or not at all.
    struct Change: Sendable {
        var id: String
        var because: Reason
        /// What Juki-Net is told, where it is.
        var notice: ChangeNotice.Change?
        /// Makes the new record; nil where there is none to change.
        var edit: @Sendable (Entry?) throws(CounterRefusal) -> Entry
        /// The card's name before and after, where either changes.
        var card: (before: String?, after: String?)?
    }

    /// Enters changes at one moment: all of them or none, with their history, and with the notices to Juki-Net.
    ///
    /// Where another counter was faster, it looks again and decides anew.
    func enter(_ changes: [Change], at: Int64, more: [StoreChange] = []) async throws {
        for _ in 0..<256 {
            do {
                return try await store.commit(try await self.changes(changes, at: at) + more)
            } catch let error as StoreError where error.kind == .changedMeanwhile {
                continue
            }
        }
        throw StoreError(.changedMeanwhile, "resident")
    }

    private func changes(_ changes: [Change], at: Int64) async throws -> [StoreChange] {
        var made: [StoreChange] = []
        var households: Set<String> = []
        var notices: [(ChangeNotice.Change, Entry)] = []
        for change in changes {
            let known = try await entry(change.id)
            let entry = try change.edit(known?.value)
            if let known { households.insert(known.value.resident.household) }
            households.insert(entry.resident.household)
            made.append(
                try .put(
                    entry, kind: "resident", id: change.id, group: entry.resident.household,
                    after: known?.version ?? 0))
            var shown = entry.resident
            shown.card = nil
            made.append(
                try .put(
                    Revision(at: at, because: change.because, resident: shown), kind: "revision",
                    id: "\(change.id)/\(Self.padded((known?.version ?? 0) + 1))", group: change.id, after: 0))
            if let notice = change.notice { notices.append((notice, entry)) }
            if let card = change.card { made += try await cards(card.before, card.after, of: change.id) }
        }
        for household in households.sorted() {
            made.append(
                .put(
                    kind: "household", id: household, group: "", body: [],
                    after: try await store.item("household", household)?.version ?? 0))
        }
        return made + (try await outbox(notices, on: CivilDate(inJapanAt: Int(at))))
    }

    private func cards(_ before: String?, _ after: String?, of id: String) async throws -> [StoreChange] {
        guard before != after else { return [] }
        var made: [StoreChange] = []
        if let before, let known = try await store.item("card", before) {
            made.append(.remove(kind: "card", id: before, at: known.version))
        }
        if let after {
            made.append(
                try .put(
                    id, kind: "card", id: after, group: id, after: try await store.item("card", after)?.version ?? 0)
            )
        }
        return made
    }

    /// The notices in the municipality's count, to lie there until Juki-Net has taken them.
    private func outbox(_ notices: [(ChangeNotice.Change, Entry)], on day: CivilDate) async throws -> [StoreChange] {
        guard !notices.isEmpty else { return [] }
        let last = try await store.value("last-notice", "sent", as: Int.self)
        var number = last?.value ?? 0
        var made: [StoreChange] = []
        for (change, entry) in notices {
            number += 1
            let notice = ChangeNotice(
                number: number, municipality: municipality, code: entry.code, change: change, on: day.description,
                attributes: entry.resident.basicAttributes)
            made.append(try .put(notice, kind: "notice", id: Self.padded(number), after: 0))
        }
        return made + [try .put(number, kind: "last-notice", id: "sent", after: last?.version ?? 0)]
    }

    /// Sends what lies there, the oldest first, and stops at the first that is not taken.
    func sendNotices(by server: CommunicationServer) async throws(StoreError) {
        for item in try await store.items("notice", group: nil) {
            guard await server.send(try item.value(as: ChangeNotice.self)) else { return }
            do {
                try await store.commit([.remove(kind: "notice", id: item.id, at: item.version)])
            } catch  where error.kind == .changedMeanwhile {
                // Another process was sending too, and the network has it once.
                continue
            }
        }
    }

    /// Juki-Net says that somebody has moved in elsewhere who is in this municipality's record still.
    func close(_ code: ResidentCode, at: Int64) async throws {
        for resident in try await residents() where !resident.isClosed {
            guard try await self.code(of: resident.id) == code else { continue }
            try await enter(
                [
                    .init(id: resident.id, because: .movedOut) { entry throws(CounterRefusal) in
                        guard var entry else { throw .unknownResident(resident.id) }
                        entry.resident.restriction = .movedOut
                        if entry.resident.seal != nil { entry.resident.seal?.cancelled = true }
                        return entry
                    }
                ], at: at)
        }
    }

    /// How many notices wait.
    public func waitingNotices() async throws(StoreError) -> Int {
        try await store.items("notice", group: nil).count
    }

    /// Takes the town's own people in, as they are before anything happened at a counter. Whose record a counter has
    /// changed since stays as it is.
    func found(_ residents: [Resident], card: (Resident) -> String?, code: (Resident) -> ResidentCode, at: Int64)
        async throws(StoreError)
    {
        let items = try await store.items("resident", group: nil)
        let known = Dictionary(uniqueKeysWithValues: items.map { ($0.id, $0) })
        var changes: [StoreChange] = []
        var households: Set<String> = []
        var places: [String: Int] = [:]
        for resident in residents {
            let place = places[resident.household, default: 0]
            places[resident.household] = place + 1
            let entry = Entry(code: code(resident), place: place, resident: resident)
            guard let item = known[resident.id] else {
                households.insert(resident.household)
                changes.append(
                    try .put(entry, kind: "resident", id: resident.id, group: resident.household, after: 0))
                var shown = resident
                shown.card = nil
                changes.append(
                    try .put(
                        Revision(at: at, because: .found, resident: shown), kind: "revision",
                        id: "\(resident.id)/\(Self.padded(1))", group: resident.id, after: 0))
                if let name = card(resident) {
                    changes.append(try .put(resident.id, kind: "card", id: name, group: resident.id, after: 0))
                }
                continue
            }
            // Another text of the town's file, and nobody has been at a counter about it.
            guard item.version == 1, try item.value(as: Entry.self) != entry else { continue }
            changes += [
                .remove(kind: "resident", id: resident.id, at: 1),
                try .put(entry, kind: "resident", id: resident.id, group: resident.household, after: 0),
            ]
        }
        for household in households.sorted() where try await store.item("household", household) == nil {
            changes.append(.put(kind: "household", id: household, group: "", body: [], after: 0))
        }
        try await store.commit(changes)
    }

    /// Numbers that sort as text.
    private static func padded(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 9 - digits.count)) + digits
    }
}

extension Resident {
    /// What Juki-Net may know.
    var basicAttributes: BasicAttributes {
        BasicAttributes(
            name: name, address: address, birthDate: birthDate.description, sex: sex == .male ? .male : .female)
    }
}
