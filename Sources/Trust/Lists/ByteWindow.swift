internal import OpenSSL

/// The part of a list that is in memory while it passes by.
///
/// What comes in goes to the index's file at once; what goes out has been digested, as far as it is
/// signed. A list of a million entries passes through a window of 32 KiB.
final class ByteWindow {
    /// Fills a buffer and says how many bytes it put there; 0 at the end.
    typealias Source = (UnsafeMutableRawBufferPointer) throws(RevocationListError) -> Int

    /// Where the unread bytes begin, counted from the list's beginning.
    private(set) var position = 0
    /// How many bytes came in.
    private(set) var received = 0
    var digest: SignatureDigest?
    private var digestible = 0..<0

    private var buffer: UnsafeMutableRawBufferPointer
    private var start = 0
    private var end = 0
    private let source: Source
    private let sink: (UnsafeRawBufferPointer) throws(RevocationListError) -> Void
    private let limit: Int

    /// As much as a processor's nearest memory holds, so that what came is still near when it is digested.
    private static let usualCapacity = 32 << 10
    /// For an element that is longer.
    private static let largeCapacity = 256 << 10

    /// - Parameter limit: how many bytes may come.
    init(
        limit: Int, source: @escaping Source,
        sink: @escaping (UnsafeRawBufferPointer) throws(RevocationListError) -> Void
    ) {
        buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: ByteWindow.usualCapacity, alignment: 64)
        self.limit = limit
        self.source = source
        self.sink = sink
    }

    deinit { buffer.deallocate() }

    /// The unread bytes that are here.
    @inline(__always)
    var unread: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: buffer[start..<end]) }

    /// Digests the bytes of this range as they pass. None of them may have passed.
    func digest(_ range: Range<Int>, as algorithm: SignatureAlgorithm) throws(RevocationListError) {
        do { digest = try SignatureDigest(algorithm) } catch { throw .noDigest }
        digestible = range
    }

    /// Passes over bytes that are here.
    @inline(__always)
    func skip(_ count: Int) {
        start += count
        position += count
    }

    /// Lets bytes come until `count` unread ones are here, or all there are.
    func need(_ count: Int) throws(RevocationListError) {
        guard end - start < count else { return }
        guard count <= ByteWindow.largeCapacity else { throw .tooLarge }
        try digestPassed()
        let left = UnsafeRawBufferPointer(rebasing: buffer[start..<end])
        if count <= buffer.count {
            buffer.copyMemory(from: left)
        } else {
            let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: ByteWindow.largeCapacity, alignment: 64)
            larger.copyMemory(from: left)
            buffer.deallocate()
            buffer = larger
        }
        end -= start
        start = 0
        while end < buffer.count {
            let room = UnsafeMutableRawBufferPointer(rebasing: buffer[end...])
            let count = try source(room)
            guard count > 0, count <= room.count else { return }
            received += count
            guard received <= limit else { throw .tooLarge }
            try sink(UnsafeRawBufferPointer(rebasing: room[..<count]))
            end += count
        }
    }

    /// Digests what is left of the signed part, all of which must be here.
    func finishDigest() throws(RevocationListError) -> [UInt8] {
        try digestPassed(through: position + (end - start))
        guard let digest, digestible.isEmpty else { throw .malformed }
        do { return try digest.finish() } catch { throw .noDigest }
    }

    // Nothing is digested twice: `digestible` begins where the digest ended.
    private func digestPassed(through passed: Int? = nil) throws(RevocationListError) {
        let upper = min(passed ?? position, digestible.upperBound)
        guard let digest, upper > digestible.lowerBound else { return }
        // The bytes that passed still lie in the buffer, before `start`.
        let origin = position - start
        let bytes = UnsafeRawBufferPointer(
            rebasing: buffer[(digestible.lowerBound - origin)..<(upper - origin)])
        do { try digest.update(bytes) } catch { throw .noDigest }
        digestible = upper..<digestible.upperBound
    }
}

/// Bytes in memory as a source.
final class ByteSource {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func read(_ room: UnsafeMutableRawBufferPointer) throws(RevocationListError) -> Int {
        let count = min(room.count, bytes.count - position)
        bytes.withUnsafeBytes {
            room.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<(position + count)]))
        }
        position += count
        return count
    }
}
