internal import FoundationEssentials
internal import GRDB

/// A store in one SQLite file, or in memory. Several processes may use the file at the same time.
public final class SQLiteRecordStore: RecordStore {
    private let queue: DatabaseQueue

    /// Opens the store, and makes it where there is none.
    ///
    /// - Parameter path: its file; nil: in memory, gone with the value.
    public init(path: String? = nil) throws(StoreError) {
        do {
            var configuration = Configuration()
            // Another process holds the file for milliseconds at a time.
            configuration.busyMode = .timeout(5)
            // A file is written at the next checkpoint: after a power cut the simulated town is as it was a little
            // earlier, and whole.
            configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA synchronous = NORMAL") }
            queue =
                try path.map { try DatabaseQueue(path: $0, configuration: configuration) }
                ?? DatabaseQueue(configuration: configuration)
            try queue.writeWithoutTransaction { db in
                if path != nil { try db.execute(sql: "PRAGMA journal_mode = WAL") }
                try db.execute(sql: Self.schema)
            }
        } catch {
            throw StoreError(error)
        }
    }

    private static let schema = """
        CREATE TABLE IF NOT EXISTS item (
            kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 32 AND kind NOT GLOB '*[^a-z-]*'),
            id TEXT NOT NULL CHECK (length(id) BETWEEN 1 AND 200),
            "group" TEXT NOT NULL CHECK (length("group") <= 200),
            version INTEGER NOT NULL CHECK (version > 0),
            body BLOB NOT NULL CHECK (length(body) <= 1048576),
            PRIMARY KEY (kind, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS item_group ON item (kind, "group", id);
        """

    /// See `RecordStore`.
    public func item(_ kind: String, _ id: String) async throws(StoreError) -> StoredItem? {
        do {
            return try await queue.read { db in
                try db.cachedStatement(sql: "SELECT * FROM item WHERE kind = ? AND id = ?")
                    .one([kind, id]).map(StoredItem.init)
            }
        } catch {
            throw StoreError(error)
        }
    }

    /// See `RecordStore`.
    public func items(_ kind: String, group: String?) async throws(StoreError) -> [StoredItem] {
        do {
            return try await queue.read { db in
                let condition = group == nil ? "" : " AND \"group\" = ?"
                let statement = try db.cachedStatement(
                    sql: "SELECT * FROM item WHERE kind = ?\(condition) ORDER BY id")
                return try Row.fetchAll(statement, arguments: StatementArguments([kind] + (group.map { [$0] } ?? [])))
                    .map(StoredItem.init)
            }
        } catch {
            throw StoreError(error)
        }
    }

    /// See `RecordStore`.
    public func commit(_ changes: [StoreChange]) async throws(StoreError) {
        guard !changes.isEmpty else { return }
        do {
            try await queue.write { db in
                for change in changes { try change.apply(to: db) }
            }
        } catch {
            throw StoreError(error)
        }
    }
}

extension StoreChange {
    fileprivate func apply(to db: Database) throws {
        switch self {
        case .put(let kind, let id, let group, let body, after: 0):
            let statement = try db.cachedStatement(
                sql:
                    "INSERT INTO item (kind, id, \"group\", version, body) VALUES (?, ?, ?, 1, ?) ON CONFLICT DO NOTHING"
            )
            try statement.execute(arguments: [kind, id, group, Data(body)])
            try Self.expectOne(db, kind)
        case .put(let kind, let id, let group, let body, let version):
            let statement = try db.cachedStatement(
                sql: """
                    UPDATE item SET "group" = ?, version = version + 1, body = ?
                    WHERE kind = ? AND id = ? AND version = ?
                    """)
            try statement.execute(arguments: [group, Data(body), kind, id, version])
            try Self.expectOne(db, kind)
        case .remove(let kind, let id, let version):
            let statement = try db.cachedStatement(sql: "DELETE FROM item WHERE kind = ? AND id = ? AND version = ?")
            try statement.execute(arguments: [kind, id, version])
            try Self.expectOne(db, kind)
        case .expect(let kind, let id, let version):
            let statement = try db.cachedStatement(sql: "SELECT * FROM item WHERE kind = ? AND id = ?")
            guard try statement.one([kind, id])?["version"] ?? 0 == version else {
                throw StoreError(.changedMeanwhile, kind)
            }
        }
    }

    private static func expectOne(_ db: Database, _ kind: String) throws {
        guard db.changesCount == 1 else { throw StoreError(.changedMeanwhile, kind) }
    }
}

extension Statement {
    fileprivate func one(_ arguments: StatementArguments) throws -> Row? {
        try Row.fetchOne(self, arguments: arguments)
    }
}

extension StoredItem {
    fileprivate init(_ row: Row) {
        let body: Data = row["body"]
        self.init(kind: row["kind"], id: row["id"], group: row["group"], version: row["version"], body: Array(body))
    }
}

extension StoreError {
    fileprivate init(_ error: any Error) {
        switch error {
        case let error as StoreError: self = error
        case let error as DatabaseError:
            // SQLite's code alone: its message may quote what was to be stored.
            let isDamaged = [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode)
            self.init(isDamaged ? .corrupt : .unavailable, "SQLite \(error.extendedResultCode.rawValue)")
        default: self.init(.unavailable, "SQLite")
        }
    }
}
