internal import Glibc
internal import Threads

/// Somebody who is connected to the control socket: their lines, and a way to answer.
public final class ControlConnection: Sendable {
    /// Lines that they sent and nobody has read yet: more is not kept.
    private static let mostLines = 16
    /// Whoever connects asks at once.
    private static let patience = 2

    private let descriptor: Int32
    /// Each line without its end. Ends when they go.
    let lines: AsyncStream<[UInt8]>

    /// Takes the descriptor over. Nil where the kernel gives no thread to read with; the descriptor is closed then.
    init?(_ descriptor: Int32, ended: @escaping @Sendable () -> Void) {
        self.descriptor = descriptor
        let (lines, sink) = AsyncStream.makeStream(of: [UInt8].self, bufferingPolicy: .bufferingOldest(Self.mostLines))
        self.lines = lines
        limitWaits(of: descriptor, to: Self.patience)
        do throws(DetachedThread.Unavailable) {
            try DetachedThread.start { [self] in
                // Holds the connection: while the thread reads, its number must not become another file's.
                withExtendedLifetime(self) { Self.read(descriptor, sink) }
                sink.finish()
                ended()
            }
        } catch {
            ended()
            return nil
        }
    }

    deinit { Glibc.close(descriptor) }

    /// Ends the conversation. What was sent still arrives.
    func close() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// Sends bytes, as far as they fit into the socket's buffer: a reader that does not read keeps nobody waiting.
    ///
    /// - Returns: Whether all of it went.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { buffer in
            Glibc.send(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT)) == buffer.count
        }
    }

    /// Sends bytes at the pace at which they are read.
    ///
    /// - Returns: Whether all of it went; a reader that stands still for 5 s is left.
    func deliver(_ bytes: [UInt8]) async -> Bool {
        var rest = bytes[...]
        var pauses = 0
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { buffer in
                Glibc.send(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
            }
            if count > 0 {
                rest = rest.dropFirst(count)
                pauses = 0
                continue
            }
            guard errno == EAGAIN || errno == EINTR, pauses < 500, !Task.isCancelled else { return false }
            pauses += 1
            try? await Task.sleep(for: .milliseconds(10))
        }
        return true
    }

    /// Sends one answer.
    @discardableResult
    public func send(_ reply: ControlReply) -> Bool { send(ControlLine.bytes(reply)) }

    private static func read(_ descriptor: Int32, _ sink: AsyncStream<[UInt8]>.Continuation) {
        var line: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1_024)
        var isFirst = true
        while line.count <= ControlRequest.longestLine {
            let count = recv(descriptor, &piece, piece.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            for byte in piece.prefix(count) {
                guard byte == UInt8(ascii: "\n") else {
                    line.append(byte)
                    continue
                }
                sink.yield(line)
                line = []
                // From now on they may be silent for as long as the answer takes.
                if isFirst { limitWaits(of: descriptor, to: 0) }
                isFirst = false
            }
        }
    }
}

/// How long each call on a socket may wait, connecting included; 0 for no limit.
func limitWaits(of descriptor: Int32, to seconds: Int) {
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
        setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
    }
}
