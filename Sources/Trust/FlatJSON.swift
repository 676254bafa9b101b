/// Reads the one shape of JSON (RFC 8259) that a manifest has: an object of strings, whole numbers and
/// arrays of strings.
///
/// Not Foundation's decoder, because that takes the last of two equal keys and drops unknown ones: two
/// readers could then read two manifests out of one signature. Also, it would bring Foundation into a
/// room that needs nothing else of it.
struct FlatJSON {
    enum Value: Hashable {
        case string(String)
        case number(Int64)
        case strings([String])
    }

    /// Longer strings, arrays and objects are no manifest's.
    static let maximumStringLength = 256
    static let maximumCount = 64

    private let bytes: [UInt8]
    private var position = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The keys and values; nil when the bytes are not of this shape, or a key comes twice.
    static func read(_ bytes: [UInt8]) -> [String: Value]? {
        var reader = FlatJSON(bytes)
        guard let object = reader.object() else { return nil }
        reader.skipSpace()
        return reader.position == bytes.count ? object : nil
    }

    private mutating func object() -> [String: Value]? {
        guard take(0x7B) else { return nil }
        var object: [String: Value] = [:]
        if take(0x7D) { return object }
        while object.count < FlatJSON.maximumCount {
            guard let key = string(), take(0x3A), let value = value(),
                object.updateValue(value, forKey: key) == nil
            else { return nil }
            if take(0x7D) { return object }
            guard take(0x2C) else { return nil }
        }
        return nil
    }

    private mutating func value() -> Value? {
        skipSpace()
        switch peek {
        case 0x22: return string().map(Value.string)
        case 0x5B: return strings().map(Value.strings)
        default: return number().map(Value.number)
        }
    }

    private mutating func strings() -> [String]? {
        guard take(0x5B) else { return nil }
        var strings: [String] = []
        if take(0x5D) { return strings }
        while strings.count < FlatJSON.maximumCount {
            guard let next = string() else { return nil }
            strings.append(next)
            if take(0x5D) { return strings }
            guard take(0x2C) else { return nil }
        }
        return nil
    }

    // Whole, without a sign, a leading zero, a fraction or an exponent, and at most 15 digits: exact in
    // every reader, those with 53 bits among them.
    private mutating func number() -> Int64? {
        let start = position
        var number: Int64 = 0
        while let digit = peek, (0x30...0x39).contains(digit), position - start < 15 {
            number = number * 10 + Int64(digit - 0x30)
            position += 1
        }
        let length = position - start
        guard length > 0, length == 1 || bytes[start] != 0x30 else { return nil }
        return number
    }

    private mutating func string() -> String? {
        guard take(0x22) else { return nil }
        var content: [UInt8] = []
        while let byte = next(), content.count <= FlatJSON.maximumStringLength {
            switch byte {
            case 0x22: return String(validating: content, as: UTF8.self)
            case 0x5C:
                guard let scalar = escape() else { return nil }
                content.append(contentsOf: Array(String(scalar).utf8))
            case 0x00..<0x20: return nil
            default: content.append(byte)
            }
        }
        return nil
    }

    private mutating func escape() -> Unicode.Scalar? {
        switch next() {
        case 0x22: return "\""
        case 0x5C: return "\\"
        case 0x2F: return "/"
        case 0x62: return "\u{8}"
        case 0x66: return "\u{C}"
        case 0x6E: return "\n"
        case 0x72: return "\r"
        case 0x74: return "\t"
        case 0x75:
            guard let first = unit() else { return nil }
            guard UTF16.isLeadSurrogate(first) else { return Unicode.Scalar(first) }
            guard next() == 0x5C, next() == 0x75, let second = unit(), UTF16.isTrailSurrogate(second) else {
                return nil
            }
            return Unicode.Scalar(0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
        default: return nil
        }
    }

    private mutating func unit() -> UInt16? {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = next(), let digit = FlatJSON.hexDigit(byte) else { return nil }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func next() -> UInt8? {
        guard let byte = peek else { return nil }
        position += 1
        return byte
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    // Space, then this one character.
    private mutating func take(_ character: UInt8) -> Bool {
        skipSpace()
        guard peek == character else { return false }
        position += 1
        return true
    }
}
