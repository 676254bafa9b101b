internal import GRDB
public import Issuance

/// What must survive a power cut: each step that money or paper depends on, in the order in which it happened.
///
/// An entry is on the disk, past every cache that the kernel knows of, when `record` returns. Nothing in the file
/// tells who stood at the kiosk. One process at a time may write; others may look.
///
/// The work is done on a queue of its own: callers wait without holding a thread, and their cancellation does not
/// reach it, so a step that was asked for is recorded.
public final class Journal: Sendable {
    /// 64 MiB: some 400,000 issuances, more than a kiosk makes in its life.
    public static let usualMaximumBytes = 64 << 20

    /// The journal's file. Beside it lie `-wal`, `-shm` and `-owner`.
    public let path: String
    private let queue: DatabaseQueue
    private let lock: OwnerLock?

    private init(path: String, queue: DatabaseQueue, lock: OwnerLock?) {
        self.path = path
        self.queue = queue
        self.lock = lock
    }

    deinit {
        // Before the lock goes. An error here leaves a write-ahead log that the next start reads.
        try? queue.close()
    }

    /// Opens the journal for its one writer, and makes it where there is none.
    ///
    /// It blocks for some milliseconds; call it at start. A file that is damaged, empty, foreign or of a later
    /// version is refused and left as it is.
    public static func open(
        path: String, maximumBytes: Int = usualMaximumBytes
    ) throws(JournalError) -> Journal {
        let lock = try OwnerLock(journal: path)
        let queue = try JournalFile.openForWriting(path: path, maximumBytes: maximumBytes)
        return Journal(path: path, queue: queue, lock: lock)
    }

    /// Opens an existing journal to look at it, while its writer runs or not. Whatever writes then throws
    /// `notWritable`.
    public static func openForReading(path: String) throws(JournalError) -> Journal {
        Journal(path: path, queue: try JournalFile.openForReading(path: path), lock: nil)
    }

    /// Appends `entry`. It is durable when this returns.
    ///
    /// - Parameters:
    ///   - session: The order's request id. Nil only for an alarm or forgotten paper that belongs to no order; money
    ///     that came outside an order gets a fresh id of its own.
    ///   - at: Milliseconds since 1970-01-01 UTC.
    public func record(_ entry: JournalEntry, session: RequestID?, at: Int64) async throws(JournalError) {
        try await record([entry], session: session, at: at)
    }

    /// Appends `entries`, all of them or none.
    public func record(_ entries: [JournalEntry], session: RequestID?, at: Int64) async throws(JournalError) {
        try await write { db in try Self.insert(entries, session: session, at: at, in: db) }
    }

    static func insert(_ entries: [JournalEntry], session: RequestID?, at: Int64, in db: Database) throws {
        let statement = try db.cachedStatement(sql: EntryRow.insertion)
        for entry in entries {
            try statement.execute(arguments: EntryRow(entry).arguments(session: session, at: at))
        }
    }

    /// The session's entries as they were recorded.
    static func ledger(of session: RequestID, in db: Database, path: String) throws -> SessionLedger {
        var ledger = SessionLedger(session: session)
        let rows = try Row.fetchCursor(
            db, sql: "SELECT * FROM entry WHERE session = ? ORDER BY sequence", arguments: [session.description])
        while let row = try rows.next() {
            guard let entry = EntryRow(row).entry else { throw JournalError(.corrupt, path: path) }
            ledger.append(entry)
        }
        return ledger
    }
}

// MARK: - Off the caller's thread

extension Journal {
    /// Runs `body` in one transaction; it is on the disk when this returns.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(JournalError) -> Value {
        // IMMEDIATE takes the writer's place at once, so that nothing is read that another then changes.
        try await perform(.immediate, body)
    }

    /// Runs `body` on one unchanging picture of the journal.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(JournalError) -> Value {
        try await perform(.deferred, body)
    }

    private func perform<Value: Sendable>(
        _ kind: Database.TransactionKind, _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(JournalError) -> Value {
        let result: Result<Value, JournalError> = await withCheckedContinuation { continuation in
            // Never `self` in here: the queue must not be the last to let go of the journal, whose `deinit` waits
            // for the queue.
            queue.asyncWriteWithoutTransaction { [path] db in
                let result = Result { () throws -> Value in
                    var value: Value?
                    try db.inTransaction(kind) {
                        value = try body(db)
                        return .commit
                    }
                    guard let value else { throw JournalError(.other, path: path) }
                    return value
                }
                continuation.resume(returning: result.mapError { JournalError($0, path: path) })
            }
        }
        return try result.get()
    }
}
