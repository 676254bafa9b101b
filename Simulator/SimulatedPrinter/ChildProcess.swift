internal import Glibc
internal import Printing

/// A program that the rig started, and ends.
struct ChildProcess: Sendable {
    let program: String
    let pid: pid_t
    let logPath: String

    /// Starts `program` with its output in `logPath`.
    static func start(
        _ program: String, package: String, arguments: [String] = [], environment: [String] = [], logPath: String
    ) async throws(PrinterRigError) -> ChildProcess {
        let path = try locate(program, package: package)
        let pid = try await ProcessHost.shared.get().spawn(
            path, arguments: arguments, environment: environment, logPath: logPath)
        return ChildProcess(program: program, pid: pid, logPath: logPath)
    }

    /// Runs `program` to its end, which must be a success and come within 10 s.
    static func run(
        _ program: String, package: String, arguments: [String], logPath: String
    ) async throws(PrinterRigError) {
        let child = try await start(program, package: package, arguments: arguments, logPath: logPath)
        let status = await child.waitForExit(limit: .seconds(10))
        guard status == 0 else {
            await child.stop()
            throw .didNotStart(program, lastLine: child.lastLine)
        }
    }

    /// Debian's own places, whatever the caller's PATH says.
    static func locate(_ program: String, package: String) throws(PrinterRigError) -> String {
        let places = ["/usr/bin", "/usr/sbin", "/bin", "/sbin"]
        for place in places {
            let path = "\(place)/\(program)"
            if access(path, X_OK) == 0 { return path }
        }
        throw .missingProgram(program, package: package)
    }

    /// Waits until `isReady`, the program ends, or 10 s have passed; the last two throw.
    func waitUntilReady(_ isReady: () -> Bool) async throws(PrinterRigError) {
        let end = ContinuousClock.now + .seconds(10)
        while !isReady() {
            guard exitStatus() == nil, ContinuousClock.now < end else {
                await stop()
                throw .didNotStart(program, lastLine: lastLine)
            }
            try? await Task.sleep(for: .milliseconds(2))
        }
    }

    /// Asks the program to end, and makes it after 2 s.
    func stop() async {
        kill(pid, SIGTERM)
        if await waitForExit(limit: .seconds(2)) == nil {
            kill(pid, SIGKILL)
            _ = await waitForExit(limit: .seconds(2))
        }
    }

    /// Ends the program at once and all that it started, as a power cut would.
    func cutPower() async {
        let children = childIDs()
        kill(pid, SIGKILL)
        for child in children { kill(child, SIGKILL) }
        _ = await waitForExit(limit: .seconds(2))
    }

    /// The processes that this one started and that run.
    private func childIDs() -> [pid_t] {
        RigFiles.list("/proc").compactMap { pid_t($0) }.filter { candidate in
            // "PID (name) state PPID …" (proc(5)); the name may hold anything, so it is skipped from its end.
            let fields = RigFiles.read("/proc/\(candidate)/stat")?.split(separator: ")").last?.split(separator: " ")
            return fields.flatMap { $0.count > 1 ? pid_t($0[1]) : nil } == pid
        }
    }

    /// The last line the program wrote, at most 200 bytes of it.
    var lastLine: String {
        let lines = (RigFiles.read(logPath) ?? "").split(separator: "\n")
        return String(lines.last?.prefix(200) ?? "")
    }

    private func waitForExit(limit: Duration) async -> Int32? {
        let end = ContinuousClock.now + limit
        while true {
            if let status = exitStatus() { return status }
            guard ContinuousClock.now < end else { return nil }
            try? await Task.sleep(for: .milliseconds(2))
        }
    }

    /// The wait status once the program has ended. A process that is not ours any more has ended too.
    private func exitStatus() -> Int32? {
        var status: Int32 = 0
        return waitpid(pid, &status, WNOHANG) == 0 ? nil : status
    }
}

/// The thread that starts programs, and that lives as long as this process: with it the kernel ends them
/// (`prctl(2)`, PR_SET_PDEATHSIG), however this process comes to its end.
actor ProcessHost {
    static let shared: Result<ProcessHost, PrinterRigError> = {
        do {
            return .success(try ProcessHost())
        } catch {
            return .failure(.system("starting a thread", errno: EAGAIN))
        }
    }()

    private let thread: DeviceThread

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    private init() throws(PrintingError) {
        thread = try DeviceThread()
    }

    func spawn(
        _ path: String, arguments: [String], environment: [String], logPath: String
    ) throws(PrinterRigError) -> pid_t {
        let launcher = try ChildProcess.locate("setpriv", package: "util-linux")
        let argv = [launcher, "--pdeathsig", "TERM", "--", path] + arguments
        let envp = ["PATH=/usr/bin:/usr/sbin:/bin:/sbin", "LANG=C.UTF-8"] + environment
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, logPath, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // Nothing else of ours is theirs: other rooms' sockets may be open in this process.
        for descriptor in RigFiles.list("/proc/self/fd").compactMap({ Int32($0) }) where descriptor > 2 {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        // Nor are our signals: Swift's threads block most, and libcups ignores SIGPIPE.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var pid: pid_t = 0
        let code = Self.withCStrings(argv) { argv in
            Self.withCStrings(envp) { envp in posix_spawn(&pid, launcher, &actions, &attributes, argv, envp) }
        }
        guard code == 0 else { throw .system("posix_spawn of \(path)", errno: code) }
        return pid
    }

    private static func withCStrings<Result>(
        _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers = strings.map { strdup($0) } + [nil]
        defer { pointers.forEach { free($0) } }
        return pointers.withUnsafeMutableBufferPointer { buffer in
            // Never empty: it ends with nil.
            body(buffer.baseAddress.unsafelyUnwrapped)
        }
    }
}
