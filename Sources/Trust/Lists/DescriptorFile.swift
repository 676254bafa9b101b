internal import Glibc

/// Reads and writes of whole buffers, with what a signal interrupted begun again.
enum DescriptorFile {
    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, at offset: Int) throws(RevocationListError)
    {
        var written = 0
        while written < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
            let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + written))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .storage(errno: count < 0 ? errno : EIO) }
            written += count
        }
    }

    /// Fills as much of a buffer as there is; 0 at the end of the file.
    static func read(_ room: UnsafeMutableRawBufferPointer, from descriptor: Int32) throws(RevocationListError) -> Int {
        while true {
            let count = Glibc.read(descriptor, room.baseAddress, room.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .storage(errno: errno) }
            return count
        }
    }
}
