internal import Glibc
internal import OpenSSL

/// The file that an index is: the list as it came, and where to find what in it.
///
///     0       header: one page, with a digest over itself and the list's head and tail
///     4096    the list, byte for byte
///     …       the table, on a boundary of 64 bytes
///     …       where in the list the certificate's issuer changes (indirect lists), four bytes each
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
    var length: Int { issuerOffset + issuerChanges * 4 }

    /// The header's page.
    func header(head: UnsafeRawBufferPointer, tail: UnsafeRawBufferPointer) throws(RevocationListError) -> [UInt8] {
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
        let sum = try page.withUnsafeBufferPointer { (page) throws(RevocationListError) in
            try ListFile.sum(UnsafeRawBufferPointer(page), head, tail)
        }
        page.replaceSubrange(ListFile.checked..., with: sum)
        return page
    }

    /// Reads the header of a whole file, and holds it against the file.
    init(_ bytes: UnsafeRawBufferPointer) throws(RevocationListError) {
        guard bytes.count > ListFile.listOffset else { throw .damaged }
        func word(_ index: Int) -> UInt64 { bytes.load(fromByteOffset: index * 8, as: UInt64.self) }
        // No number in it is larger than the file, which keeps what is computed from them in bounds.
        func number(_ index: Int) throws(RevocationListError) -> Int {
            guard word(index) <= bytes.count else { throw .damaged }
            return Int(word(index))
        }
        guard word(0) == ListFile.magic, word(1) == UInt64(bytes.count), word(12) <= 1 else { throw .damaged }
        plan = ListPlan(
            length: try number(2), signedStart: try number(3), signedEnd: try number(4),
            entriesStart: try number(5), entriesEnd: try number(6))
        count = try number(7)
        homeBlocks = try number(8)
        issuerChanges = try number(9)
        keys = ListTable.Keys(first: word(10), second: word(11))
        hasUnhandledCriticalEntry = word(12) == 1
        let digestLength = try number(13)
        guard digestLength <= ListFile.maximumDigest else { throw .damaged }
        digest = Array(bytes[128..<(128 + digestLength)])
        guard plan.isSound, homeBlocks > 0, length == bytes.count else { throw .damaged }
        let sum = try ListFile.sum(
            UnsafeRawBufferPointer(rebasing: bytes[..<ListFile.listOffset]), head(in: bytes), tail(in: bytes))
        guard bytes[ListFile.checked..<ListFile.listOffset].elementsEqual(sum) else { throw .damaged }
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

    /// The list's head in the whole file.
    func head(in bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        list(bytes, 0..<plan.entriesStart)
    }

    /// The list's tail in the whole file.
    func tail(in bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        list(bytes, plan.entriesEnd..<plan.length)
    }

    private func list(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            rebasing: bytes[(ListFile.listOffset + range.lowerBound)..<(ListFile.listOffset + range.upperBound)])
    }

    private static func sum(
        _ header: UnsafeRawBufferPointer, _ head: UnsafeRawBufferPointer, _ tail: UnsafeRawBufferPointer
    ) throws(RevocationListError) -> [UInt8] {
        do {
            let hasher = try SHA256Hasher()
            try hasher.update(UnsafeRawBufferPointer(rebasing: header[..<checked]))
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

    init(descriptor: Int32) throws(RevocationListError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .storage(errno: errno) }
        let length = Int(status.st_size)
        guard length > 0, status.st_mode & S_IFMT == S_IFREG else { throw .damaged }
        guard let pages = mmap(nil, length, PROT_READ, MAP_SHARED, descriptor, 0), pages != MAP_FAILED else {
            throw .storage(errno: errno)
        }
        bytes = UnsafeRawBufferPointer(start: pages, count: length)
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }
}
