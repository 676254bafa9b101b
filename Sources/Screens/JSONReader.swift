/// Reads what the page sends: small, flat JSON with nothing in it that the page would not write. Everything else is
/// refused as a whole.
struct JSONReader {
    /// An input has some hundred bytes.
    static let maximumLength = 1_024
    /// `{"serial":1,"settings":{…}}` has two.
    static let maximumDepth = 3

    /// The text is no JSON, or none of the page's.
    struct Malformed: Error, Equatable {}

    private let bytes: [UInt8]
    private var position = 0

    /// - Throws: ``Malformed`` unless all of `bytes` is one value within the bounds, with no member twice.
    static func read(_ bytes: [UInt8]) throws(Malformed) -> JSON {
        guard bytes.count <= maximumLength else { throw Malformed() }
        var reader = JSONReader(bytes: bytes)
        let value = try reader.value(depth: 1)
        reader.skipSpace()
        guard reader.position == bytes.count else { throw Malformed() }
        return value
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func value(depth: Int) throws(Malformed) -> JSON {
        guard depth <= Self.maximumDepth else { throw Malformed() }
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "t"): return try word("true", .flag(true))
        case UInt8(ascii: "f"): return try word("false", .flag(false))
        case .some(UInt8(ascii: "0")...UInt8(ascii: "9")): return .number(try number())
        // Lists, nothing, negative numbers and fractions: the page sends none.
        default: throw Malformed()
        }
    }

    private mutating func object(depth: Int) throws(Malformed) -> JSON {
        var members: [JSON.Member] = []
        try expect(UInt8(ascii: "{"))
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object([]) }
        repeat {
            skipSpace()
            let name = try text()
            // Readers differ in which of two members of one name they take.
            guard !members.contains(where: { $0.name == name }) else { throw Malformed() }
            skipSpace()
            try expect(UInt8(ascii: ":"))
            members.append(JSON.Member(name: name, value: try value(depth: depth + 1)))
            skipSpace()
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"))
        return .object(members)
    }

    /// Printable ASCII without escapes: names and codes are all that the page sends.
    private mutating func text() throws(Malformed) -> String {
        try expect(UInt8(ascii: "\""))
        let start = position
        while let byte = peek, byte != UInt8(ascii: "\"") {
            guard (0x20..<0x7F).contains(byte), byte != UInt8(ascii: "\\") else { throw Malformed() }
            position += 1
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        try expect(UInt8(ascii: "\""))
        return text
    }

    private mutating func number() throws(Malformed) -> Int {
        let start = position
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        let digits = bytes[start..<position]
        guard digits.count == 1 || digits.first != UInt8(ascii: "0"),
            let number = Int(String(decoding: digits, as: UTF8.self))
        else { throw Malformed() }
        return number
    }

    private mutating func word(_ word: String, _ value: JSON) throws(Malformed) -> JSON {
        for byte in word.utf8 { try expect(byte) }
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
        while peek == UInt8(ascii: " ") || peek == UInt8(ascii: "\n") || peek == UInt8(ascii: "\t") { position += 1 }
    }
}
