internal import CLinux
internal import Glibc
internal import Threads

extension ChildProcess {
    /// What a program left when it ran to its end.
    public struct Outcome: Hashable, Sendable {
        /// The exit status; 128 and the signal's number where one ended it, as shells say it.
        public var status: Int32
        /// What it wrote.
        public var output: [UInt8]
        /// What it wrote, as UTF-8.
        public var text: String { String(decoding: output, as: UTF8.self) }
    }

    /// Runs a program to its end, and waits on the caller's thread.
    ///
    /// - Parameters:
    ///   - program: its path.
    ///   - environment: beside PATH and LANG, which are Debian's own places and C.UTF-8.
    ///   - folder: where it runs; nil for this process's own.
    ///   - input: the file that it reads from.
    ///   - keepsErrors: whether what it writes to standard error is in the output too.
    ///   - limit: the longest that it may take; then it is ended.
    ///   - maximum: the most bytes that it may write; then it is ended.
    public static func run(
        _ program: String, _ arguments: [String] = [], environment: [String: String] = [:], in folder: String? = nil,
        input: String = "/dev/null", keepsErrors: Bool = true, within limit: Duration = .seconds(30),
        atMost maximum: Int = 64 << 20
    ) throws(ChildProcessError) -> Outcome {
        var ends: [Int32] = [-1, -1]
        guard CLinux_pipe(&ends) == 0 else { throw .system("pipe2(2)", errno: errno) }
        defer { close(ends[0]) }
        let launch = Launch(
            program: program, arguments: arguments, environment: environment, folder: folder, input: .file(input),
            output: .descriptor(ends[1]), errors: keepsErrors ? .joined : .discarded)
        // This thread waits until the program has ended, so it need not be the launching one.
        let id: Result<pid_t, ChildProcessError> = Result { () throws(ChildProcessError) in try launch.spawn() }
        close(ends[1])
        let child = ChildProcess(program: program, id: try id.get())
        let deadline = ContinuousClock.now + limit
        let output = try child.read(ends[0], until: deadline, atMost: maximum)
        // It may have closed its output and go on.
        while !child.hasEnded {
            guard ContinuousClock.now < deadline else { throw .tookTooLong(program) }
            usleep(1_000)
        }
        return Outcome(status: child.wait().status, output: output)
    }

    /// The same on a thread of its own, for callers that must not wait on theirs.
    public static func runAside(
        _ program: String, _ arguments: [String] = [], environment: [String: String] = [:], in folder: String? = nil,
        input: String = "/dev/null", keepsErrors: Bool = true, within limit: Duration = .seconds(30),
        atMost maximum: Int = 64 << 20
    ) async throws(ChildProcessError) -> Outcome {
        let result: Result<Outcome, ChildProcessError>
        do throws(DetachedThread.Unavailable) {
            result = try await DetachedThread.run {
                Result { () throws(ChildProcessError) in
                    try run(
                        program, arguments, environment: environment, in: folder, input: input,
                        keepsErrors: keepsErrors, within: limit, atMost: maximum)
                }
            }
        } catch {
            throw .system("pthread_create", errno: error.errno)
        }
        return try result.get()
    }

    /// All that comes from `descriptor`. The process is ended by who lets go of it.
    private func read(
        _ descriptor: Int32, until deadline: ContinuousClock.Instant, atMost maximum: Int
    ) throws(ChildProcessError) -> [UInt8] {
        var output: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let left = (deadline - .now) / .milliseconds(1)
            guard left > 0 else { throw .tookTooLong(program) }
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = Glibc.poll(&waiting, 1, Int32(min(left.rounded(.up), 60_000)))
            guard ready >= 0 || errno == EINTR else { throw .system("poll", errno: errno) }
            guard ready > 0 else { continue }
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count == 0 { return output }
            guard count > 0 || errno == EINTR else { throw .system("read", errno: errno) }
            guard output.count + count <= maximum else { throw .wroteTooMuch(program) }
            output += piece.prefix(max(0, count))
        }
    }
}

extension ChildProcess.Ending {
    /// As shells say it.
    var status: Int32 {
        switch self {
        case .exited(let status): status
        case .signalled(let signal): 128 + signal
        case .unknown: -1
        }
    }
}
