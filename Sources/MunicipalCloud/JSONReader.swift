/// A JSON value (RFC 8259) that lies in somebody's buffer: texts are places in it, so that what they hold is
/// copied only where a caller asks, and into memory of the caller's choice.
enum JSONValue {
    case object([String: JSONValue])
    case array([JSONValue])
    case text(JSONText)
    case integer(Int)
    /// A number with a fraction or an exponent, or beyond `Int`: the contract has none, so it is not read.
    case otherNumber
    case flag(Bool)
    case null
}

/// A string's place in the buffer, without its quotes and with its escapes.
struct JSONText {
    var range: Range<Int>
}

/// Reads JSON strictly: all of the buffer is one value, valid UTF-8, no member twice, and within bounds that keep
/// foreign nesting off the stack.
struct JSONReader {
    /// The contract's deepest place is 4.
    static let maximumDepth = 16
    /// The contract's largest answer has some 300.
    static let maximumValues = 4_096

    /// What is wrong with a text: it is no JSON, or beyond the bounds.
    struct Malformed: Error {}

    private let bytes: UnsafeRawBufferPointer
    private var position = 0
    private var values = 0

    static func read(_ bytes: UnsafeRawBufferPointer) throws(Malformed) -> JSONValue {
        guard isUTF8(bytes) else { throw Malformed() }
        var reader = JSONReader(bytes: bytes)
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.position == bytes.count else { throw Malformed() }
        return value
    }

    private init(bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    private static func isUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.withMemoryRebound(to: UInt8.self) { (try? UTF8Span(validating: $0.span)) != nil }
    }

    private mutating func value(depth: Int) throws(Malformed) -> JSONValue {
        values += 1
        guard depth < Self.maximumDepth, values <= Self.maximumValues else { throw Malformed() }
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "t"): return try word("true", .flag(true))
        case UInt8(ascii: "f"): return try word("false", .flag(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func object(depth: Int) throws(Malformed) -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        try expect(UInt8(ascii: "{"))
        skipSpace()
        if take(UInt8(ascii: "}")) { return members }
        repeat {
            skipSpace()
            let name = try string(text())
            skipSpace()
            try expect(UInt8(ascii: ":"))
            // Readers differ in which of two members of one name they take.
            guard members.updateValue(try value(depth: depth + 1), forKey: name) == nil else { throw Malformed() }
            skipSpace()
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"))
        return members
    }

    private mutating func array(depth: Int) throws(Malformed) -> [JSONValue] {
        var elements: [JSONValue] = []
        try expect(UInt8(ascii: "["))
        skipSpace()
        if take(UInt8(ascii: "]")) { return elements }
        repeat {
            elements.append(try value(depth: depth + 1))
            skipSpace()
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"))
        return elements
    }

    private mutating func text() throws(Malformed) -> JSONText {
        try expect(UInt8(ascii: "\""))
        let start = position
        while let byte = peek {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                let text = JSONText(range: start..<position - 1)
                // Escapes are checked now, so that reading the text later cannot fail.
                try text.forEachByte(of: bytes, malformed: Malformed()) { (_) throws(Malformed) in }
                return text
            case UInt8(ascii: "\\"): position += 1
            case 0..<0x20: throw Malformed()
            default: break
            }
        }
        throw Malformed()
    }

    private func string(_ text: JSONText) throws(Malformed) -> String {
        var decoded: [UInt8] = []
        try text.forEachByte(of: bytes, malformed: Malformed()) { (byte) throws(Malformed) in decoded.append(byte) }
        return String(decoding: decoded, as: UTF8.self)
    }

    private mutating func number() throws(Malformed) -> JSONValue {
        let start = position
        _ = take(UInt8(ascii: "-"))
        let leadsWithZero = peek == UInt8(ascii: "0")
        let digits = skipDigits()
        guard digits > 0, !leadsWithZero || digits == 1 else { throw Malformed() }
        var isInteger = true
        if take(UInt8(ascii: ".")) {
            isInteger = false
            guard skipDigits() > 0 else { throw Malformed() }
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isInteger = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            guard skipDigits() > 0 else { throw Malformed() }
        }
        guard isInteger, let value = Int(String(decoding: bytes[start..<position], as: UTF8.self)) else {
            return .otherNumber
        }
        return .integer(value)
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(Malformed) -> JSONValue {
        for index in 0..<word.utf8CodeUnitCount { try expect(word.utf8Start[index]) }
        return value
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ byte: UInt8) throws(Malformed) {
        guard take(byte) else { throw Malformed() }
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        return position - start
    }
}
