internal import Glibc
internal import LockedMemory
internal import OpenSSL

/// The folder in which a simulated world keeps its keys and certificates between runs.
///
/// Private keys have mode 0600 from their first byte on; every file is written beside its place and then
/// moved there, so that a run that was cut short leaves the old file or the new one.
struct AuthorityFiles: Sendable {
    let folder: String

    init(_ folder: String) throws(AuthorityError) {
        self.folder = folder
        try AuthorityFiles.makeFolder(folder)
    }

    func path(_ name: String) -> String { folder + "/" + name }

    /// Lets one process at a time make what is missing.
    func locked<Result>(_ body: () throws(AuthorityError) -> Result) throws(AuthorityError) -> Result {
        let descriptor = open(path(".lock"), O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(".lock") }
        // Closing unlocks.
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw failure(".lock") }
        }
        return try body()
    }

    /// The bytes of a file, or nil when there is none. 1 MiB at most.
    func read(_ name: String) throws(AuthorityError) -> LockedBytes? {
        let descriptor = open(path(name), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            guard errno == ENOENT else { throw failure(name) }
            return nil
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size <= 1 << 20 else { throw failure(name) }
        do {
            return try LockedBytes(count: Int(status.st_size)) { (buffer) throws(AuthorityError) in
                var filled = 0
                while filled < buffer.count {
                    let count = Glibc.read(
                        descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else { throw failure(name) }
                    filled += count
                }
            }
        } catch {
            switch error {
            case .unavailable(let unavailable): throw .file(path: path(name), errno: unavailable.errno)
            case .failed(let failure): throw failure
            }
        }
    }

    /// What stands between `prefix` and `suffix` in the names of the folder's files, in no order.
    func names(from prefix: String, to suffix: String) throws(AuthorityError) -> [String] {
        guard let directory = opendir(folder) else { throw failure("") }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name.hasPrefix(prefix), name.hasSuffix(suffix), name.count > prefix.count + suffix.count else {
                continue
            }
            names.append(String(name.dropFirst(prefix.count).dropLast(suffix.count)))
        }
        return names
    }

    func write(_ bytes: LockedBytes, to name: String, mode: mode_t) throws(AuthorityError) {
        let temporary = path(".\(getpid())-\(name)")
        unlink(temporary)
        let descriptor = open(temporary, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw failure(name) }
        let isWritten = bytes.withBytes { buffer in
            var written = 0
            while written < buffer.count {
                let count = Glibc.write(
                    descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                written += count
            }
            return true
        }
        let code = errno
        guard close(descriptor) == 0, isWritten else {
            unlink(temporary)
            throw .file(path: path(name), errno: code)
        }
        guard rename(temporary, path(name)) == 0 else { throw failure(name) }
    }

    func write(_ text: String, to name: String) throws(AuthorityError) {
        do {
            try write(try LockedBytes(copying: Array(text.utf8)), to: name, mode: 0o644)
        } catch let error as LockedBytes.Unavailable {
            throw .file(path: path(name), errno: error.errno)
        } catch let error as AuthorityError {
            throw error
        } catch {
            throw failure(name)
        }
    }

    private func failure(_ name: String) -> AuthorityError { .file(path: path(name), errno: errno) }

    private static func makeFolder(_ folder: String) throws(AuthorityError) {
        var built = folder.hasPrefix("/") ? "/" : ""
        for part in folder.split(separator: "/") {
            built += (built.isEmpty || built.hasSuffix("/") ? "" : "/") + part
            if mkdir(built, 0o700) != 0, errno != EEXIST { throw .file(path: built, errno: errno) }
        }
    }

    /// A name as a part of a file's name: nothing that leads elsewhere.
    static func checked(_ name: String) throws(AuthorityError) -> String {
        let isUsable =
            (1...128).contains(name.utf8.count) && !name.hasPrefix(".")
            && name.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                    || "-_.".utf8.contains($0)
            }
        guard isUsable else { throw .unusableName(name) }
        return name
    }
}
