internal import CLinux
internal import Glibc
internal import HelperProgram
internal import Threads

extension LinuxComputer {
    /// Asks `systemctl show`, whose answer is made for programs.
    public func services() async -> [SystemService: ServiceState]? {
        guard access("/run/systemd/system", F_OK) == 0 else { return nil }
        let answer = (try? await DetachedThread.run { Self.systemctl() }) ?? nil
        return answer.map(Self.states)
    }

    /// What `systemctl show` wrote: a block of lines for each unit, with an empty line between two.
    static func states(_ text: String) -> [SystemService: ServiceState] {
        var states: [SystemService: ServiceState] = [:]
        var fields: [Substring: Substring] = [:]
        func close() {
            defer { fields = [:] }
            // What is not installed is not missed: which time server keeps the clock is the machine's affair.
            guard fields["LoadState"] == "loaded", let id = fields["Id"],
                let service = SystemService.allCases.first(where: { $0.unit == id })
            else { return }
            states[service] = ServiceState(
                isActive: fields["ActiveState"] == "active" || fields["ActiveState"] == "activating",
                restarts: fields["NRestarts"].flatMap { Int($0) } ?? 0)
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            guard let equals = line.firstIndex(of: "=") else {
                close()
                continue
            }
            fields[line[..<equals]] = line[line.index(after: equals)...]
        }
        close()
        return states
    }

    private static func systemctl() -> String? {
        var ends: [Int32] = [-1, -1]
        guard CLinux_pipe(&ends) == 0 else { return nil }
        defer { close(ends[0]) }
        let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
        let child = try? HelperProgram.start(
            ["/usr/bin/timeout", "10", "/usr/bin/systemctl", "show", "-p", "Id,LoadState,ActiveState,NRestarts"]
                + SystemService.allCases.map(\.unit), input: nothing, output: ends[1])
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
        return status == 0 ? String(decoding: bytes, as: UTF8.self) : nil
    }
}
