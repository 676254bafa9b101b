internal import Glibc

/// A daemon's folder: its socket, the configuration of its reader, its log. Readable by its owner only.
struct PrivateFolder: Sendable {
    let path: String
    var socket: String { path + "/pcscd.comm" }
    var readers: String { path + "/readers" }
    var logFile: String { path + "/log" }
    private var readerFile: String { readers + "/vpcd" }

    /// Names a folder; ``make()`` makes it. A socket's path may have 107 bytes, so it lies in /tmp itself.
    init() {
        path = "/tmp/madoguchi-pcscd-\(getpid())-" + String(UInt64.random(in: .min ... .max), radix: 36)
    }

    func make() throws(PCSCDaemon.Failure) {
        for folder in [path, readers] where mkdir(folder, 0o700) != 0 {
            throw .noResources(what: folder, errno: errno)
        }
    }

    func remove() {
        for file in [socket, readerFile, logFile] { unlink(file) }
        for folder in [readers, path] { rmdir(folder) }
    }

    func write(reader: String) throws(PCSCDaemon.Failure) {
        let descriptor = open(readerFile, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .noResources(what: readerFile, errno: errno) }
        defer { close(descriptor) }
        let bytes = Array(reader.utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw .noResources(what: readerFile, errno: errno)
        }
    }

    /// The last 4 KiB of what the daemon said.
    func log() -> String {
        let descriptor = open(logFile, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        let size = lseek(descriptor, 0, SEEK_END)
        lseek(descriptor, max(0, size - 4096), SEEK_SET)
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
