/// One thing that a test measured or read: a word of ours for what it is, and the value.
///
/// Names are literals of the source, so that nothing from outside becomes one. A text that a device gave is cut and
/// freed of everything but printable ASCII.
public struct Figure: Hashable, Sendable, Codable {
    /// Such as `name-ms`; the unit is its last word.
    public var name: String
    /// What was measured.
    public var value: Value

    /// A count, or a word.
    public enum Value: Hashable, Sendable, Codable, CustomStringConvertible {
        case number(Int)
        case text(String)

        /// A bare number or a bare string.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int.self) {
                self = .number(number)
            } else {
                self = .text(try container.decode(String.self))
            }
        }

        /// A bare number or a bare string.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .number(let number): try container.encode(number)
            case .text(let text): try container.encode(text)
            }
        }

        /// As it is written.
        public var description: String {
            switch self {
            case .number(let number): "\(number)"
            case .text(let text): text
            }
        }
    }

    /// A number.
    public init(_ name: StaticString, _ value: Int) {
        self.name = "\(name)"
        self.value = .number(value)
    }

    /// A number about one of several like things, such as the tube for 10 yen: `tube-10-pieces`.
    init(_ name: StaticString, of which: Int, _ unit: StaticString, _ value: Int) {
        self.name = "\(name)-\(which)-\(unit)"
        self.value = .number(value)
    }

    /// A duration, in whole milliseconds.
    init(_ name: StaticString, _ duration: Duration) {
        self.init(name, Int(duration / .milliseconds(1)))
    }

    /// What a device says of itself.
    init(_ name: StaticString, said text: String) {
        self.name = "\(name)"
        let safe = text.unicodeScalars.prefix(64).map { (0x20...0x7E).contains($0.value) ? Character($0) : "?" }
        value = .text(String(safe))
    }
}
