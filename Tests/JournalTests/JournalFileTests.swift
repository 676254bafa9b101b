import Foundation
import GRDB
import Issuance
import Testing

@testable import Journal

/// The file: who may read it, what may stand in it, and what happens when it is not what it should be.
@Suite struct JournalFileTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    @Test func isReadableByItsOwnerAlone() async throws {
        let journal = try Journal.open(path: folder.journal)
        try await journal.record(try Course.order(), session: id(1), at: 1)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(files == ["journal.sqlite", "journal.sqlite-owner", "journal.sqlite-shm", "journal.sqlite-wal"])
        for file in files {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/\(file)")
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(file)")
        }
    }

    /// A mode that somebody widened is narrowed again.
    @Test func narrowsItsMode() async throws {
        _ = try Journal.open(path: folder.journal)
        chmod(folder.journal, 0o666)
        let journal = try Journal.open(path: folder.journal)
        try await journal.record(.alarmRaised(.queueNotEmpty), session: nil, at: 1)
        for file in [folder.journal, "\(folder.journal)-wal", "\(folder.journal)-shm"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: file)
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(file)")
        }
    }

    /// FULL (2) is what makes a commit survive the loss of power, and not only of the process.
    @Test func waitsForTheDisk() async throws {
        let journal = try Journal.open(path: folder.journal)
        let settings = try await journal.read { db in
            try ["journal_mode", "synchronous", "foreign_keys", "secure_delete", "trusted_schema"].map {
                try String.fetchOne(db, sql: "PRAGMA \($0)") ?? ""
            }
        }
        #expect(settings == ["wal", "2", "1", "1", "0"])
    }

    /// There is no column in which a name, an address or a certificate would fit.
    @Test func hasNoPlaceForAResident() async throws {
        let journal = try Journal.open(path: folder.journal)
        let columns = try await journal.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT m.name || '.' || c.name || ' ' || c.type FROM sqlite_schema m, pragma_table_info(m.name) c
                    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name <> 'grdb_migrations' ORDER BY 1
                    """)
        }
        #expect(
            columns == [
                "cleared.at INTEGER", "cleared.entry INTEGER", "entry.alarm TEXT", "entry.amount INTEGER",
                "entry.at INTEGER", "entry.certificate TEXT", "entry.copies INTEGER", "entry.kind TEXT",
                "entry.municipality TEXT", "entry.sequence INTEGER", "entry.session TEXT", "entry.sheets INTEGER",
                "pruned.count INTEGER", "pruned.kind TEXT", "reported.at INTEGER", "reported.session TEXT",
            ])
        for text in ["窓口花子", "Hanako Madoguchi", "1-1-1", "1989", "a b", ""] {
            for column in ["session", "kind", "municipality", "certificate", "alarm"] {
                let values = column == "kind" ? "at, kind" : "at, kind, \(column)"
                let marks = column == "kind" ? "1, ?" : "1, 'alarm-raised', ?"
                let refusal = await kind {
                    try await journal.write { db in
                        try db.execute(sql: "INSERT INTO entry (\(values)) VALUES (\(marks))", arguments: [text])
                    }
                }
                #expect(refusal == .refusedEntry, "\(column) took \(text)")
            }
        }
        #expect(try await journal.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM entry") } == 0)
    }

    /// The truth only grows: no statement changes an entry, and none removes one that is still open.
    @Test func refusesToForget() async throws {
        let journal = try Journal.open(path: folder.journal)
        try await journal.record([try Course.order(), .owed(yen(10)), .refused], session: id(1), at: 1)
        try await journal.record([try Course.order(), .refused], session: id(2), at: 1)
        try await journal.markReported(id(1), at: 2)
        for sql in [
            "UPDATE entry SET amount = 0", "DELETE FROM entry WHERE kind = 'owed'",
            "DELETE FROM entry WHERE session = '\(id(2))'",
        ] {
            #expect(
                await kind { try await journal.write { db in try db.execute(sql: sql) } } == .refusedEntry, "\(sql)")
        }
        #expect(try await journal.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM entry") } == 5)
    }

    @Test func aSecondWriterIsRefusedAndAReaderIsNot() async throws {
        var journal: Journal? = try Journal.open(path: folder.journal)
        #expect(await kind { _ = try Journal.open(path: folder.journal) } == .inUse)

        let reader = try Journal.openForReading(path: folder.journal)
        try await journal?.record(.alarmRaised(.queueNotEmpty), session: nil, at: 1)
        #expect(try await reader.openAlarms().count == 1)
        #expect(await kind { _ = try await reader.clearAlarms(at: 2) } == .notWritable)
        #expect(try await journal?.openAlarms().count == 1)

        // The lock goes with its holder.
        journal = nil
        let next = try Journal.open(path: folder.journal)
        #expect(try await next.openAlarms().count == 1)
    }

    /// As where a program is being started at the moment at which the former holder leaves.
    @Test func aLockThatIsLeftInAMomentIsWaitedFor() async throws {
        _ = try Journal.open(path: folder.journal)
        let holder = open(folder.journal + "-owner", O_RDWR | O_CLOEXEC)
        try #require(holder >= 0 && flock(holder, LOCK_EX | LOCK_NB) == 0)
        Thread.detachNewThread {
            usleep(50_000)
            close(holder)
        }
        let journal = try Journal.open(path: folder.journal)
        #expect(try await journal.openAlarms().isEmpty)
    }

    /// With the writer gone its files are folded into one, which a reader can open all the same.
    @Test func aReaderNeedsNoWriter() async throws {
        #expect(await kind { _ = try Journal.openForReading(path: folder.journal) } == .missingFolder)
        _ = try Journal.open(path: folder.journal)
        #expect(try await Journal.openForReading(path: folder.journal).openAlarms().isEmpty)
    }

    enum Damage: CaseIterable {
        case noise, emptied, truncated, headerOnly, overwrittenPage, overwrittenLastPage, unknownEntry
    }

    /// Damage is refused with its remedy, and the file is left for a person exactly as it is.
    @Test(arguments: Damage.allCases) func refusesADamagedFile(_ damage: Damage) async throws {
        try await makeFull()
        let url = URL(fileURLWithPath: folder.journal)
        var bytes = try Data(contentsOf: url)
        switch damage {
        case .noise: bytes = Data((0..<8_192).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        case .emptied: bytes = Data()
        case .truncated: bytes = bytes.prefix(bytes.count / 2)
        case .headerOnly: bytes = bytes.prefix(100)
        case .overwrittenPage:
            for offset in 8_192..<min(bytes.count, 20_480) { bytes[offset] = 0xA5 }
        case .overwrittenLastPage:
            // Nothing that a start reads lies there: only the check of the whole file sees it.
            for offset in bytes.count - 4_096..<bytes.count { bytes[offset] = 0xA5 }
        case .unknownEntry:
            let raw = try DatabaseQueue(path: folder.journal)
            try await raw.write {
                try $0.execute(sql: "INSERT INTO entry (session, at, kind) VALUES ('\(id(99))', 1, 'novelty')")
            }
            try raw.close()
            bytes = try Data(contentsOf: url)
        }
        try bytes.write(to: url)

        let refusal = await kind {
            let journal = try Journal.open(path: folder.journal)
            // An entry that nobody knows is well-formed SQLite: it is refused when it is read.
            if damage == .unknownEntry { _ = try await journal.unsettledSessions() }
        }
        #expect(refusal == .corrupt)
        #expect(JournalError(.corrupt, path: folder.journal).remedy.contains("Do not delete it"))
        #expect(try Data(contentsOf: url) == bytes)
    }

    @Test func refusesForeignAndLaterFiles() async throws {
        let foreign = try DatabaseQueue(path: folder.journal)
        try await foreign.write { try $0.execute(sql: "CREATE TABLE t (x)") }
        try foreign.close()
        chmod(folder.journal, 0o644)
        let before = try FileManager.default.attributesOfItem(atPath: folder.journal)
        #expect(await kind { _ = try Journal.open(path: folder.journal) } == .notAJournal)
        let after = try FileManager.default.attributesOfItem(atPath: folder.journal)
        #expect(after[.posixPermissions] as? Int == before[.posixPermissions] as? Int)
        #expect(after[.size] as? Int == before[.size] as? Int)

        try FileManager.default.removeItem(atPath: folder.journal)
        _ = try Journal.open(path: folder.journal)
        let later = try DatabaseQueue(path: folder.journal)
        try await later.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('v9')") }
        try later.close()
        #expect(await kind { _ = try Journal.open(path: folder.journal) } == .newerVersion)
    }

    /// A draft that a power cut left beside it is no journal and does not stand in the way.
    @Test func aHalfMadeJournalIsMadeAnew() async throws {
        try Data("half".utf8).write(to: URL(fileURLWithPath: folder.journal + "-new"))
        let journal = try Journal.open(path: folder.journal)
        try await journal.record(.alarmRaised(.queueNotEmpty), session: nil, at: 1)
        #expect(!FileManager.default.fileExists(atPath: folder.journal + "-new"))
    }

    @Test func namesWhatStandsInTheWay() async throws {
        #expect(await kind { _ = try Journal.open(path: "\(folder.path)/none/journal.sqlite") } == .missingFolder)
        // Nobody may make files there, root neither.
        #expect(await kind { _ = try Journal.open(path: "/sys/madoguchi-journal.sqlite") } == .notWritable)
        try FileManager.default.createDirectory(atPath: folder.journal, withIntermediateDirectories: false)
        #expect(await kind { _ = try Journal.open(path: folder.journal) } == .notWritable)
    }

    /// A full disk is told, loses the entry that did not fit and nothing before it.
    @Test func aFullDiskLosesNothingThatWasRecorded() async throws {
        let journal = try Journal.open(path: folder.journal, maximumBytes: 64 * 1_024)
        var recorded = 0
        var failure: JournalError.Kind?
        while failure == nil && recorded < 10_000 {
            failure = await kind {
                try await journal.record(
                    Array(repeating: .moneyCredited(yen(10)), count: 20), session: id(1), at: Int64(recorded))
            }
            if failure == nil { recorded += 20 }
        }
        #expect(failure == .full)
        #expect(recorded > 0)
        #expect(try await journal.unsettledSessions().map(\.credited) == [yen(10 * recorded)])
    }

    private func makeFull() async throws {
        let journal = try Journal.open(path: folder.journal)
        for number in 0..<40 as Range<UInt64> {
            try await journal.record([try Course.order(), .refused, .sessionClosed], session: id(number), at: 1)
        }
    }
}
