internal import GRDB
public import Issuance

/// An alarm that nobody has looked into yet.
public struct OpenAlarm: Hashable, Sendable {
    /// What stopped the kiosk.
    public var alarm: Alarm
    /// The issuance in which it was raised; nil outside any.
    public var session: RequestID?
    /// When, in milliseconds since 1970-01-01 UTC.
    public var at: Int64
}

/// Money that the kiosk could not give back.
public struct OwedMoney: Hashable, Sendable {
    /// The issuance; its first digits stand on the resident's slip.
    public var session: RequestID
    /// How much.
    public var amount: Yen
    /// When it was written down, in milliseconds since 1970-01-01 UTC.
    public var at: Int64
    /// When a person handed it over, in milliseconds since 1970-01-01 UTC; nil while it is owed.
    public var handedOverAt: Int64?
}

extension Journal {
    /// The alarms that stop the kiosk, the oldest first.
    public func openAlarms() async throws(JournalError) -> [OpenAlarm] {
        let path = path
        return try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM entry WHERE kind = 'alarm-raised'
                        AND sequence NOT IN (SELECT entry FROM cleared) ORDER BY sequence
                    """
            ).map { row in
                guard case .alarmRaised(let alarm) = EntryRow(row).entry else {
                    throw JournalError(.corrupt, path: path)
                }
                return OpenAlarm(alarm: alarm, session: try Self.session(of: row, path: path), at: row["at"])
            }
        }
    }

    /// A person has looked into every alarm that is open now. Software never calls this by itself.
    ///
    /// - Returns: How many there were.
    public func clearAlarms(at: Int64) async throws(JournalError) -> Int {
        try await write { db in
            try db.execute(
                sql: """
                    INSERT INTO cleared (entry, at) SELECT sequence, ? FROM entry
                    WHERE kind = 'alarm-raised' AND sequence NOT IN (SELECT entry FROM cleared)
                    """, arguments: [at])
            return db.changesCount
        }
    }

    /// All money that was ever owed, the oldest first.
    public func moneyOwed() async throws(JournalError) -> [OwedMoney] {
        let path = path
        return try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT entry.*, cleared.at AS handedOverAt FROM entry
                    LEFT JOIN cleared ON cleared.entry = entry.sequence
                    WHERE kind = 'owed' ORDER BY sequence
                    """
            ).map { row in
                guard case .owed(let amount) = EntryRow(row).entry,
                    let session = try Self.session(of: row, path: path)
                else { throw JournalError(.corrupt, path: path) }
                return OwedMoney(session: session, amount: amount, at: row["at"], handedOverAt: row["handedOverAt"])
            }
        }
    }

    /// A person has handed over what the session is owed.
    ///
    /// - Returns: How much that was; zero where nothing was owed, or it was handed over before.
    public func markHandedOver(_ session: RequestID, at: Int64) async throws(JournalError) -> Yen {
        try await write { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT sequence, amount FROM entry WHERE session = ? AND kind = 'owed'
                        AND sequence NOT IN (SELECT entry FROM cleared)
                    """, arguments: [session.description])
            for row in rows {
                try db.execute(
                    sql: "INSERT INTO cleared (entry, at) VALUES (?, ?)", arguments: [row["sequence"] as Int64, at])
            }
            return rows.reduce(.zero) { $0 + (Yen($1["amount"] as Int) ?? .zero) }
        }
    }

    private static func session(of row: Row, path: String) throws -> RequestID? {
        guard let text = row["session"] as String? else { return nil }
        guard let session = RequestID(text) else { throw JournalError(.corrupt, path: path) }
        return session
    }
}
