internal import Glibc
public import Logging

/// Writes each log record as one line of JSON to standard error, where the system's journal takes it up.
public struct JSONLinesLogHandler: LogHandler {
    /// What is less than this is not written.
    public var logLevel: Logger.Level = .info
    /// Fields of every line.
    public var metadata: Logger.Metadata = [:]
    private let kiosk: String

    /// - Parameter kiosk: the kiosk's id, on each line, for logs that are gathered from many.
    public init(kiosk: String) {
        self.kiosk = kiosk
    }

    /// A field of every line.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one line.
    public func log(event: LogEvent) {
        var line = "{\"time\":\"\(Self.time())\",\"level\":\"\(event.level)\",\"kiosk\":"
        line += Self.quoted(kiosk) + ",\"event\":" + Self.quoted("\(event.message)")
        let fields = metadata.merging(event.metadata ?? [:]) { _, new in new }
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            line += "," + Self.quoted(name) + ":" + Self.quoted("\(value)")
        }
        StandardError.write(line: line + "}")
    }

    /// RFC 3339, UTC, milliseconds.
    private static func time() -> String {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        var parts = tm()
        gmtime_r(&now.tv_sec, &parts)
        func two(_ value: some BinaryInteger) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let milliseconds = now.tv_nsec / 1_000_000
        let fraction = (milliseconds < 100 ? "0" : "") + two(milliseconds)
        return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))T"
            + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)).\(fraction)Z"
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\u{20}"..."\u{10FFFF}": quoted.unicodeScalars.append(scalar)
            default: quoted += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            }
        }
        return quoted + "\""
    }
}
