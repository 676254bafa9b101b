internal import Glibc
internal import Synchronization
internal import Threads

/// Where `kioskctl` talks to the daemon: whoever connects sends a `ControlRequest` as one line of JSON, and gets lines
/// of JSON.
///
/// The socket's mode says who may: the kiosk's own user, and its group, which technicians belong to. Nothing that can
/// be asked here touches a resident's session.
public final class ControlSocket: Sendable {
    /// The kernel's word for what went wrong.
    public struct Failure: Error, Equatable, CustomStringConvertible {
        /// The socket's path.
        public var path: String
        /// The `errno` of the call that failed.
        public var errno: Int32

        /// The path, the kernel's reason and the remedy.
        public var description: String {
            let reason = String(cString: strerror(errno))
            let remedy =
                switch errno {
                case ENOENT, ECONNREFUSED: "Is kioskd running? `systemctl status kioskd` tells."
                case EAGAIN, ENODATA: "kioskd does not answer. `systemctl restart kioskd` starts it anew."
                case EADDRINUSE: "Another kioskd listens there. Stop it first, or name another socket."
                case EEXIST: "Something else than a socket lies there. Name another path, or move it away."
                default: "Check the folder and who may use it."
                }
            return "\(path): \(reason). \(remedy)"
        }
    }

    /// A report of every test, with its words in two languages, has some 20 KiB.
    static let longestLine = 256 << 10
    /// Technicians and the fleet's own programs: more at a time is a mistake.
    private static let mostConnections = 8

    private let descriptor: Int32
    private let path: String

    /// Listens at `path`, in place of a socket that a daemon before this one left there.
    ///
    /// - Parameter status: what to answer, whatever is asked.
    public convenience init(path: String, status: @escaping @Sendable () async -> [UInt8]) throws(Failure) {
        try self.init(path: path) { _, connection in connection.send(await status()) }
    }

    /// Listens at `path`, in place of a socket that a daemon before this one left there.
    ///
    /// - Parameter answer: what to do with a request. The connection ends when it returns.
    public init(
        path: String, answer: @escaping @Sendable (ControlRequest, ControlConnection) async -> Void
    ) throws(Failure) {
        guard let address = UnixAddress(path: path) else { throw Failure(path: path, errno: ENAMETOOLONG) }
        let descriptor = Self.socket()
        guard descriptor >= 0 else { throw Failure(path: path, errno: Glibc.errno) }
        do throws(Failure) {
            try Self.clear(path, address)
            guard address.withSockaddr({ bind(descriptor, $0, $1) }) == 0 else {
                throw Failure(path: path, errno: Glibc.errno)
            }
            guard chmod(path, 0o660) == 0, listen(descriptor, 8) == 0 else {
                let code = Glibc.errno
                unlink(path)
                throw Failure(path: path, errno: code)
            }
        } catch {
            Glibc.close(descriptor)
            throw error
        }
        self.descriptor = descriptor
        self.path = path
        let gate = Gate(limit: Self.mostConnections)
        do throws(DetachedThread.Unavailable) {
            // Ends when `close` shuts the listening socket down.
            try DetachedThread.start { Self.accept(descriptor, gate, answer) }
        } catch {
            Glibc.close(descriptor)
            unlink(path)
            throw Failure(path: path, errno: error.errno)
        }
    }

    private static func accept(
        _ descriptor: Int32, _ gate: Gate,
        _ answer: @escaping @Sendable (ControlRequest, ControlConnection) async -> Void
    ) {
        while true {
            let connection = Glibc.accept(descriptor, nil, nil)
            if connection >= 0 {
                serve(connection, gate, answer)
                continue
            }
            switch Glibc.errno {
            case EINTR, ECONNABORTED: continue
            // Out of descriptors or memory: who asks waits, and the next moment may be better.
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: usleep(100_000)
            default:
                // Only here: while this thread uses it, its number must not become another file's.
                Glibc.close(descriptor)
                return
            }
        }
    }

    private static func serve(
        _ descriptor: Int32, _ gate: Gate,
        _ answer: @escaping @Sendable (ControlRequest, ControlConnection) async -> Void
    ) {
        guard gate.enter() else {
            Glibc.close(descriptor)
            return
        }
        guard let connection = ControlConnection(descriptor, ended: { gate.leave() }) else { return }
        Task {
            for await line in connection.lines {
                guard let request = ControlLine.value(line, as: ControlRequest.self) else { break }
                await answer(request, connection)
                break
            }
            connection.close()
        }
    }

    /// Lets only so many in.
    private final class Gate: Sendable {
        private let inside = Mutex(0)
        private let limit: Int

        init(limit: Int) { self.limit = limit }

        func enter() -> Bool {
            inside.withLock { inside in
                guard inside < limit else { return false }
                inside += 1
                return true
            }
        }

        func leave() { inside.withLock { $0 -= 1 } }
    }

    /// Takes away what a daemon before this one left: a socket at which nobody listens, and nothing else.
    private static func clear(_ path: String, _ address: UnixAddress) throws(Failure) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw Failure(path: path, errno: EEXIST) }
        let probe = socket()
        guard probe >= 0 else { throw Failure(path: path, errno: Glibc.errno) }
        defer { Glibc.close(probe) }
        limitWaits(of: probe, to: 2)
        guard address.withSockaddr({ connect(probe, $0, $1) }) != 0, Glibc.errno == ECONNREFUSED else {
            throw Failure(path: path, errno: EADDRINUSE)
        }
        unlink(path)
    }

    /// Listens no more and removes the socket.
    public func close() {
        shutdown(descriptor, Int32(SHUT_RDWR))
        unlink(path)
    }

    private static func socket() -> Int32 {
        Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    }

    /// Asks the daemon that listens at `path`, and waits on the caller's thread.
    ///
    /// - Parameters:
    ///   - request: what is asked.
    ///   - seconds: how long each step may take, of which there are two or three. A status takes a millisecond.
    public static func ask(
        path: String, _ request: ControlRequest = .status, within seconds: Int = 2
    ) throws(Failure) -> [UInt8] {
        var answer: [UInt8] = []
        try converse(path: path, request, within: seconds) { line in
            answer += line + [UInt8(ascii: "\n")]
            return nil
        }
        return answer
    }

    /// Asks the daemon that listens at `path`, and waits on the caller's thread until it has said all.
    ///
    /// - Parameters:
    ///   - request: what is asked.
    ///   - seconds: how long each line may be waited for.
    ///   - hear: takes each line, without its end, and may answer it with a line.
    public static func converse(
        path: String, _ request: ControlRequest, within seconds: Int, _ hear: ([UInt8]) -> [UInt8]?
    ) throws(Failure) {
        guard let address = UnixAddress(path: path) else { throw Failure(path: path, errno: ENAMETOOLONG) }
        let descriptor = socket()
        guard descriptor >= 0 else { throw Failure(path: path, errno: Glibc.errno) }
        defer { Glibc.close(descriptor) }
        limitWaits(of: descriptor, to: seconds)
        guard address.withSockaddr({ connect(descriptor, $0, $1) }) == 0 else {
            throw Failure(path: path, errno: Glibc.errno)
        }
        try say(request.line, to: descriptor, path)
        var hasHeard = false
        var line: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while line.count < longestLine {
            let count = recv(descriptor, &piece, piece.count, 0)
            // A daemon that is about to end closes without a word.
            if count == 0, !hasHeard { throw Failure(path: path, errno: ENODATA) }
            if count == 0 {
                if !line.isEmpty { _ = hear(line) }
                return
            }
            guard count > 0 else {
                if Glibc.errno == EINTR { continue }
                throw Failure(path: path, errno: Glibc.errno)
            }
            hasHeard = true
            for byte in piece.prefix(count) {
                guard byte == UInt8(ascii: "\n") else {
                    line.append(byte)
                    continue
                }
                let answer = hear(line)
                line = []
                if let answer { try say(answer + [UInt8(ascii: "\n")], to: descriptor, path) }
            }
        }
        throw Failure(path: path, errno: EMSGSIZE)
    }

    private static func say(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(Failure) {
        let count = bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        guard count == bytes.count else { throw Failure(path: path, errno: count < 0 ? Glibc.errno : EMSGSIZE) }
    }
}
