internal import CCUPS
internal import Glibc
internal import LockedMemory
internal import Synchronization

/// One connection for one request and its answer. Connections to the machine itself and to a printer on
/// the same cable cost less than finding out whether a kept one is still alive.
///
/// libcups' own `cupsSendRequest` is not used: it reconnects by itself, sends a document twice if need be,
/// and asks for a password on the terminal. The calls below it do what they are told.
struct IPPConnection: ~Copyable {
    /// An answer is larger than this from nobody who means well; all attributes of a CUPS queue are 40 KiB.
    static let maximumAnswer = 256 << 10
    /// Document bytes per write.
    private static let chunk = 64 << 10
    /// libcups copies writes shorter than its buffer (HTTP_MAX_BUFFER) into memory that it does not erase.
    /// The document's last chunk is joined to the one before rather than be that short.
    private static let shortestChunk = Int(HTTP_MAX_BUFFER)

    private let http: OpaquePointer
    private let breaker: ConnectionBreaker

    /// Connects within `limit`. The breaker can end the connection from outside from then on.
    init(to endpoint: IPPEndpoint, limit: Duration, breaker: ConnectionBreaker) throws(ConnectionFailure) {
        let encryption = endpoint.isEncrypted ? HTTP_ENCRYPTION_ALWAYS : HTTP_ENCRYPTION_IF_REQUESTED
        let milliseconds = Int32(clamping: Int(limit / .milliseconds(1)))
        guard
            let http = httpConnect2(
                endpoint.host, endpoint.port, nil, AF_UNSPEC, encryption, 1, milliseconds, nil)
        else { throw .notConnected }
        guard breaker.arm(httpGetFd(http)) else {
            httpClose(http)
            throw .notConnected
        }
        // A silence of this length ends the exchange; the breaker ends one that trickles.
        httpSetTimeout(http, limit / .seconds(1), { _, _ in 0 }, nil)
        self.http = http
        self.breaker = breaker
    }

    deinit {
        // Disarmed first: once closed, the number may be another file's.
        breaker.disarm()
        httpClose(http)
    }

    /// Sends a request, with the document behind it if there is one, and reads the answer.
    func exchange(
        _ request: borrowing IPPMessage, document: LockedBytes?, resource: String
    ) throws(ConnectionFailure) -> IPPMessage {
        httpClearFields(http)
        httpSetField(http, HTTP_FIELD_CONTENT_TYPE, "application/ipp")
        httpSetLength(http, ippLength(request.pointer) + (document?.count ?? 0))
        try check(httpPost(http, resource) == 0)
        ippSetState(request.pointer, IPP_STATE_IDLE)
        var state = IPP_STATE_IDLE
        while state != IPP_STATE_DATA {
            state = ippWrite(http, request.pointer)
            try check(state != IPP_STATE_ERROR)
        }
        if let document { send(document) }
        return try answer()
    }

    /// A server that refuses closes while we send, so a failed write only ends the sending: the answer
    /// says why.
    private func send(_ document: LockedBytes) {
        document.withBytes { bytes in
            guard let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self) else { return }
            var sent = 0
            while sent < bytes.count {
                var length = min(Self.chunk, bytes.count - sent)
                if bytes.count - sent - length < Self.shortestChunk { length = bytes.count - sent }
                guard httpWrite2(http, base + sent, length) == length else { return }
                sent += length
            }
        }
    }

    private func answer() throws(ConnectionFailure) -> IPPMessage {
        var status = HTTP_STATUS_CONTINUE
        while status == HTTP_STATUS_CONTINUE { status = httpUpdate(http) }
        try check(status != HTTP_STATUS_ERROR)
        guard status == HTTP_STATUS_OK else { throw .http(status: status.rawValue) }
        let answer = IPPMessage()
        var source = AnswerSource(http: http, bytesLeft: Self.maximumAnswer)
        // Unlike ippRead, this reads no more than `maximumAnswer` allows.
        let state = withUnsafeMutablePointer(to: &source) { source in
            ippReadIO(source, AnswerSource.read, 1, nil, answer.pointer)
        }
        guard state == IPP_STATE_DATA else { throw .garbled }
        return answer
    }

    private func check(_ success: Bool) throws(ConnectionFailure) {
        if !success { throw .unanswered }
    }
}

/// Why there was no IPP answer.
enum ConnectionFailure: Error, Hashable {
    /// No connection, so nothing was asked.
    case notConnected
    /// The connection ended or fell silent. What was asked may have been done.
    case unanswered
    /// An HTTP status other than 200.
    case http(status: Int32)
    /// The answer was no IPP, or too long.
    case garbled
}

/// Where `ippReadIO` gets an answer's bytes, counted.
private struct AnswerSource {
    var http: OpaquePointer
    var bytesLeft: Int

    static let read: ipp_iocb_t = { context, buffer, count in
        guard let source = context?.assumingMemoryBound(to: AnswerSource.self), let buffer else { return -1 }
        guard count <= source.pointee.bytesLeft else { return -1 }
        source.pointee.bytesLeft -= count
        var done = 0
        while done < count {
            let got = (buffer + done).withMemoryRebound(to: CChar.self, capacity: count - done) {
                httpRead2(source.pointee.http, $0, count - done)
            }
            guard got > 0 else { return -1 }
            done += got
        }
        return done
    }
}

/// Ends a connection from another thread by shutting its socket down, which wakes whoever reads from it.
final class ConnectionBreaker: Sendable {
    private enum State { case idle, armed(Int32), tripped }
    private let state = Mutex(State.idle)

    /// False if the time was up before the connection stood.
    func arm(_ descriptor: Int32) -> Bool {
        state.withLock { state in
            if case .tripped = state { return false }
            state = .armed(descriptor)
            return true
        }
    }

    func disarm() {
        state.withLock { state in
            if case .armed = state { state = .idle }
        }
    }

    func trip() {
        state.withLock { state in
            if case .armed(let descriptor) = state { shutdown(descriptor, Int32(SHUT_RDWR)) }
            state = .tripped
        }
    }
}
