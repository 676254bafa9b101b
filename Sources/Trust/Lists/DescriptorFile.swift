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

    /// The bytes at a place of a file, all of them.
    static func read(_ range: Range<Int>, from descriptor: Int32) throws(RevocationListError) -> [UInt8] {
        var code: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled in
            while filled < range.count {
                let count = pread(
                    descriptor, buffer.baseAddress?.advanced(by: filled), range.count - filled,
                    off_t(range.lowerBound + filled))
                if count < 0, errno == EINTR { continue }
                if count <= 0 {
                    code = count < 0 ? errno : EIO
                    break
                }
                filled += count
            }
        }
        // A file that is shorter than it says.
        if code == EIO { throw .damaged }
        guard code == 0 else { throw .storage(errno: code) }
        return bytes
    }

    /// How long a file is. Only files of the ordinary kind have a length.
    static func length(_ descriptor: Int32) throws(RevocationListError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .storage(errno: errno) }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else { throw .damaged }
        return Int(status.st_size)
    }
}
