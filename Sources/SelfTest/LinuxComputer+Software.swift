internal import CLinux
internal import Glibc
internal import HelperProgram
internal import Threads

extension LinuxComputer {
    /// The Debian package that this software comes in.
    private static let package = "madoguchi"

    /// Whether the software came as a package, whose checksums dpkg keeps.
    public func isPackaged() -> Bool { access("/var/lib/dpkg/info/\(Self.package).list", F_OK) == 0 }

    /// Asks `dpkg --verify`, which compares each file with its checksum.
    public func alteredFiles() async -> Int? {
        let answer = try? await DetachedThread.run {
            Self.output(of: ["/usr/bin/timeout", "20", "/usr/bin/dpkg", "--verify", Self.package])
        }
        // dpkg's status says nothing of differences; a time-out, and a dpkg that cannot start, are told by theirs.
        guard let answer, answer.status < 2 else { return nil }
        return Self.altered(answer.text)
    }

    /// How many files `dpkg --verify` names: `??5?????? c /etc/file` or `missing   /usr/bin/file`. A configuration
    /// file (`c`) is its operator's to change, and not to remove; what people read beside it, a system may be set up to
    /// leave out.
    static func altered(_ text: String) -> Int {
        text.split(separator: "\n").count { line in
            let words = line.split(separator: " ", maxSplits: 2)
            guard let what = words.first, words.count > 1, !line.contains(" /usr/share/doc/"),
                !line.contains(" /usr/share/man/")
            else { return false }
            return what == "missing" || words[1] != "c"
        }
    }

    /// What a program wrote, 64 KiB at most, and its exit status; nil where it could not be started, or was ended.
    static func output(of command: [String]) -> (text: String, status: Int32)? {
        var ends: [Int32] = [-1, -1]
        guard CLinux_pipe(&ends) == 0 else { return nil }
        defer { close(ends[0]) }
        let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
        let child = try? HelperProgram.start(command, input: nothing, output: ends[1])
        close(ends[1])
        close(nothing)
        guard let child else { return nil }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4_096)
        while bytes.count < 65_536 {
            let count = Glibc.read(ends[0], &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += piece.prefix(count)
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        guard status & 0x7F == 0 else { return nil }
        return (String(decoding: bytes, as: UTF8.self), status >> 8 & 0xFF)
    }
}
