internal import GRDB
public import Issuance

/// An outcome that the cloud has not yet taken.
public struct PendingOutcome: Hashable, Sendable {
    /// The issuance's id in the cloud.
    public var session: RequestID
    /// How it ended.
    public var outcome: Outcome
    /// When, in milliseconds since 1970-01-01 UTC.
    public var at: Int64
}

/// How many issuances ended how, since the journal began.
public struct IssuanceCounts: Hashable, Sendable {
    /// Paper handed over.
    public var delivered = 0
    /// Printing began and did not end well.
    public var spoiled = 0
    /// Nothing printed.
    public var refused = 0
    /// Under way, or left open by a power cut.
    public var open = 0
}

extension Journal {
    /// The outcomes that wait to be reported, the oldest first, at most `limit` of them.
    public func pendingOutcomes(limit: Int = 100) async throws(JournalError) -> [PendingOutcome] {
        let path = path
        return try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT session.id AS id, entry.* FROM session JOIN entry ON entry.sequence = session.ending
                    WHERE NOT EXISTS (SELECT 1 FROM reported WHERE reported.session = session.id)
                    ORDER BY entry.sequence LIMIT ?
                    """, arguments: [limit]
            ).map { row in
                guard let session = RequestID(row["id"] as String),
                    let outcome = EntryRow(row).entry.flatMap(Outcome.init(ending:))
                else { throw JournalError(.corrupt, path: path) }
                return PendingOutcome(session: session, outcome: outcome, at: row["at"])
            }
        }
    }

    /// The cloud has taken the session's outcome. Saying it twice is no harm.
    public func markReported(_ session: RequestID, at: Int64) async throws(JournalError) {
        try await write { db in
            try db.execute(
                sql: "INSERT INTO reported (session, at) VALUES (?, ?) ON CONFLICT DO NOTHING",
                arguments: [session.description, at])
        }
    }

    /// When the last order that is still here was written down, in milliseconds since 1970-01-01 UTC; nil: there is
    /// none. An order is only taken while the cloud agrees with the kiosk's clock, which other entries do not wait for.
    public func latestOrder() async throws(JournalError) -> Int64? {
        try await read { db in
            try Int64.fetchOne(db, sql: "SELECT max(at) FROM entry WHERE kind = 'issuance-requested'")
        }
    }

    /// How many issuances ended how, those that were pruned among them.
    public func counts() async throws(JournalError) -> IssuanceCounts {
        try await read { db in
            var counts = IssuanceCounts()
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT coalesce(entry.kind, 'open') AS kind, count(*) AS count
                    FROM session LEFT JOIN entry ON entry.sequence = session.ending
                    WHERE session.isRequested GROUP BY 1
                    UNION ALL SELECT kind, count FROM pruned
                    """)
            for row in rows {
                switch row["kind"] as String {
                case "delivered": counts.delivered += row["count"]
                case "spoiled": counts.spoiled += row["count"]
                case "refused": counts.refused += row["count"]
                default: counts.open += row["count"]
                }
            }
            return counts
        }
    }

    /// Forgets the sessions that are closed, reported and older than `before`, and the loose notes of that age.
    ///
    /// Whatever holds an alarm or money owed stays, cleared or not, and the counts stay right.
    ///
    /// - Parameter before: Milliseconds since 1970-01-01 UTC.
    /// - Returns: How many sessions were forgotten.
    public func prune(before: Int64) async throws(JournalError) -> Int {
        let path = path
        return try await write { db in
            let sessions = try String.fetchAll(
                db,
                sql: """
                    SELECT id FROM session JOIN reported ON reported.session = session.id
                    WHERE isClosed AND NOT isKept AND lastAt < ?
                    """, arguments: [before])
            var forgotten = 0
            for id in sessions {
                guard let session = RequestID(id) else { throw JournalError(.corrupt, path: path) }
                let ledger = try Self.ledger(of: session, in: db, path: path)
                guard ledger.isSettled else { continue }
                if ledger.order != nil, let outcome = ledger.outcome {
                    try db.execute(
                        sql: """
                            INSERT INTO pruned (kind, count) VALUES (?, 1)
                            ON CONFLICT (kind) DO UPDATE SET count = count + 1
                            """, arguments: [EntryRow(outcome.ending).kind])
                }
                try db.execute(sql: "DELETE FROM entry WHERE session = ?", arguments: [id])
                try db.execute(sql: "DELETE FROM reported WHERE session = ?", arguments: [id])
                forgotten += 1
            }
            try db.execute(
                sql: "DELETE FROM entry WHERE session IS NULL AND kind <> 'alarm-raised' AND at < ?",
                arguments: [before])
            return forgotten
        }
    }
}

extension Outcome {
    /// The outcome that an ending entry tells; nil for any other entry.
    init?(ending entry: JournalEntry) {
        switch entry {
        case .delivered(let sheets): self = .delivered(sheets: sheets)
        case .spoiled(let sheets): self = .spoiled(sheets: sheets)
        case .refused: self = .refused
        case .issuanceRequested, .moneyCredited, .printStarted, .payoutStarted, .paidOut, .owed, .alarmRaised,
            .paperLeftBehind, .sessionClosed:
            return nil
        }
    }

    /// The entry that tells this outcome.
    var ending: JournalEntry {
        switch self {
        case .delivered(let sheets): .delivered(sheets: sheets)
        case .spoiled(let sheets): .spoiled(sheets: sheets)
        case .refused: .refused
        }
    }
}
