internal import ChildProcesses
internal import Glibc

/// The socket between libpcsclite and pcscd.
enum DaemonSocket {
    static func listen(at path: String) throws(PCSCDaemon.Failure) -> Int32 {
        let descriptor = try make()
        unlink(path)
        let isListening = withAddress(path) { bind(descriptor, $0, $1) } == 0 && Glibc.listen(descriptor, 64) == 0
        guard isListening else {
            let code = errno
            close(descriptor)
            throw .noResources(what: path, errno: code)
        }
        return descriptor
    }

    /// Asks for the protocol's version, as libpcsclite does first, until it is answered.
    ///
    /// The socket takes connections from the start, so an answer is the proof that somebody serves it.
    static func answers(
        at path: String, until deadline: ContinuousClock.Instant, whileRunning process: ChildProcess
    ) async -> Bool {
        guard let descriptor = try? make() else { return false }
        defer { close(descriptor) }
        guard withAddress(path, { connect(descriptor, $0, $1) }) == 0 else { return false }
        // Header: 12 bytes follow, CMD_VERSION 0x11. Then: version 4.4, and room for the return code.
        let question: [UInt32] = [12, 0x11, 4, 4, 0]
        guard question.withUnsafeBytes({ send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }) == 20
        else { return false }
        while ContinuousClock.now < deadline, !process.hasEnded {
            var answer: [UInt32] = [0, 0, 1]
            let count = answer.withUnsafeMutableBytes {
                recv(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
            }
            if count == 12 { return answer[2] == 0 }
            guard count < 0, errno == EAGAIN || errno == EINTR else { return false }
            guard (try? await Task.sleep(for: .milliseconds(5))) != nil else { return false }
        }
        return false
    }

    private static func make() throws(PCSCDaemon.Failure) -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .noResources(what: "a socket", errno: errno) }
        return descriptor
    }

    private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { buffer in
            // The last byte stays zero.
            UnsafeMutableRawBufferPointer(rebasing: buffer.dropLast()).copyBytes(
                from: path.utf8.prefix(buffer.count - 1))
        }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}

/// TCP ports that nobody uses, one after another.
enum FreePorts {
    static func find(count: Int) throws(PCSCDaemon.Failure) -> UInt16 {
        for _ in 0..<64 {
            guard let first = bindable(0), Int(first) + count <= 65_536 else { continue }
            if (1..<count).allSatisfy({ bindable(first + UInt16($0)) != nil }) { return first }
        }
        throw .noResources(what: "free TCP ports", errno: EADDRINUSE)
    }

    /// The port, if it can be bound; any port for 0.
    private static func bindable(_ port: UInt16) -> UInt16? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                guard bind(descriptor, pointer, length) == 0, getsockname(descriptor, pointer, &length) == 0 else {
                    return nil
                }
                return pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    UInt16(bigEndian: $0.pointee.sin_port)
                }
            }
        }
    }
}
