internal import Glibc

/// Where `kioskctl` asks the daemon how it is: whoever connects gets the status as one line of JSON.
///
/// Nothing is read from who connects, so nothing can be asked of the kiosk here but what it tells everybody whom the
/// socket's mode lets in.
public final class ControlSocket: Sendable {
    /// The kernel's word for what went wrong.
    public struct Failure: Error, Equatable, CustomStringConvertible {
        public var path: String
        public var errno: Int32

        public var description: String {
            let reason = String(cString: strerror(errno))
            let remedy =
                errno == ENOENT || errno == ECONNREFUSED
                ? "Is kioskd running? `systemctl status kioskd` tells." : "Check the folder and who may use it."
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
        unlink(path)
        guard address.withSockaddr({ bind(descriptor, $0, $1) }) == 0, chmod(path, 0o660) == 0,
            listen(descriptor, 8) == 0
        else {
            let code = Glibc.errno
            Glibc.close(descriptor)
            throw Failure(path: path, errno: code)
        }
        self.descriptor = descriptor
        self.path = path
        let (connections, sink) = AsyncStream.makeStream(of: Int32.self, bufferingPolicy: .bufferingNewest(8))
        let thread = Thread {
            // Ends when `close` shuts the listening socket down.
            while true {
                let connection = accept(descriptor, nil, nil)
                if connection >= 0 {
                    if case .dropped(let dropped) = sink.yield(connection) { Glibc.close(dropped) }
                } else if Glibc.errno != EINTR {
                    break
                }
            }
            sink.finish()
        }
        Task {
            for await connection in connections {
                Self.write(await status(), to: connection)
                Glibc.close(connection)
            }
        }
        thread.start()
    }

    /// Listens no more and removes the socket.
    public func close() {
        shutdown(descriptor, Int32(SHUT_RDWR))
        Glibc.close(descriptor)
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

    /// Asks the daemon that listens at `path`. Blocks for two seconds at most.
    public static func ask(path: String) throws(Failure) -> [UInt8] {
        guard let address = UnixAddress(path: path) else { throw Failure(path: path, errno: ENAMETOOLONG) }
        let descriptor = socket()
        guard descriptor >= 0 else { throw Failure(path: path, errno: Glibc.errno) }
        defer { Glibc.close(descriptor) }
        var limit = timeval(tv_sec: 2, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        guard address.withSockaddr({ connect(descriptor, $0, $1) }) == 0 else {
            throw Failure(path: path, errno: Glibc.errno)
        }
        var answer: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while answer.count < longestAnswer {
            let count = recv(descriptor, &piece, piece.count, 0)
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

/// A thread of its own for a call that blocks.
private struct Thread {
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
    }

    func start() {
        final class Box { let body: () -> Void; init(_ body: @escaping () -> Void) { self.body = body } }
        var handle = pthread_t()
        let box = Unmanaged.passRetained(Box(body))
        let code = pthread_create(&handle, nil, { argument in
            argument.map { Unmanaged<Box>.fromOpaque($0).takeRetainedValue().body() }
            return nil
        }, box.toOpaque())
        if code == 0 { pthread_detach(handle) } else { box.release() }
    }
}
