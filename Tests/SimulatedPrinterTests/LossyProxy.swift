import Glibc

/// Stands between the kiosk and CUPS and loses answers to Print-Job, with or without passing the document on.
struct LossyProxy: ~Copyable {
    enum Loss: Sendable { case answer, request }

    private let server: LoopbackServer

    var port: Int { server.port }

    init(to socketPath: String, losing loss: Loss) throws {
        let relay = Relay(socketPath: socketPath, loss: loss)
        server = try LoopbackServer { relay.pass(on: $0) }
    }

    private struct Relay: Sendable {
        let socketPath: String
        let loss: Loss

        func pass(on client: Int32) {
            let request = message(from: client)
            let isPrintJob = operation(of: request) == 0x0002
            if isPrintJob && loss == .request { return }
            let server = connect()
            defer { close(server) }
            guard server >= 0, request.count == send(server, request, request.count, Int32(MSG_NOSIGNAL)) else {
                return
            }
            let answer = message(from: server)
            if isPrintJob { return }
            send(client, answer, answer.count, Int32(MSG_NOSIGNAL))
        }

        /// One HTTP message, whose length its header tells or its end.
        private func message(from socket: Int32) -> [UInt8] {
            var bytes: [UInt8] = []
            var limit = timeval(tv_sec: 2, tv_usec: 0)
            setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
            while true {
                if let (header, body) = split(bytes) {
                    let line = header.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
                    let length = line.flatMap { Int($0.drop { !$0.isNumber }) }
                    if let length, body.count >= length { return bytes }
                    if length == nil, body.suffix(5) == Array("0\r\n\r\n".utf8)[...] { return bytes }
                }
                var chunk = [UInt8](repeating: 0, count: 65536)
                let count = recv(socket, &chunk, chunk.count, 0)
                guard count > 0 else { return bytes }
                bytes += chunk.prefix(count)
            }
        }

        private func split(_ bytes: [UInt8]) -> (header: String, body: ArraySlice<UInt8>)? {
            let end = Array("\r\n\r\n".utf8)
            guard let start = bytes.indices.first(where: { bytes[$0...].starts(with: end) }) else { return nil }
            return (String(decoding: bytes[..<start], as: UTF8.self), bytes[(start + end.count)...])
        }

        /// The operation of an IPP request (RFC 8010 §3.1.1: two bytes of version, two of operation).
        private func operation(of request: [UInt8]) -> Int? {
            guard let body = split(request)?.body, body.count >= 4 else { return nil }
            return Int(body[body.startIndex + 2]) << 8 | Int(body[body.startIndex + 3])
        }

        private func connect() -> Int32 {
            let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { buffer in
                buffer.copyBytes(from: socketPath.utf8.prefix(buffer.count - 1))
            }
            _ = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    Glibc.connect(server, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            return server
        }
    }
}
