internal import ChildProcesses
internal import Glibc

/// The rig's programs: found where Debian has them, and named with their package where they are not.
extension ChildProcess {
    /// Starts `program` with its output in `logPath`.
    static func start(
        _ program: String, package: String, arguments: [String] = [], environment: [String: String] = [:],
        logPath: String
    ) throws(PrinterRigError) -> ChildProcess {
        let path = try locate(program, package: package)
        do {
            return try start(path, arguments, environment: environment, log: logPath)
        } catch {
            switch error {
            case .notInstalled: throw .missingProgram(program, package: package)
            case .system(let what, let code): throw .system(what, errno: code)
            case .tookTooLong, .wroteTooMuch: throw .didNotStart(program, lastLine: "")
            }
        }
    }

    /// Runs `program` to its end, which must be a success and come within 10 s.
    static func run(
        _ program: String, package: String, arguments: [String], logPath: String
    ) async throws(PrinterRigError) {
        let child = try start(program, package: package, arguments: arguments, logPath: logPath)
        guard await child.wait(within: .seconds(10)) == .exited(0) else {
            await child.stop()
            throw .didNotStart(program, lastLine: lastLine(of: logPath))
        }
    }

    static func locate(_ program: String, package: String) throws(PrinterRigError) -> String {
        guard let path = locate(program) else { throw .missingProgram(program, package: package) }
        return path
    }

    /// Waits until `isReady`, the program ends, or 10 s have passed; the last two throw.
    func waitUntilReady(log: String, _ isReady: () -> Bool) async throws(PrinterRigError) {
        let end = ContinuousClock.now + .seconds(10)
        while !isReady() {
            guard !hasEnded, ContinuousClock.now < end else {
                await stop()
                let name = String(program.split(separator: "/").last ?? "")
                throw .didNotStart(name, lastLine: Self.lastLine(of: log))
            }
            try? await Task.sleep(for: .milliseconds(2))
        }
    }

    /// Ends the program at once and all that it started, as a power cut would.
    func cutPower() async {
        let children = childIDs()
        signal(SIGKILL)
        for child in children { kill(child, SIGKILL) }
        _ = await wait(within: .seconds(2))
    }

    /// The processes that this one started and that run.
    private func childIDs() -> [pid_t] {
        RigFiles.list("/proc").compactMap { pid_t($0) }.filter { candidate in
            // "PID (name) state PPID …" (proc(5)); the name may hold anything, so it is skipped from its end.
            let fields = RigFiles.read("/proc/\(candidate)/stat")?.split(separator: ")").last?.split(separator: " ")
            return fields.flatMap { $0.count > 1 ? pid_t($0[1]) : nil } == id
        }
    }

    /// The last line that a program wrote, at most 200 bytes of it.
    private static func lastLine(of log: String) -> String {
        let lines = (RigFiles.read(log) ?? "").split(separator: "\n")
        return String(lines.last?.prefix(200) ?? "")
    }
}
