internal import Glibc

/// Tells systemd how the service is (sd_notify(3)): one datagram to the socket that it named. Without systemd it
/// does nothing.
public enum ServiceNotice: Hashable, Sendable {
    case ready
    case stopping
    case watchdog
    /// What `systemctl status` shows beside the service's state: one line.
    case status(String)

    private var text: String {
        switch self {
        case .ready: "READY=1"
        case .stopping: "STOPPING=1"
        case .watchdog: "WATCHDOG=1"
        case .status(let line): "STATUS=\(line)"
        }
    }

    /// Sends the notice to the socket that `NOTIFY_SOCKET` names.
    public func send() {
        guard let variable = getenv("NOTIFY_SOCKET") else { return }
        send(to: String(cString: variable))
    }

    func send(to socket: String) {
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        // A leading "@" stands for the abstract name space, whose names begin with a zero byte.
        UnixAddress(path: socket)?.withSockaddr { address, length in
            let text = Array(text.utf8)
            _ = text.withUnsafeBytes { bytes in
                sendto(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL), address, length)
            }
        }
    }
}

/// The address of a Unix domain socket (unix(7)).
struct UnixAddress {
    private var address = sockaddr_un()
    private let length: socklen_t

    /// Nil where the path has no room in an address: 107 bytes at most.
    init?(path: String) {
        var bytes = Array(path.utf8)
        let isAbstract = bytes.first == UInt8(ascii: "@")
        if isAbstract { bytes[0] = 0 }
        guard !bytes.isEmpty, bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let header = MemoryLayout<sa_family_t>.size
        length = socklen_t(header + bytes.count + (isAbstract ? 0 : 1))
    }

    func withSockaddr<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }
}
