#if canImport(Glibc)
    internal import Glibc
#endif

/// Bytes that must not outlive their use: a PIN, a private key, a resident's document.
///
/// The memory is a mapping of its own, of whole pages: locked (never swapped), left out of core
/// dumps, absent from a forked child, and overwritten with zeros before it is given back. Printing
/// or reflecting it shows its length and nothing else.
public final class LockedBytes: @unchecked Sendable {
    // The address and the capacity never change; writes happen in `init` alone and `erase`, which
    // holds for ever. A reader that runs while `erase` runs sees zeros, never freed memory.
    private let base: UnsafeMutableRawPointer
    private let mappedLength: Int
    /// How many bytes there are.
    public let count: Int

    /// The kernel refused to map or lock the memory, usually because of `RLIMIT_MEMLOCK`.
    public struct Unavailable: Error, Equatable {
        /// The `errno` of `mmap` or `mlock`.
        public var errno: Int32
    }

    /// Makes room for `count` bytes and lets `fill` write them.
    ///
    /// - Parameter count: 0 or more.
    public init<Failure: Error>(
        count: Int, fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
    ) throws(LockedBytesError<Failure>) {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let length = max(page, (count + page - 1) / page * page)
        let mapping = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let mapping, mapping != MAP_FAILED else { throw .unavailable(Unavailable(errno: errno)) }
        guard mlock(mapping, length) == 0 else {
            let code = errno
            munmap(mapping, length)
            throw .unavailable(Unavailable(errno: code))
        }
        madvise(mapping, length, MADV_DONTDUMP)
        madvise(mapping, length, MADV_WIPEONFORK)
        self.base = mapping
        self.mappedLength = length
        self.count = count
        do {
            try fill(UnsafeMutableRawBufferPointer(start: mapping, count: count))
        } catch {
            throw .failed(error)
        }
    }

    /// Copies `bytes` in. The source is the caller's to erase.
    public convenience init(copying bytes: some Collection<UInt8>) throws(Unavailable) {
        do {
            try self.init(count: bytes.count) { (buffer) throws(Never) in buffer.copyBytes(from: bytes) }
        } catch {
            switch error {
            case .unavailable(let unavailable): throw unavailable
            }
        }
    }

    deinit {
        erase()
        munmap(base, mappedLength)
    }

    /// Lends the bytes for the length of `body`. They must not be copied beyond it.
    public func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: base, count: count))
    }

    /// Overwrites the bytes with zeros now, without waiting for the last holder to let go.
    public func erase() {
        explicit_bzero(base, mappedLength)
    }
}

/// Why locked memory could not be made or filled.
public enum LockedBytesError<Failure: Error>: Error {
    /// The kernel gave no locked memory.
    case unavailable(LockedBytes.Unavailable)
    /// What was to fill the memory failed.
    case failed(Failure)
}

extension LockedBytes: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The length, and nothing else.
    public var description: String { "LockedBytes(\(count) bytes)" }
    /// The length, and nothing else.
    public var debugDescription: String { description }
    /// Nothing to look into.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
