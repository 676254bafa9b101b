/// Reads JSON strictly: all of the buffer is one value, valid UTF-8, no member twice, numbers exact, and within the
/// caller's bounds.
public struct JSONReader {
    private let bytes: UnsafeRawBufferPointer
    private let bounds: JSONBounds
    private var position = 0
    private var values = 0

    /// Reads a whole text. The places in the value are meant in `bytes`.
    ///
    /// - Throws: ``JSONError/malformed``.
    public static func read(_ bytes: UnsafeRawBufferPointer, within bounds: JSONBounds) throws(JSONError) -> JSONValue {
        guard bytes.count <= bounds.length, isUTF8(bytes) else { throw .malformed }
        var reader = JSONReader(bytes: bytes, bounds: bounds)
        let value = try reader.value(depth: 1)
        reader.skipSpace()
        guard reader.position == bytes.count else { throw .malformed }
        return value
    }

    private init(bytes: UnsafeRawBufferPointer, bounds: JSONBounds) {
        self.bytes = bytes
        self.bounds = bounds
    }

    private static func isUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.withMemoryRebound(to: UInt8.self) { (try? UTF8Span(validating: $0.span)) != nil }
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        values += 1
        guard depth <= bounds.depth, values <= bounds.values else { throw .malformed }
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

    private mutating func object(depth: Int) throws(JSONError) -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        try expect(UInt8(ascii: "{"))
        skipSpace()
        if take(UInt8(ascii: "}")) { return members }
        repeat {
            guard members.count < bounds.count else { throw .malformed }
            skipSpace()
            let name = try text().string(in: bytes)
            skipSpace()
            try expect(UInt8(ascii: ":"))
            // Readers differ in which of two members of one name they take.
            guard members.updateValue(try value(depth: depth + 1), forKey: name) == nil else { throw .malformed }
            skipSpace()
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"))
        return members
    }

    private mutating func array(depth: Int) throws(JSONError) -> [JSONValue] {
        var elements: [JSONValue] = []
        try expect(UInt8(ascii: "["))
        skipSpace()
        if take(UInt8(ascii: "]")) { return elements }
        repeat {
            guard elements.count < bounds.count else { throw .malformed }
            elements.append(try value(depth: depth + 1))
            skipSpace()
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"))
        return elements
    }

    private mutating func text() throws(JSONError) -> JSONText {
        try expect(UInt8(ascii: "\""))
        let start = position
        while let byte = peek {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                // Escapes are checked now, so that reading the text later cannot fail.
                let text = try JSONText(start..<position - 1, in: bytes)
                guard text.count <= bounds.text else { throw .malformed }
                return text
            case UInt8(ascii: "\\"): position += 1
            case 0..<0x20: throw .malformed
            default: break
            }
        }
        throw .malformed
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = position
        let isNegative = take(UInt8(ascii: "-"))
        let leadsWithZero = peek == UInt8(ascii: "0")
        let digits = skipDigits()
        guard digits > 0, !leadsWithZero || digits == 1 else { throw .malformed }
        var isInteger = true
        if take(UInt8(ascii: ".")) {
            isInteger = false
            guard skipDigits() > 0 else { throw .malformed }
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isInteger = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            guard skipDigits() > 0 else { throw .malformed }
        }
        guard isInteger, let value = Int(String(decoding: bytes[start..<position], as: UTF8.self)),
            value.magnitude < 1 << 53, value != 0 || !isNegative
        else { return .otherNumber }
        return .integer(value)
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for index in 0..<word.utf8CodeUnitCount { try expect(word.utf8Start[index]) }
        return value
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ byte: UInt8) throws(JSONError) {
        guard take(byte) else { throw .malformed }
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
