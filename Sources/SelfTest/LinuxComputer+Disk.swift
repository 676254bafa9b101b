internal import CLinux
internal import Glibc
internal import Threads

extension LinuxComputer {
    /// Runs aside: a disk that is about to fail can take its time.
    public func writeTest(in folder: String) async -> DiskAnswer {
        (try? await DetachedThread.run { Self.writeAndRead(in: folder) }) ?? .notWritable
    }

    /// 1 MiB: enough to leave every small cache, little enough for any disk to take in a moment.
    private static let testLength = 1 << 20

    private static func writeAndRead(in folder: String) -> DiskAnswer {
        var template = Array("\(folder)/.write-test-XXXXXX".utf8CString)
        let descriptor = CLinux_new_file(&template)
        guard descriptor >= 0 else { return .notWritable }
        defer { close(descriptor) }
        unlink(template)
        // No two blocks alike, so that one written in another's place is seen.
        let written = (0..<testLength / 8).flatMap { number in
            withUnsafeBytes(of: UInt64(number) &* 0x9E37_79B9_7F4A_7C15) { Array($0) }
        }
        guard write(descriptor, written, written.count) == written.count, fsync(descriptor) == 0 else {
            return .notWritable
        }
        // From the disk, not from the memory that it was written from.
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
        var back = [UInt8](repeating: 0, count: written.count)
        guard pread(descriptor, &back, back.count, 0) == back.count, back == written else { return .readsWrong }
        return .good
    }
}
