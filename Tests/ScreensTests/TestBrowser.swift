import Foundation
import Glibc
import Synchronization

/// What a browser does on the wire, one connection for each request, with whatever headers a test wants.
struct TestBrowser: Sendable {
    let port: UInt16
    let token: String

    struct Answer: Sendable {
        var status: Int
        /// Names in lower case.
        var headers: [String: String]
        var body: String
    }

    struct Failed: Error {
        var what: String
    }

    init(address: String) throws {
        let parts = address.split(separator: "#")
        guard parts.count == 2, let port = UInt16(parts[0].dropLast().split(separator: ":").last ?? "") else {
            throw Failed(what: "no address: \(address)")
        }
        self.port = port
        token = String(parts[1])
    }

    /// What the page itself sends.
    var pageHeaders: [String: String] {
        [
            "X-Madoguchi-Token": token, "Origin": "http://127.0.0.1:\(port)", "Content-Type": "application/json",
            "Sec-Fetch-Site": "same-origin",
        ]
    }

    func request(
        _ method: String, _ path: String, headers: [String: String] = [:], body: String = ""
    ) async throws -> Answer {
        let stream = try await open(
            path, method: method, headers: headers.merging(["Connection": "close"]) { a, _ in a }, body: body)
        return try await stream.answer()
    }

    func open(
        _ path: String, method: String = "GET", headers: [String: String]? = nil, body: String = ""
    ) async throws -> Stream {
        var lines = ["Host": "127.0.0.1:\(port)"].merging(headers ?? ["X-Madoguchi-Token": token]) { _, new in new }
        if method == "POST" { lines["Content-Length"] = String(body.utf8.count) }
        let head = lines.filter { !$0.value.isEmpty || $0.key == "Host" }.map { "\($0.key): \($0.value)\r\n" }.joined()
        return try await Stream(port: port, request: "\(method) \(path) HTTP/1.1\r\n\(head)\r\n\(body)")
    }

    /// One connection. Reads wait on a thread of their own, for a few seconds at most.
    final class Stream: Sendable {
        private let socket: Int32
        private let text = Mutex("")

        init(port: UInt16, request: String) async throws {
            let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            guard socket >= 0 else { throw Failed(what: "socket") }
            self.socket = socket
            // A server that does not answer fails the test rather than hanging it.
            var limit = timeval(tv_sec: 10, tv_usec: 0)
            setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            let connected = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            let bytes = Array(request.utf8)
            guard connected == 0, send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
                throw Failed(what: "connect: \(errno)")
            }
        }

        deinit { close(socket) }

        /// Reads until `mark` has come; what came up to it is used up.
        func next(_ mark: String) async throws -> String {
            while true {
                let found: String? = text.withLock { text in
                    guard let range = text.range(of: mark),
                        let end = text.range(of: "\n", range: range.lowerBound..<text.endIndex)
                    else { return nil }
                    let part = String(text[..<end.upperBound])
                    text = String(text[end.upperBound...])
                    return part
                }
                if let found { return found }
                guard try await read() else { throw Failed(what: "closed before \(mark)") }
            }
        }

        func answer() async throws -> Answer {
            while try await read() {}
            let whole = text.withLock { $0 }
            guard let blank = whole.range(of: "\r\n\r\n") else { throw Failed(what: "no answer") }
            let lines = whole[..<blank.lowerBound].components(separatedBy: "\r\n")
            let status = Int(lines.first?.split(separator: " ").dropFirst().first ?? "") ?? 0
            var headers: [String: String] = [:]
            for line in lines.dropFirst() {
                let parts = line.split(separator: ":", maxSplits: 1)
                if parts.count == 2 { headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces) }
            }
            return Answer(status: status, headers: headers, body: String(whole[blank.upperBound...]))
        }

        private func read() async throws -> Bool {
            let socket = socket
            let bytes: [UInt8] = try await withCheckedThrowingContinuation { continuation in
                Thread.detachNewThread {
                    var buffer = [UInt8](repeating: 0, count: 65_536)
                    let count = recv(socket, &buffer, buffer.count, 0)
                    if count < 0 {
                        continuation.resume(throwing: Failed(what: "recv: \(errno)"))
                    } else {
                        continuation.resume(returning: Array(buffer.prefix(count)))
                    }
                }
            }
            text.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
            return !bytes.isEmpty
        }
    }
}

/// A clock that stands still until it is told to go on.
final class StillClock: Clock, Sendable {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private struct State {
        var sleepers: [UUID: CheckedContinuation<Void, any Error>] = [:]
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    let now = Instant(offset: .zero)
    let minimumResolution: Duration = .zero

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let id = UUID()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let waiting = state.withLock { state in
                    state.sleepers[id] = continuation
                    defer { state.waiting = [] }
                    return state.waiting
                }
                for waiter in waiting { waiter.resume() }
                if Task.isCancelled { wake(id, CancellationError()) }
            }
        } onCancel: {
            wake(id, CancellationError())
        }
    }

    /// Waits until somebody sleeps, and wakes them.
    func advance() async {
        await withCheckedContinuation { continuation in
            let isAsleep = state.withLock { state in
                if state.sleepers.isEmpty { state.waiting.append(continuation) }
                return !state.sleepers.isEmpty
            }
            if isAsleep { continuation.resume() }
        }
        for id in state.withLock({ Array($0.sleepers.keys) }) { wake(id, nil) }
    }

    private func wake(_ id: UUID, _ error: (any Error)?) {
        guard let sleeper = state.withLock({ $0.sleepers.removeValue(forKey: id) }) else { return }
        if let error { sleeper.resume(throwing: error) } else { sleeper.resume() }
    }
}
