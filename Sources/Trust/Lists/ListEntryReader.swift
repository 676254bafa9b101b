internal import OpenSSL

/// Reads the entries of a list while they pass, and puts them into the table.
///
/// Nearly all entries of nearly all lists have one shape: a number, a UTCTime, nothing else. Those are
/// read some dozens at a time, so that the memory's answers to all of them are waited for together.
final class ListEntryReader {
    let table: ListTableBuilder
    /// Where entries begin that name a certificate's issuer.
    private(set) var issuerChanges: [UInt32] = []
    private(set) var hasUnhandledCritical = false

    private let window: ByteWindow
    private let plan: ListPlan
    private let keys: ListTable.Keys
    private let isVersion2: Bool
    private let batch = UnsafeMutablePointer<UInt64>.allocate(capacity: ListEntryReader.batchSize)

    private static let batchSize = 64

    init(
        _ window: ByteWindow, plan: ListPlan, keys: ListTable.Keys, isVersion2: Bool
    ) throws(RevocationListError) {
        self.window = window
        self.plan = plan
        self.keys = keys
        self.isVersion2 = isVersion2
        table = try ListTableBuilder(expected: ListEntryReader.expected(window.unread, plan))
    }

    deinit { batch.deallocate() }

    func readAll() throws(RevocationListError) {
        while window.position < plan.entriesEnd {
            let left = plan.entriesEnd - window.position
            if window.unread.count < ListEntry.usualLength, window.unread.count < left {
                try window.need(min(left, ListEntry.usualLength))
            }
            // Never past the last entry, into the tail.
            let room = min(window.unread.count, left)
            let passed = try readUsual(window.unread, room: room)
            if passed > 0 {
                window.skip(passed)
            } else {
                try readOne(left: left)
            }
        }
        guard window.position == plan.entriesEnd else { throw .malformed }
    }

    /// Reads entries of the usual shape from the beginning of `bytes`, up to the first that has another.
    ///
    /// - Returns: how many bytes they have; 0 when the first one has another shape.
    private func readUsual(_ bytes: UnsafeRawBufferPointer, room: Int) throws(RevocationListError) -> Int {
        guard let base = bytes.baseAddress else { return 0 }
        let position = UInt64(truncatingIfNeeded: window.position)
        var at = 0
        var count = 0
        while count < ListEntryReader.batchSize, room - at >= ListEntry.shortest {
            let entry = base + at
            // 30 L 02 S serial 17 0D date: all in short form, and all of it here.
            let head = entry.loadUnaligned(as: UInt32.self)
            let length = Int(truncatingIfNeeded: head >> 8 & 0xFF)
            let serial = Int(truncatingIfNeeded: head >> 24)
            guard head & 0x00FF_00FF == 0x0002_0030, length == serial + 17, length < 0x80,
                serial <= ListEntry.maximumSerialLength, serial > 0, at + 2 + length <= room,
                (entry + 4 + serial).loadUnaligned(as: UInt16.self) == 0x0D17,
                DERValue.isUsualTime(entry + 6 + serial)
            else { break }
            let number = UnsafeRawBufferPointer(start: entry + 4, count: serial)
            guard DERValue.isInteger(number) else { break }
            batch[count] = UInt64(keys.hash(number)) << 32 | (position &+ UInt64(truncatingIfNeeded: at))
            count += 1
            at += 2 + length
        }
        try table.insert(UnsafeBufferPointer(start: batch, count: count))
        return at
    }

    /// Reads one entry of any shape.
    private func readOne(left: Int) throws(RevocationListError) {
        if let (header, content) = DERReader.header(window.unread) {
            try window.need(min(left, header + content, ListEntry.maximumLength))
        }
        let unread = window.unread
        let entry = try ListEntry(UnsafeRawBufferPointer(rebasing: unread[..<min(unread.count, left)]))
        let offset = UInt32(truncatingIfNeeded: window.position)
        if !entry.extensions.isEmpty { try note(entry, offset) }
        var slot = UInt64(keys.hash(entry.serial)) << 32 | UInt64(offset)
        try withUnsafePointer(to: &slot) { (slot) throws(RevocationListError) in
            try table.insert(UnsafeBufferPointer(start: slot, count: 1))
        }
        window.skip(entry.length)
    }

    private func note(_ entry: ListEntry, _ offset: UInt32) throws(RevocationListError) {
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
        return min(total / ListEntry.shortest, Int(Double(total) / Double(seen) * Double(count) * 1.02)) + 1
    }
}
