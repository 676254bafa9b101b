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
        try window.need(1)
        var (fields, plan) = try head(window)
        guard plan.length <= maximumLength else { throw .tooLarge }
        try window.digest(plan.signedStart..<plan.signedEnd, as: fields.algorithm)
        let head = [UInt8](window.unread[..<plan.entriesStart])
        window.skip(plan.entriesStart)

        let keys = try ListTable.Keys()
        let entries = try ListEntryReader(window, plan: plan, keys: keys, isVersion2: fields.isVersion2)
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
        let changes = ListTable.blocks(of: entries.issuerChanges, from: entries.table.totalBlocks, keys: keys)
        try changes.withUnsafeBufferPointer { (changes) throws(RevocationListError) in
            try write(UnsafeRawBufferPointer(changes), file.issuerOffset)
        }
        let header = try file.header(head: head, tail: [UInt8](window.unread))
        try header.withUnsafeBufferPointer { (page) throws(RevocationListError) in
            try write(UnsafeRawBufferPointer(page), 0)
        }
        return (fields, file)
    }

    // Nearly every head is here at once; one with long names may need more of the list.
    private static func head(_ window: ByteWindow) throws(RevocationListError) -> (ListFields, ListPlan) {
        if let found = try? ListFields.head(window.unread) { return found }
        try window.need(ListPlan.maximumPart)
        return try ListFields.head(window.unread)
    }
}
