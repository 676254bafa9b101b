public import Glibc
internal import Synchronization

/// A program that this process started: a daemon of the simulator's, or an outside judge of what we made.
///
/// It gets a list of arguments, never a shell line; no file of ours but those it is given; none of our signals
/// blocked or ignored; a small environment of its own; and it dies with this process, however that comes to its end.
/// It is ended when nobody holds it any more.
///
/// Not swift-subprocess: that is asynchronous throughout, and ends what it runs with the task, where this is held by
/// classes, ended in a `deinit` and started from tests that are not asynchronous; and it knows neither death with the
/// parent nor a socket that is handed on.
public final class ChildProcess: Sendable {
    /// The program's path.
    public let program: String
    /// The process's number. It may be another's once this one has ended.
    public let id: pid_t
    /// How it ended, once it was asked: the kernel tells it only once, and the number is free from then on.
    private let ending = Mutex<Ending?>(nil)

    /// How a process ended.
    public enum Ending: Hashable, Sendable {
        /// By itself, with this status.
        case exited(Int32)
        /// By this signal.
        case signalled(Int32)
        /// Nobody knows: somebody else in this process took the answer.
        case unknown
    }

    /// Starts a program with its output at the end of a file.
    ///
    /// - Parameters:
    ///   - program: its path.
    ///   - environment: beside PATH and LANG, which are Debian's own places and C.UTF-8.
    ///   - log: the file that both its outputs are written to; made where it is not there, for its owner only.
    ///   - listener: a listening socket that is handed on as systemd does (sd_listen_fds(3)).
    public static func start(
        _ program: String, _ arguments: [String] = [], environment: [String: String] = [:], log: String,
        listener: Int32? = nil
    ) throws(ChildProcessError) -> ChildProcess {
        let launch = Launch(
            program: program, arguments: arguments, environment: environment, output: .file(log), errors: .joined,
            listener: listener)
        return ChildProcess(program: program, id: try LaunchingThread.spawn(launch))
    }

    /// Starts a program that reads from and writes to open files of the caller's, which stay the caller's to close.
    ///
    /// - Parameters:
    ///   - program: its path.
    ///   - environment: beside PATH and LANG, which are Debian's own places and C.UTF-8.
    ///   - folder: where it runs; nil for this process's own.
    ///   - input: the file that it reads from; nil for one that is at its end.
    public static func start(
        _ program: String, _ arguments: [String] = [], environment: [String: String] = [:], in folder: String? = nil,
        input: Int32? = nil, output: Int32, errors: Int32
    ) throws(ChildProcessError) -> ChildProcess {
        let launch = Launch(
            program: program, arguments: arguments, environment: environment, folder: folder,
            input: input.map { .descriptor($0) } ?? .file("/dev/null"), output: .descriptor(output),
            errors: .descriptor(errors))
        return ChildProcess(program: program, id: try LaunchingThread.spawn(launch))
    }

    init(program: String, id: pid_t) {
        self.program = program
        self.id = id
    }

    deinit { end(SIGKILL) }

    /// Where Debian has this program, whatever the caller's PATH says; nil where it has not.
    public static func locate(_ name: String) -> String? {
        ["/usr/bin", "/usr/sbin", "/bin", "/sbin"].map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    /// Whether it has ended.
    public var hasEnded: Bool { poll() != nil }

    /// How it ended; nil while it runs.
    public func poll() -> Ending? { take(WNOHANG) }

    /// Sends a signal, unless it has ended.
    public func signal(_ signal: Int32) {
        // Held while sending, so that nobody frees the number in between.
        ending.withLock { if $0 == nil { kill(id, signal) } }
    }

    /// Waits until it has ended; nil when the limit passed before.
    public func wait(within limit: Duration) async -> Ending? {
        let end = ContinuousClock.now + limit
        while true {
            if let ending = poll() { return ending }
            // Whoever was cancelled does not wait on.
            guard ContinuousClock.now < end, (try? await Task.sleep(for: .milliseconds(2))) != nil else { return nil }
        }
    }

    /// Asks it to end, and makes it when it is still there after two seconds.
    public func stop() async {
        signal(SIGTERM)
        if await wait(within: .seconds(2)) == nil {
            signal(SIGKILL)
            _ = await wait(within: .seconds(2))
        }
    }

    /// The same with `signal` as the first word, waiting on the caller's thread.
    public func end(_ signal: Int32 = SIGTERM) {
        self.signal(signal)
        for _ in 0..<400 {
            if hasEnded { return }
            usleep(5_000)
        }
        self.signal(SIGKILL)
        _ = take(0)
    }

    /// Waits on the caller's thread until it has ended.
    func wait() -> Ending { take(0) ?? .unknown }

    private func take(_ options: Int32) -> Ending? {
        ending.withLock { ending in
            if let ending { return ending }
            var status: Int32 = 0
            while true {
                switch waitpid(id, &status, options) {
                case 0: return nil
                case -1 where errno == EINTR: continue
                case -1: ending = .unknown
                // wait(2): the low seven bits are the signal, the next byte is the exit status.
                default: ending = status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .signalled(status & 0x7F)
                }
                return ending
            }
        }
    }
}
