internal import Glibc
internal import OpenSSL

/// The file that an index is: the list as it came, and where to find what in it.
///
///     0       header: one page, with a digest over itself and the list's head and tail
///     4096    the list, byte for byte
///     …       the table, on a boundary of 64 bytes
///     …       where in the list the certificate's issuer changes (indirect lists): four bytes each,
///             fourteen to a block like the table's
///
/// Numbers are little-endian: the file is made and read by the same machine.
struct ListFile: Equatable {
    var plan: ListPlan
    var count: Int
    var homeBlocks: Int
    var issuerChanges: Int
    var keys: ListTable.Keys
    /// Some entry has an extension that must be understood and is not.
    var hasUnhandledCriticalEntry: Bool
    /// Of the signed part.
    var digest: [UInt8]

    static let listOffset = 4_096
    private static let magic: UInt64 = 0x3158_444E_4944_4D4C
    private static let checked = 4_064
    private static let maximumDigest = 64

    var tableOffset: Int { (ListFile.listOffset + plan.length + 63) & ~63 }
    var tableLength: Int { (homeBlocks + ListTable.spareBlocks) * ListTable.blockSize }
    var issuerOffset: Int { tableOffset + tableLength }
    var length: Int { issuerOffset + (issuerChanges + 13) / 14 * ListTable.blockSize }

    /// The header's page.
    func header(head: [UInt8], tail: [UInt8]) throws(RevocationListError) -> [UInt8] {
        var page = [UInt8](repeating: 0, count: ListFile.listOffset)
        let words: [UInt64] = [
            ListFile.magic, UInt64(length), UInt64(plan.length), UInt64(plan.signedStart), UInt64(plan.signedEnd),
            UInt64(plan.entriesStart), UInt64(plan.entriesEnd), UInt64(count), UInt64(homeBlocks),
            UInt64(issuerChanges), keys.first, keys.second, hasUnhandledCriticalEntry ? 1 : 0, UInt64(digest.count),
        ]
        page.withUnsafeMutableBytes { bytes in
            for (index, word) in words.enumerated() {
                bytes.storeBytes(of: word, toByteOffset: index * 8, as: UInt64.self)
            }
            for (index, byte) in digest.prefix(ListFile.maximumDigest).enumerated() { bytes[128 + index] = byte }
        }
        let sum = try ListFile.sum(page, head, tail)
        page.replaceSubrange(ListFile.checked..., with: sum)
        return page
    }

    /// Reads the header's page of a file of this length.
    init(header page: [UInt8], fileLength: Int) throws(RevocationListError) {
        guard page.count == ListFile.listOffset else { throw .damaged }
        let words = page.withUnsafeBytes { bytes in
            (0..<14).map { bytes.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self) }
        }
        // No number in it is larger than the file, which keeps what is computed from them in bounds.
        func number(_ index: Int) throws(RevocationListError) -> Int {
            guard words[index] <= fileLength else { throw .damaged }
            return Int(words[index])
        }
        guard words[0] == ListFile.magic, words[1] == UInt64(fileLength), words[12] <= 1 else { throw .damaged }
        plan = ListPlan(
            length: try number(2), signedStart: try number(3), signedEnd: try number(4),
            entriesStart: try number(5), entriesEnd: try number(6))
        count = try number(7)
        homeBlocks = try number(8)
        issuerChanges = try number(9)
        keys = ListTable.Keys(first: words[10], second: words[11])
        hasUnhandledCriticalEntry = words[12] == 1
        let digestLength = try number(13)
        guard digestLength <= ListFile.maximumDigest else { throw .damaged }
        digest = Array(page[128..<(128 + digestLength)])
        guard plan.isSound, homeBlocks > 0, length == fileLength else { throw .damaged }
    }

    /// Holds the header's digest against the header and what else it covers.
    func check(header page: [UInt8], head: [UInt8], tail: [UInt8]) throws(RevocationListError) {
        guard try ListFile.sum(page, head, tail) == Array(page[ListFile.checked...]) else { throw .damaged }
    }

    init(
        plan: ListPlan, count: Int, homeBlocks: Int, issuerChanges: Int, keys: ListTable.Keys,
        hasUnhandledCriticalEntry: Bool, digest: [UInt8]
    ) {
        self.plan = plan
        self.count = count
        self.homeBlocks = homeBlocks
        self.issuerChanges = issuerChanges
        self.keys = keys
        self.hasUnhandledCriticalEntry = hasUnhandledCriticalEntry
        self.digest = digest
    }

    private static func sum(
        _ header: [UInt8], _ head: [UInt8], _ tail: [UInt8]
    ) throws(RevocationListError) -> [UInt8] {
        do {
            let hasher = try SHA256Hasher()
            try hasher.update(Array(header[..<checked]))
            try hasher.update(head)
            try hasher.update(tail)
            return try hasher.finish()
        } catch {
            throw .noDigest
        }
    }
}

/// A whole file in memory, read only; the system loads the pages that are looked at.
final class MappedFile: Sendable {
    // Nobody writes: the file is replaced by another and never changed.
    nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

    init(descriptor: Int32, length: Int) throws(RevocationListError) {
        guard let pages = mmap(nil, length, PROT_READ, MAP_SHARED, descriptor, 0), pages != MAP_FAILED else {
            throw .storage(errno: errno)
        }
        bytes = UnsafeRawBufferPointer(start: pages, count: length)
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }
}
