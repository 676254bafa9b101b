import Foundation
import Glibc
import Synchronization

/// One request for each connection, with whatever headers a test wants, as a browser or somebody else would send it.
struct HTTPClient: Sendable {
    let port: UInt16
    let token: String

    struct Answer: Sendable {
        var status: Int
        /// Names in lower case.
        var headers: [String: String]
        var body: [UInt8]
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    struct Failed: Error {
        var what: String
    }

    /// - Parameter address: with the token behind its `#`.
    init(address: String) throws {
        let parts = address.split(separator: "#")
        guard parts.count == 2, let port = UInt16(parts[0].dropLast().split(separator: ":").last ?? "") else {
            throw Failed(what: "no address: \(address)")
        }
        self.port = port
        token = String(parts[1])
    }

    /// What the page itself sends.
    var own: [String: String] {
        [
            "X-Madoguchi-Token": token, "Origin": "http://127.0.0.1:\(port)", "Content-Type": "application/json",
            "Sec-Fetch-Site": "same-origin",
        ]
    }

    func get(_ path: String, _ headers: [String: String]? = nil) async throws -> Answer {
        try await open("GET", path, headers ?? own).answer()
    }

    func post(_ path: String, _ body: String, _ headers: [String: String]? = nil) async throws -> Answer {
        try await open("POST", path, headers ?? own, body).answer()
    }

    /// The stream of server-sent events.
    func events() async throws -> Stream { try await open("GET", "/events", own, keepsOpen: true) }

    private func open(
        _ method: String, _ path: String, _ headers: [String: String], _ body: String = "", keepsOpen: Bool = false
    ) async throws -> Stream {
        var lines = ["Host": "127.0.0.1:\(port)"].merging(headers) { _, new in new }
        if method == "POST" { lines["Content-Length"] = String(body.utf8.count) }
        if !keepsOpen { lines["Connection"] = "close" }
        let head = lines.map { "\($0.key): \($0.value)\r\n" }.joined()
        return try Stream(port: port, request: "\(method) \(path) HTTP/1.1\r\n\(head)\r\n\(body)")
    }

    /// One connection. Reads wait on a thread of their own, and not for ever.
    final class Stream: Sendable {
        private let socket: Int32
        private let received = Mutex<[UInt8]>([])

        init(port: UInt16, request: String) throws {
            socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            guard socket >= 0 else { throw Failed(what: "socket") }
            // The computer may be busy elsewhere; a server that hangs fails the test all the same.
            var limit = timeval(tv_sec: 60, tv_usec: 0)
            setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            let isConnected = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
            let bytes = Array(request.utf8)
            guard isConnected, send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
                throw Failed(what: "connect: \(errno)")
            }
        }

        deinit { close(socket) }

        /// The next event that `isMeant` takes, as its name and its JSON; those before it are passed over.
        func next(_ isMeant: (String, [String: Any]) -> Bool) async throws -> [String: Any] {
            while true {
                while let text = takeEvent() {
                    var name = "message"
                    var data = ""
                    for line in text.split(whereSeparator: \.isNewline) {
                        // Chunks of the transfer coding stand between; no line of an event looks like theirs.
                        if line.hasPrefix("event: ") { name = String(line.dropFirst(7)) }
                        if line.hasPrefix("data: ") { data = String(line.dropFirst(6)) }
                    }
                    guard let json = try? JSONSerialization.jsonObject(with: Data(data.utf8)) as? [String: Any] else {
                        continue
                    }
                    if isMeant(name, json) { return json }
                }
                guard try await read() else { throw Failed(what: "the stream ended") }
            }
        }

        private func takeEvent() -> String? {
            received.withLock { bytes in
                let mark = Array("\n\n".utf8)
                guard bytes.count >= 2,
                    let end = bytes.indices.dropLast().first(where: { bytes[$0] == mark[0] && bytes[$0 + 1] == mark[1] }
                    )
                else { return nil }
                defer { bytes.removeFirst(end + 2) }
                return String(decoding: bytes[..<end], as: UTF8.self)
            }
        }

        func answer() async throws -> Answer {
            while try await read() {}
            let whole = received.withLock { $0 }
            let blank = Array("\r\n\r\n".utf8)
            guard let end = whole.indices.first(where: { whole[$0...].starts(with: blank) }) else {
                throw Failed(what: "no answer")
            }
            let lines = String(decoding: whole[..<end], as: UTF8.self).components(separatedBy: "\r\n")
            var headers: [String: String] = [:]
            for line in lines.dropFirst() {
                let parts = line.split(separator: ":", maxSplits: 1)
                if parts.count == 2 { headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces) }
            }
            let status = Int(lines.first?.split(separator: " ").dropFirst().first ?? "") ?? 0
            return Answer(status: status, headers: headers, body: Array(whole[(end + 4)...]))
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
            received.withLock { $0 += bytes }
            return !bytes.isEmpty
        }
    }
}
