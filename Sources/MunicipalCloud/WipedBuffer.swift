internal import CCurl
internal import Glibc
internal import LockedMemory

/// Memory that grows: locked, left out of core dumps, and overwritten with zeros before it is given back.
///
/// Growing moves pages and not bytes, so that no copy stays behind. It belongs to one owner at a time: whoever
/// fills it hands it on and lets go, which is why it may cross threads.
package final class WipedBuffer: @unchecked Sendable {
    private var base: UnsafeMutableRawPointer?
    private var mappedLength = 0
    private(set) var count = 0
    /// `append` fails beyond this many bytes.
    let limit: Int
    /// What anybody may read, such as a revocation list, is too long to be locked.
    private let isSecret: Bool

    /// Empty, and without memory of its own yet.
    package init(limit: Int, isSecret: Bool = true) {
        self.limit = limit
        self.isSecret = isSecret
    }

    deinit {
        guard let base else { return }
        explicit_bzero(base, mappedLength)
        munmap(base, mappedLength)
    }

    func append(_ byte: UInt8) throws(CloudError) {
        try withUnsafeBytes(of: byte) { (bytes) throws(CloudError) in try append(bytes) }
    }

    package func append(_ bytes: [UInt8]) throws(CloudError) {
        try bytes.withUnsafeBufferPointer { (buffer) throws(CloudError) in try append(UnsafeRawBufferPointer(buffer)) }
    }

    func append(_ text: String) throws(CloudError) {
        for byte in text.utf8 { try append(byte) }
    }

    /// - Throws: `.tooLarge` beyond `limit`.
    func append(_ bytes: UnsafeRawBufferPointer) throws(CloudError) {
        guard bytes.count <= limit - count else { throw .malformed(.tooLarge) }
        guard let source = bytes.baseAddress else { return }
        try reserve(count + bytes.count)
        guard let base else { return }
        memcpy(base + count, source, bytes.count)
        count += bytes.count
    }

    /// Lends the bytes for the length of `body`.
    func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: base, count: count))
    }

    /// Where the bytes lie, until the next `append`.
    var address: UnsafeMutableRawPointer? { base }

    /// The bytes in locked memory of their final size.
    func locked() throws(CloudError) -> LockedBytes {
        do {
            return try LockedBytes(copying: UnsafeRawBufferPointer(start: base, count: count))
        } catch {
            throw .noLockedMemory
        }
    }

    private func reserve(_ needed: Int) throws(CloudError) {
        guard needed > mappedLength else { return }
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        // Doubling, so that a long body costs few moves.
        let length = (max(needed, 2 * mappedLength, 4 * page) + page - 1) / page * page
        let moved: UnsafeMutableRawPointer?
        if let base {
            moved = CCurl_grow_mapping(base, mappedLength, length)
        } else {
            moved = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        }
        guard let moved, moved != MAP_FAILED else { throw .noLockedMemory }
        base = moved
        mappedLength = length
        guard isSecret else { return }
        guard mlock(moved, length) == 0 else { throw .noLockedMemory }
        madvise(moved, length, MADV_DONTDUMP)
        madvise(moved, length, MADV_WIPEONFORK)
    }
}
