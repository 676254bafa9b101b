internal import LockedMemory
internal import StrictJSON

/// A JSON value (RFC 8259), as far as the page's wire needs one.
enum JSON: Hashable, Sendable, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral {
    /// In the order in which the members are written.
    case object([Member])
    case array([JSON])
    case text(String)
    /// UTF-8 that must not become a `String`, which nobody could overwrite.
    case locked(Locked)
    case number(Int)
    case flag(Bool)
    case null

    struct Member: Hashable, Sendable {
        var name: String
        var value: JSON
    }

    /// Compares by identity: the bytes stay unseen.
    struct Locked: Hashable, Sendable {
        let bytes: LockedBytes
        static func == (left: Locked, right: Locked) -> Bool { left.bytes === right.bytes }
        func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(bytes)) }
    }

    init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(elements.map { Member(name: $0, value: $1) })
    }

    init(nilLiteral: ()) { self = .null }

    /// The members by their names; nil for anything but an object.
    var members: [String: JSON]? {
        guard case .object(let list) = self else { return nil }
        return Dictionary(list.map { ($0.name, $0.value) }) { first, _ in first }
    }
}

extension JSON {
    /// What the page sends has some hundred bytes, and `{"serial":1,"settings":{…}}` has three levels.
    static let bounds = JSONBounds(length: 1_024, depth: 3, values: 16)

    /// Nil for what is no JSON, is beyond the bounds, or holds anything that the page would not send: a list, nothing,
    /// or a number that is not whole.
    init?(_ bytes: [UInt8]) {
        let read = bytes.withUnsafeBytes { buffer in
            (try? JSONReader.read(buffer, within: Self.bounds)).flatMap { JSON($0, in: buffer) }
        }
        guard let read else { return nil }
        self = read
    }

    private init?(_ value: JSONValue, in buffer: UnsafeRawBufferPointer) {
        switch value {
        case .object(let members):
            var list: [Member] = []
            for (name, value) in members {
                guard let value = JSON(value, in: buffer) else { return nil }
                list.append(Member(name: name, value: value))
            }
            self = .object(list)
        case .text(let text):
            guard let text = try? text.string(in: buffer) else { return nil }
            self = .text(text)
        case .integer(let number): self = .number(number)
        case .flag(let flag): self = .flag(flag)
        case .array, .otherNumber, .null: return nil
        }
    }

    /// One line, with nothing between the tokens.
    func write(to bytes: inout [UInt8]) {
        switch self {
        case .object(let list):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in list.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                Self.write(member.name.utf8, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        case .array(let list):
            bytes.append(UInt8(ascii: "["))
            for (index, value) in list.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .text(let text): Self.write(text.utf8, to: &bytes)
        case .locked(let locked): locked.bytes.withBytes { Self.write($0, to: &bytes) }
        case .number(let number): bytes += Array(String(number).utf8)
        case .flag(let flag): bytes += Array((flag ? "true" : "false").utf8)
        case .null: bytes += Array("null".utf8)
        }
    }

    private static func write(_ text: some Sequence<UInt8>, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0..<0x20:
                // A control character has no business in a name or a code; it is shown as what it is: nothing.
                bytes += Array("\\u00".utf8) + [hexadecimal(byte >> 4), hexadecimal(byte & 15)]
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func hexadecimal(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
    }
}
