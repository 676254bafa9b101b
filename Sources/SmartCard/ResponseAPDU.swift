/// The two bytes that end every answer (ISO/IEC 7816-4 §5.6).
public struct StatusWord: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// Both bytes, the first one high.
    public var rawValue: UInt16
    /// The status word of this value.
    public init(rawValue: UInt16) { self.rawValue = rawValue }
    /// The status word of this value, such as `StatusWord(0x9000)`.
    public init(_ rawValue: UInt16) { self.rawValue = rawValue }

    /// 9000: done.
    public static let success = StatusWord(0x9000)

    /// The first byte.
    public var sw1: UInt8 { UInt8(rawValue >> 8) }
    /// The second byte.
    public var sw2: UInt8 { UInt8(truncatingIfNeeded: rawValue) }
    /// Four upper-case digits, such as `6A82`.
    public var description: String { hexadecimal(sw1) + hexadecimal(sw2) }
}

/// A card's answer: data and status word.
public struct ResponseAPDU: Hashable, Sendable {
    /// The most bytes an answer can have: 65,536 of data, 2 of status.
    public static let maximumCount = 65_538

    /// What came back; at most 65,536 bytes.
    public var data: [UInt8]
    /// How it went.
    public var status: StatusWord

    /// Puts an answer together.
    public init(data: [UInt8] = [], status: StatusWord) {
        self.data = data
        self.status = status
    }

    /// Takes an answer apart.
    ///
    /// - Throws: ``CardReaderError/Kind/protocolError`` below 2 or above 65,538 bytes.
    public init(_ bytes: UnsafeRawBufferPointer) throws(CardReaderError) {
        guard 2...Self.maximumCount ~= bytes.count else { throw CardReaderError(.protocolError) }
        let end = bytes.count - 2
        self.data = Array(bytes[..<end])
        self.status = StatusWord(UInt16(bytes[end]) << 8 | UInt16(bytes[end + 1]))
    }
}

extension ResponseAPDU: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The length and the status, never the data: it may be a resident's certificate.
    public var description: String { "ResponseAPDU(\(data.count) bytes, \(status))" }
    /// The same as `description`.
    public var debugDescription: String { description }
    /// Nothing to reflect on: no data may be seen this way.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
