internal import Glibc
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
        let answer = output(
            of: ["/usr/bin/timeout", "10", "/usr/bin/systemctl", "show", "-p", "Id,LoadState,ActiveState,NRestarts"]
                + SystemService.allCases.map(\.unit))
        return answer.flatMap { $0.status == 0 ? $0.text : nil }
    }
}
