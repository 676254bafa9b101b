internal import CCUPS

/// Where a print server listens. Always given: libcups' default server is never used, because it depends
/// on the environment and on files in the user's home.
public enum PrintServer: Hashable, Sendable {
    /// A Unix domain socket, by its absolute path: `/run/cups/cups.sock`.
    case socket(path: String)
    /// TCP without encryption; for the machine itself only.
    case tcp(host: String, port: Int)
}

/// An IPP object to talk to: where to connect, what to post to, and its `printer-uri`.
struct IPPEndpoint: Hashable, Sendable {
    var host: String
    var port: Int32
    var isEncrypted: Bool
    var resource: String
    var uri: String

    /// A queue of a print server. Nil if the name is none: CUPS allows printable ASCII without space,
    /// `/` and `#`, up to 127 bytes; quotes and the URI's own characters are left out here too.
    init?(queue: String, on server: PrintServer) {
        let isName = queue.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            default:
                false
            }
        }
        guard isName, (1...127).contains(queue.utf8.count) else { return nil }
        switch server {
        case .socket(let path):
            guard path.hasPrefix("/") else { return nil }
            host = path
            port = 631
        case .tcp(let name, let number):
            guard let number = Int32(exactly: number), (1...65535).contains(number), !name.hasPrefix("/") else {
                return nil
            }
            host = name
            port = number
        }
        isEncrypted = false
        resource = "/printers/\(queue)"
        uri = "ipp://localhost/printers/\(queue)"
    }

    /// A printer by the `device-uri` its queue has, without the options that CUPS keeps after the `?`.
    /// Nil unless the scheme is ipp or ipps: nothing else answers questions about a job.
    init?(deviceURI: String) {
        let uri = String(deviceURI.prefix { $0 != "?" })
        guard uri.utf8.count < Int(HTTP_MAX_URI) else { return nil }
        let size = Int(HTTP_MAX_URI)
        var port: Int32 = 0
        var parts: [String] = []
        let status = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4 * size) { buffer in
            buffer.initialize(repeating: 0)
            guard let base = buffer.baseAddress else { return HTTP_URI_STATUS_OVERFLOW }
            let status = httpSeparateURI(
                HTTP_URI_CODING_ALL, uri, base, Int32(size), base + size, Int32(size), base + 2 * size, Int32(size),
                &port, base + 3 * size, Int32(size))
            parts = (0..<4).map { String(cString: base + $0 * size) }
            return status
        }
        guard status.rawValue >= HTTP_URI_STATUS_OK.rawValue, parts[0] == "ipp" || parts[0] == "ipps" else {
            return nil
        }
        host = parts[2]
        resource = parts[3]
        self.port = port
        isEncrypted = parts[0] == "ipps"
        self.uri = uri
    }
}
