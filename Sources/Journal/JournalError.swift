internal import GRDB

/// Why the journal could not be opened, read or written. A kiosk without its journal serves nobody.
public struct JournalError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds that a caller can act on.
    public enum Kind: Hashable, Sendable, CaseIterable {
        /// The file is damaged, or holds what no version of this software wrote. Never repaired by software: money
        /// that is owed may stand in it.
        case corrupt
        /// A database, but no journal of a kiosk.
        case notAJournal
        /// A later version of this software wrote it.
        case newerVersion
        /// The disk, or the journal's own limit, is full.
        case full
        /// The folder or the file may not be written.
        case notWritable
        /// The folder is not there.
        case missingFolder
        /// Another process has it open for writing.
        case inUse
        /// The disk failed.
        case disk
        /// The entry breaks a bound that the journal keeps: an amount, a count, money without a session.
        case refusedEntry
        /// Anything else.
        case other
    }

    /// What a caller can act on.
    public var kind: Kind
    /// SQLite's extended result code, or the `errno` of the call that failed; 0 where neither applies.
    public var code: Int32
    /// The journal's path.
    public var path: String

    init(_ kind: Kind, code: Int32 = 0, path: String) {
        self.kind = kind
        self.code = code
        self.path = path
    }

    /// What a technician does about it.
    public var remedy: String {
        switch kind {
        case .corrupt:
            "Do not delete it: copy the file and its -wal aside for the operator, count the mechanism, then move it away."
        case .notAJournal: "Name the journal's own file in the configuration."
        case .newerVersion: "Install the software's newer version again, or move the journal aside for the operator."
        case .full: "Make room on the disk."
        case .notWritable: "Give the kiosk's user the folder and the file, and mount the disk for writing."
        case .missingFolder: "Make the folder, owned by the kiosk's user, mode 0700."
        case .inUse: "Stop the other kiosk daemon first."
        case .disk: "Check the disk's health and replace it."
        case .refusedEntry, .other: "Report it to the maker with the code."
        }
    }

    /// The path, the kind, the code and the remedy; never what an entry held.
    public var description: String { "journal \(path): \(kind) (code \(code)). \(remedy)" }
}

extension JournalError {
    /// What SQLite answered, as a kind.
    init(_ error: any Error, path: String) {
        switch error {
        case let error as JournalError: self = error
        case let error as DatabaseError:
            self.init(Self.kind(of: error.extendedResultCode), code: error.extendedResultCode.rawValue, path: path)
        default: self.init(.other, path: path)
        }
    }

    /// SQLite's result codes, https://www.sqlite.org/rescode.html, as kinds.
    static func kind(of code: ResultCode) -> Kind {
        switch code {
        case .SQLITE_IOERR_CORRUPTFS: return .corrupt
        case .SQLITE_READONLY_DBMOVED: return .disk
        default: break
        }
        switch code.primaryResultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT, .SQLITE_EMPTY: return .corrupt
        case .SQLITE_FULL: return .full
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN, .SQLITE_AUTH: return .notWritable
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL: return .inUse
        case .SQLITE_IOERR: return .disk
        case .SQLITE_CONSTRAINT, .SQLITE_TOOBIG, .SQLITE_MISMATCH, .SQLITE_RANGE: return .refusedEntry
        default: return .other
        }
    }
}
