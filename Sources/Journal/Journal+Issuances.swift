internal import GRDB
public import Issuance

/// One issuance as the journal tells it to people: a number, not a name.
public struct IssuanceRecord: Hashable, Sendable {
    /// The session's id; its first eight digits stand on the resident's slip.
    public var session: RequestID
    /// When it was ordered, in milliseconds since 1970-01-01 UTC.
    public var at: Int64
    /// Whose certificate it is.
    public var municipality: MunicipalityCode
    /// Which certificate.
    public var kind: CertificateKind
    /// How many copies.
    public var copies: Int
    /// For all of them.
    public var fee: Yen
    /// How it ended; nil while it is open.
    public var outcome: Outcome?
}

extension Journal {
    /// The issuances that were ordered last, the newest first, at most `limit` of them.
    ///
    /// - Parameter since: milliseconds since 1970-01-01 UTC; earlier ones are left out.
    public func issuances(limit: Int = 100, since: Int64 = 0) async throws(JournalError) -> [IssuanceRecord] {
        let path = path
        return try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT ordered.*, session.ending AS ending
                    FROM entry AS ordered JOIN session ON session.id = ordered.session
                    WHERE ordered.kind = 'issuance-requested' AND ordered.at >= ?
                    ORDER BY ordered.sequence DESC LIMIT ?
                    """, arguments: [since, limit]
            ).map { row in
                guard let session = (row["session"] as String?).flatMap({ RequestID($0) }),
                    case .issuanceRequested(let municipality, let kind, let copies, let fee)? = EntryRow(row).entry
                else { throw JournalError(.corrupt, path: path) }
                var record = IssuanceRecord(
                    session: session, at: row["at"], municipality: municipality, kind: kind, copies: copies, fee: fee)
                if let sequence = row["ending"] as Int64? {
                    let ending = try Row.fetchOne(
                        db, sql: "SELECT * FROM entry WHERE sequence = ?", arguments: [sequence])
                    guard let outcome = ending.flatMap({ EntryRow($0).entry }).flatMap(Outcome.init(ending:)) else {
                        throw JournalError(.corrupt, path: path)
                    }
                    record.outcome = outcome
                }
                return record
            }
        }
    }
}
