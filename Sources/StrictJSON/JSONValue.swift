/// A JSON value (RFC 8259) that lies in somebody's buffer: texts are places in it, so that what they hold is
/// copied only where a caller asks, and into memory of the caller's choice.
public enum JSONValue: Sendable {
    /// No name twice.
    case object([String: JSONValue])
    case array([JSONValue])
    case text(JSONText)
    /// A whole number of 53 bits at most, which every reader takes for the same (RFC 8259 §6). Not `-0`.
    case integer(Int)
    /// Any other number. Its value is not read: another reader might round it otherwise.
    case otherNumber
    case flag(Bool)
    case null
}

/// A string's place in the buffer, without its quotes and with its escapes, which are known to be good.
public struct JSONText: Sendable {
    let range: Range<Int>
    /// The length of what it stands for: UTF-8 bytes, escapes resolved.
    public let count: Int
}
