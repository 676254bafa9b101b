internal import GRDB
internal import Issuance

/// A session that was settled after a restart.
public struct SettledSession: Hashable, Sendable {
    /// As it stood before.
    public var ledger: SessionLedger
    /// What was appended.
    public var settlement: Settlement
}

extension Journal {
    /// The sessions in which something is open, the oldest first. Asked at start, before any session of this run.
    public func unsettledSessions() async throws(JournalError) -> [SessionLedger] {
        let path = path
        return try await read { db in try Self.unsettled(in: db, path: path) }
    }

    /// Settles every open session, each as `Settlement.of` says, all in one transaction.
    ///
    /// - Parameter at: Milliseconds since 1970-01-01 UTC.
    public func settle(at: Int64) async throws(JournalError) -> [SettledSession] {
        let path = path
        return try await write { db in
            try Self.unsettled(in: db, path: path).map { ledger in
                let settlement = Settlement.of(ledger)
                try Self.insert(settlement.entries, session: ledger.session, at: at, in: db)
                return SettledSession(ledger: ledger, settlement: settlement)
            }
        }
    }

    private static func unsettled(in db: Database, path: String) throws -> [SessionLedger] {
        // The view's sums choose who may be open, so that a start does not read every entry of the last months.
        // `SessionLedger` then decides.
        let candidates = try String.fetchAll(
            db,
            sql: """
                SELECT session.id FROM session LEFT JOIN entry ON entry.sequence = session.ending
                WHERE NOT session.isClosed
                    OR session.isRequested AND session.ending IS NULL
                    OR session.held > CASE entry.kind WHEN 'delivered' THEN session.fee ELSE 0 END
                ORDER BY session.first
                """)
        return try candidates.map { id in
            guard let session = RequestID(id) else { throw JournalError(.corrupt, path: path) }
            return try ledger(of: session, in: db, path: path)
        }.filter { !$0.isSettled }
    }
}
