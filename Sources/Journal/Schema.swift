internal import GRDB

/// The journal's tables.
///
/// `entry` is the truth and only grows. What happened to an entry later (a person handed the money over, cleared the
/// alarm; the cloud took the outcome) stands in tables of its own. `session` is a view: each session's entries in sums.
///
/// No column can hold a resident: numbers within bounds, request ids, municipality codes, and words of ours that are
/// made of lower-case letters and hyphens.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("v1") { db in try db.execute(sql: version1) }
        return migrator
    }

    private static let version1 = """
        CREATE TABLE entry (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            session TEXT CHECK (length(session) = 32 AND session NOT GLOB '*[^0-9a-f]*'),
            -- Milliseconds since 1970-01-01 UTC.
            at INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 32 AND kind NOT GLOB '*[^a-z-]*'),
            -- Yen.
            amount INTEGER CHECK (amount BETWEEN 0 AND 1000000),
            sheets INTEGER CHECK (sheets BETWEEN 0 AND 1000),
            copies INTEGER CHECK (copies BETWEEN 1 AND 10),
            municipality TEXT CHECK (length(municipality) = 5 AND municipality NOT GLOB '*[^0-9]*'),
            certificate TEXT CHECK (length(certificate) BETWEEN 1 AND 32 AND certificate NOT GLOB '*[^a-z-]*'),
            alarm TEXT CHECK (length(alarm) BETWEEN 1 AND 32 AND alarm NOT GLOB '*[^a-z-]*'),
            -- Money and paper belong to a session; an alarm or a forgotten sheet may not.
            CHECK (session IS NOT NULL OR kind IN ('alarm-raised', 'paper-left-behind'))
        ) STRICT;
        CREATE INDEX entry_session ON entry (session, sequence);
        CREATE INDEX entry_kind ON entry (kind);

        -- The cloud has taken the session's outcome.
        CREATE TABLE reported (
            session TEXT PRIMARY KEY CHECK (length(session) = 32 AND session NOT GLOB '*[^0-9a-f]*'),
            at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- A person has looked into the alarm, or handed the money over.
        CREATE TABLE cleared (
            entry INTEGER PRIMARY KEY REFERENCES entry (sequence),
            at INTEGER NOT NULL
        ) STRICT;

        -- How many issuances ended how, of those that were pruned.
        CREATE TABLE pruned (
            kind TEXT PRIMARY KEY CHECK (kind IN ('delivered', 'spoiled', 'refused')),
            count INTEGER NOT NULL CHECK (count >= 0)
        ) STRICT, WITHOUT ROWID;

        CREATE TRIGGER entry_never_changes BEFORE UPDATE ON entry
        BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;

        CREATE TRIGGER entry_goes_only_when_reported BEFORE DELETE ON entry
        WHEN OLD.kind IN ('owed', 'alarm-raised')
            OR OLD.session IS NOT NULL AND NOT EXISTS (SELECT 1 FROM reported WHERE session = OLD.session)
        BEGIN SELECT RAISE(ABORT, 'still open'); END;

        CREATE VIEW session AS
        SELECT
            session AS id,
            min(sequence) AS first,
            max(at) AS lastAt,
            max(kind = 'issuance-requested') AS isRequested,
            max(kind = 'session-closed') AS isClosed,
            max(kind IN ('owed', 'alarm-raised')) AS isKept,
            -- The entry that ended the issuance; how it ended does not change afterwards.
            min(CASE WHEN kind IN ('delivered', 'spoiled', 'refused') THEN sequence END) AS ending,
            sum(CASE kind
                WHEN 'money-credited' THEN amount
                WHEN 'paid-out' THEN -amount
                WHEN 'owed' THEN -amount
                ELSE 0 END) AS held,
            coalesce(min(CASE WHEN kind = 'issuance-requested' THEN amount END), 0) AS fee
        FROM entry WHERE session IS NOT NULL GROUP BY session;
        """
}
