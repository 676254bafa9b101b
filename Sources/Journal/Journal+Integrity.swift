internal import GRDB

extension Journal {
    /// Reads every page and compares each index with its table (https://www.sqlite.org/pragma.html#pragma_integrity_check),
    /// and each entry with what this software writes. Takes as long as the disk needs for the file.
    ///
    /// - Throws: `.corrupt` where anything is wrong. Nothing is changed.
    public func checkIntegrity() async throws(JournalError) {
        let path = path
        try await read { db in
            guard try String.fetchOne(db, sql: "PRAGMA integrity_check(1)") == "ok" else {
                throw JournalError(.corrupt, path: path)
            }
            let rows = try Row.fetchCursor(db, sql: "SELECT * FROM entry ORDER BY sequence")
            while let row = try rows.next() {
                guard EntryRow(row).entry != nil else { throw JournalError(.corrupt, path: path) }
            }
        }
    }
}
