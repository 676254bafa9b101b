internal import Glibc
internal import Threads

/// Where `kioskctl` asks the daemon how it is: whoever connects gets the status as one line of JSON.
///
/// Nothing is read from who connects, so nothing can be asked of the kiosk here but what it tells everybody whom the
/// socket's mode lets in.
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

    /// A status has some hundred bytes.
    static let longestAnswer = 64 << 10

    private let descriptor: Int32
    private let path: String

    /// Listens at `path`, in place of a socket that a daemon before this one left there.
    ///
    /// - Parameter status: what to answer, asked for each time. Runs on the socket's own thread and must not block long.
    public init(path: String, status: @escaping @Sendable () async -> [UInt8]) throws(Failure) {
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
        let (connections, sink) = AsyncStream.makeStream(of: Int32.self, bufferingPolicy: .bufferingNewest(8))
        do throws(DetachedThread.Unavailable) {
            try DetachedThread.start {
                // Ends when `close` shuts the listening socket down.
                while true {
                    let connection = accept(descriptor, nil, nil)
                    if connection >= 0 {
                        if case .dropped(let dropped) = sink.yield(connection) { Glibc.close(dropped) }
                        continue
                    }
                    switch Glibc.errno {
                    case EINTR, ECONNABORTED: continue
                    // Out of descriptors or memory: who asks waits, and the next moment may be better.
                    case EMFILE, ENFILE, ENOBUFS, ENOMEM: usleep(100_000)
                    default:
                        sink.finish()
                        // Only here: while this thread uses it, its number must not become another file's.
                        Glibc.close(descriptor)
                        return
                    }
                }
            }
        } catch {
            sink.finish()
            Glibc.close(descriptor)
            unlink(path)
            throw Failure(path: path, errno: error.errno)
        }
        Task {
            for await connection in connections {
                Self.write(await status(), to: connection)
                Glibc.close(connection)
            }
        }
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

    private static func write(_ bytes: [UInt8], to connection: Int32) {
        // A reader that does not read gets what fits into the socket's buffer and no more.
        bytes.withUnsafeBytes { buffer in
            _ = send(connection, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
        }
    }

    /// The limit holds for connecting too: a daemon that hangs accepts nobody.
    private static func limitWaits(of descriptor: Int32, to seconds: Int) {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    /// Asks the daemon that listens at `path`, and waits on the caller's thread.
    ///
    /// - Parameter seconds: how long each step may take, of which there are two or three. A status takes a millisecond.
    public static func ask(path: String, within seconds: Int = 2) throws(Failure) -> [UInt8] {
        guard let address = UnixAddress(path: path) else { throw Failure(path: path, errno: ENAMETOOLONG) }
        let descriptor = socket()
        guard descriptor >= 0 else { throw Failure(path: path, errno: Glibc.errno) }
        defer { Glibc.close(descriptor) }
        limitWaits(of: descriptor, to: seconds)
        guard address.withSockaddr({ connect(descriptor, $0, $1) }) == 0 else {
            throw Failure(path: path, errno: Glibc.errno)
        }
        var answer: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while answer.count < longestAnswer {
            let count = recv(descriptor, &piece, piece.count, 0)
            // A daemon that is about to end closes without a word.
            if count == 0, answer.isEmpty { throw Failure(path: path, errno: ENODATA) }
            if count == 0 { return answer }
            guard count > 0 else {
                if Glibc.errno == EINTR { continue }
                throw Failure(path: path, errno: Glibc.errno)
            }
            answer += piece.prefix(count)
        }
        throw Failure(path: path, errno: EMSGSIZE)
    }
}
