public import SimulatedStore

extension ResidentRegister {
    /// What is written down about a certificate that was issued: the municipality's own audit trail.
    public struct IssueNote: Codable, Hashable, Sendable {
        /// The order's request id.
        public var request: String
        /// At which kiosk.
        public var kiosk: String
        /// To whom.
        public var resident: String
        /// The kind's word, such as `residence-record`.
        public var kind: String
        /// How many copies.
        public var copies: Int
        /// Seconds since 1970 UTC.
        public var at: Int64
        /// SHA-256 of the document, hexadecimal.
        public var documentSHA256: String

        /// A note.
        public init(
            request: String, kiosk: String, resident: String, kind: String, copies: Int, at: Int64,
            documentSHA256: String
        ) {
            self.request = request
            self.kiosk = kiosk
            self.resident = resident
            self.kind = kind
            self.copies = copies
            self.at = at
            self.documentSHA256 = documentSHA256
        }
    }

    /// Approves an issue: writes it down, where nothing in the household has changed since `version`, and only then.
    ///
    /// - Throws: `changedMeanwhile` where the document was made of what no longer stands in the record.
    public func approve(_ note: IssueNote, household: String, version: Int) async throws(StoreError) {
        try await store.commit([
            .expect(kind: "household", id: household, at: version),
            try .put(note, kind: "issue", id: "\(note.kiosk)/\(note.request)", group: note.resident, after: 0),
        ])
    }

    /// What was issued to a person of this municipality.
    public func issues(to id: String) async throws(StoreError) -> [IssueNote] {
        try await store.values("issue", group: id, as: IssueNote.self)
    }
}
