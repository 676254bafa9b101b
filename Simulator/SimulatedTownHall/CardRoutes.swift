internal import SimulatedStore

/// The platform's directory: which municipality a card leads to, by the name of its certificate (`CardOffice.name(of:)`). It
/// cannot tell whose card it is.
struct CardRoutes: Sendable {
    let store: any RecordStore

    func municipality(of name: String) async throws(StoreError) -> String? {
        try await store.value("card-route", name, as: String.self)?.value
    }

    /// Leads a card to a municipality from now on.
    func lead(_ name: String, to municipality: String) async throws(StoreError) {
        let known = try await store.value("card-route", name, as: String.self)
        guard known?.value != municipality else { return }
        try await store.commit([
            try .put(municipality, kind: "card-route", id: name, after: known?.version ?? 0)
        ])
    }

    /// Leads cards where nobody has led them yet.
    func found(_ cards: [(name: String, municipality: String)]) async throws(StoreError) {
        let known = Set(try await store.items("card-route", group: nil).map(\.id))
        try await store.commit(
            try cards.filter { !known.contains($0.name) }.map { card throws(StoreError) in
                try .put(card.municipality, kind: "card-route", id: card.name, after: 0)
            })
    }
}
