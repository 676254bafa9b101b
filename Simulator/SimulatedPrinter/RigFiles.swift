internal import Glibc

/// The few calls on files and sockets that the rig needs.
enum RigFiles {
    /// A new folder that only its owner lists and that others pass through by name (CUPS' filters run as
    /// another user).
    static func makeTemporaryFolder() throws(PrinterRigError) -> String {
        var template = Array("/tmp/madoguchi-printer-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw .system("mkdtemp", errno: errno) }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard chmod(path, 0o711) == 0 else { throw .system("chmod \(path)", errno: errno) }
        return path
    }

    static func makeFolder(_ path: String, mode: mode_t = 0o755) throws(PrinterRigError) {
        guard mkdir(path, mode) == 0 || errno == EEXIST else { throw .system("mkdir \(path)", errno: errno) }
    }

    static func write(_ text: String, to path: String, mode: mode_t = 0o644) throws(PrinterRigError) {
        // Renamed into place: who reads it sees all of it or nothing.
        let draft = path + ".new"
        let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard file >= 0 else { throw .system("open \(path)", errno: errno) }
        let bytes = Array(text.utf8)
        let count = Glibc.write(file, bytes, bytes.count)
        close(file)
        guard count == bytes.count, rename(draft, path) == 0 else { throw .system("write \(path)", errno: errno) }
    }

    /// At most 1 MiB of a file, as text.
    static func read(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        while bytes.count < 1 << 20 {
            var chunk = [UInt8](repeating: 0, count: 16384)
            let count = Glibc.read(file, &chunk, chunk.count)
            guard count > 0 else { break }
            bytes += chunk.prefix(count)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The names in a folder, sorted, without those that begin with a dot.
    static func list(_ path: String) -> [String] {
        allNames(in: path).filter { !$0.hasPrefix(".") }.sorted()
    }

    /// Removes a folder and all in it. Symbolic links are removed and not followed.
    static func removeFolder(_ path: String) {
        for name in allNames(in: path) where name != "." && name != ".." {
            let item = "\(path)/\(name)"
            // unlink refuses folders (EISDIR), and only those are gone into.
            if unlink(item) != 0 && errno == EISDIR { removeFolder(item) }
        }
        rmdir(path)
    }

    private static func allNames(in path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            names.append(
                withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                })
        }
        return names
    }
}
