internal import Glibc
internal import OpenSSL

/// Reads a list once, from its first byte to its last, and writes its index to a file.
struct ListIndexer {
    /// Puts bytes at a place of the index's file.
    typealias Write = (_ bytes: UnsafeRawBufferPointer, _ offset: Int) throws(RevocationListError) -> Void

    /// The longest list that is read: ten times one with a million entries.
    static let maximumLength = 256 << 20

    /// - Returns: the list's fields, signature included, and the digest that was signed.
    static func run(
        source: @escaping ByteWindow.Source, write: @escaping Write
    ) throws(RevocationListError) -> (fields: ListFields, file: ListFile) {
        var written = ListFile.listOffset
        let window = ByteWindow(limit: maximumLength, source: source) { (bytes) throws(RevocationListError) in
            try write(bytes, written)
            written += bytes.count
        }
        try window.need(ByteWindow.capacity)
        var (fields, plan) = try ListFields.head(window.unread)
        guard plan.length <= maximumLength else { throw .tooLarge }
        try window.digest(plan.signedStart..<plan.signedEnd, as: fields.algorithm)
        let head = [UInt8](window.unread[..<plan.entriesStart])
        window.skip(plan.entriesStart)

        let keys = try ListTable.Keys()
        var entries = try Entries(window, plan: plan, keys: keys, isVersion2: fields.isVersion2)
        try entries.readAll()

        try window.need(plan.tailLength + 1)
        // One byte more would be signed by nobody.
        guard window.unread.count == plan.tailLength else { throw .malformed }
        let digest = try window.finishDigest()
        try fields.readTail(window.unread, plan: plan)

        entries.table.seal(keys)
        let file = ListFile(
            plan: plan, count: entries.table.count, homeBlocks: entries.table.homeBlocks,
            issuerChanges: entries.issuerChanges.count, keys: keys,
            hasUnhandledCriticalEntry: entries.hasUnhandledCritical, digest: digest)
        try write(entries.table.bytes, file.tableOffset)
        try entries.issuerChanges.withUnsafeBufferPointer { (changes) throws(RevocationListError) in
            try write(UnsafeRawBufferPointer(changes), file.issuerOffset)
        }
        let header = try head.withUnsafeBufferPointer { (head) throws(RevocationListError) in
            try file.header(head: UnsafeRawBufferPointer(head), tail: window.unread)
        }
        try header.withUnsafeBufferPointer { (page) throws(RevocationListError) in
            try write(UnsafeRawBufferPointer(page), 0)
        }
        return (fields, file)
    }

    /// The entries while they pass.
    private struct Entries {
        private let window: ByteWindow
        private let plan: ListPlan
        private let keys: ListTable.Keys
        private let isVersion2: Bool
        let table: ListTableBuilder
        var issuerChanges: [UInt32] = []
        var hasUnhandledCritical = false

        init(
            _ window: ByteWindow, plan: ListPlan, keys: ListTable.Keys, isVersion2: Bool
        ) throws(RevocationListError) {
            self.window = window
            self.plan = plan
            self.keys = keys
            self.isVersion2 = isVersion2
            table = try ListTableBuilder(expected: Entries.expected(window.unread, plan))
        }

        mutating func readAll() throws(RevocationListError) {
            let end = plan.entriesEnd
            while window.position < end {
                var unread = window.unread
                let left = end - window.position
                if unread.count < ListEntry.usualLength, unread.count < left {
                    try window.need(min(left, ListEntry.maximumLength))
                    unread = window.unread
                }
                if unread.count > 1, unread[1] >= 0x80, let (header, content) = DERReader.header(unread) {
                    try window.need(min(left, header + content, ListEntry.maximumLength))
                    unread = window.unread
                }
                // Never past the last entry, into the tail.
                let entry = try ListEntry(UnsafeRawBufferPointer(rebasing: unread[..<min(unread.count, left)]))
                let offset = UInt32(truncatingIfNeeded: window.position)
                if !entry.extensions.isEmpty { try note(entry, offset) }
                try table.insert(hash: keys.hash(entry.serial), offset: offset)
                window.skip(entry.length)
            }
            guard window.position == end else { throw .malformed }
        }

        private mutating func note(_ entry: ListEntry, _ offset: UInt32) throws(RevocationListError) {
            guard isVersion2 else { throw .malformed }
            let details = try entry.details()
            if details.hasUnhandledCriticalExtension { hasUnhandledCritical = true }
            if let issuer = details.issuer {
                do { _ = try GeneralName.list(der: issuer) } catch { throw .malformed }
                issuerChanges.append(offset)
            }
        }

        // From the average of the first entries. A wrong guess costs time and nothing else.
        private static func expected(_ bytes: UnsafeRawBufferPointer, _ plan: ListPlan) -> Int {
            let total = plan.entriesEnd - plan.entriesStart
            var seen = 0
            var count = 0
            while count < 256, seen < total, seen < bytes.count,
                let (header, content) = DERReader.header(UnsafeRawBufferPointer(rebasing: bytes[seen...]))
            {
                seen += header + content
                count += 1
            }
            guard seen > 0 else { return 1 }
            // No entry has fewer than twenty bytes, whatever the first ones say.
            return min(total / 20, Int(Double(total) / Double(seen) * Double(count) * 1.02)) + 1
        }
    }
}
