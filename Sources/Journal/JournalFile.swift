internal import GRDB

#if canImport(Glibc)
    internal import Glibc
#endif

/// Brings the journal's file into being, whole or not at all, and opens it.
enum JournalFile {
    /// "MDGJ": tells a journal from any other SQLite file. https://www.sqlite.org/fileformat.html §1.3.16
    static let applicationID: Int32 = 0x4D44_474A

    /// Opens the journal for its one writer; makes it first where there is none. The caller holds the owner's lock.
    static func openForWriting(path: String, maximumBytes: Int) throws(JournalError) -> DatabaseQueue {
        if access(path, F_OK) != 0 {
            guard errno == ENOENT else { throw JournalError(errno: errno, path: path) }
            try create(path)
        }
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration(readOnly: false))
            try queue.writeWithoutTransaction { db in
                try check(db, path: path)
                // Only now: a damaged or foreign file is not written to.
                let mode = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
                guard mode == "wal" else { throw JournalError(.notWritable, path: path) }
                // FULL: a commit is on the disk, past its cache, before it returns. WAL's usual NORMAL is not.
                try db.execute(sql: "PRAGMA synchronous = FULL")
                let pageSize = try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 4096
                try db.execute(sql: "PRAGMA max_page_count = \(max(1, maximumBytes / pageSize))")
                // The write-ahead log is cut back to this after a checkpoint.
                try db.execute(sql: "PRAGMA journal_size_limit = 1048576")
                // In KiB: what is written is seldom read again, and SQLite's own 2 MiB would fill up over the months.
                try db.execute(sql: "PRAGMA cache_size = -256")
            }
            try Schema.migrator.migrate(queue)
            // Known to be a journal by now: a mistaken path must not change the mode of somebody else's file.
            for suffix in ["", "-wal", "-shm"] where chmod(path + suffix, 0o600) != 0 && errno != ENOENT {
                throw JournalError(errno: errno, path: path)
            }
            return queue
        } catch {
            throw JournalError(error, path: path)
        }
    }

    /// Opens an existing journal to look at it.
    static func openForReading(path: String) throws(JournalError) -> DatabaseQueue {
        guard access(path, F_OK) == 0 else { throw JournalError(errno: errno, path: path) }
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration(readOnly: true))
            try queue.read { db in try check(db, path: path) }
            return queue
        } catch {
            throw JournalError(error, path: path)
        }
    }

    private static func configuration(readOnly: Bool) -> GRDB.Configuration {
        var configuration = GRDB.Configuration()
        configuration.label = "journal"
        configuration.readonly = readOnly
        configuration.foreignKeysEnabled = true
        // A reader holds the file for milliseconds at a time.
        configuration.busyMode = .timeout(2)
        configuration.prepareDatabase { db in
            // What is deleted is overwritten; foreign code in the schema is not run; bad cells are noticed.
            try db.execute(
                sql:
                    "PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0"
            )
        }
        return configuration
    }

    private static func check(_ db: Database, path: String) throws {
        guard try String.fetchOne(db, sql: "PRAGMA quick_check(1)") == "ok" else {
            throw JournalError(.corrupt, path: path)
        }
        // An empty file is a valid empty database, and as a journal it has lost everything.
        guard try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0 > 0 else {
            throw JournalError(.corrupt, path: path)
        }
        guard try Int32.fetchOne(db, sql: "PRAGMA application_id") == applicationID else {
            throw JournalError(.notAJournal, path: path)
        }
        guard try !Schema.migrator.hasBeenSuperseded(db) else { throw JournalError(.newerVersion, path: path) }
    }

    /// Makes the journal under another name and then renames it, so that a file of the journal's name is always a
    /// whole journal: a power cut in the midst leaves none.
    private static func create(_ path: String) throws(JournalError) {
        let draft = path + "-new"
        for suffix in ["", "-journal", "-wal", "-shm"] { unlink(draft + suffix) }
        let descriptor = open(draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw JournalError(errno: errno, path: path) }
        close(descriptor)
        do {
            let queue = try DatabaseQueue(path: draft, configuration: configuration(readOnly: false))
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA synchronous = FULL; PRAGMA application_id = \(applicationID)")
            }
            try Schema.migrator.migrate(queue)
            try queue.close()
        } catch {
            throw JournalError(error, path: path)
        }
        guard rename(draft, path) == 0 else { throw JournalError(errno: errno, path: path) }
        // The name itself is durable once its folder is.
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "."
        let folderDescriptor = open(String(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folderDescriptor >= 0 else { throw JournalError(errno: errno, path: path) }
        defer { close(folderDescriptor) }
        guard fsync(folderDescriptor) == 0 else { throw JournalError(errno: errno, path: path) }
    }
}
