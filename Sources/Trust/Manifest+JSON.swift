internal import OpenSSL
internal import StrictJSON

/// Why bytes are no manifest. The content is not told: it is a stranger's text.
public enum ManifestMalformation: Error, Hashable, Sendable {
    /// Not the flat object of strings, numbers and lists that a manifest is; or a key comes twice.
    case notAnObject
    case unknownKey
    case missing(Manifest.Field)
    /// Of the wrong type, out of bounds, or not in the one spelling that is allowed.
    case invalid(Manifest.Field)
}

extension Manifest {
    /// Reads a manifest: every key, no other key, every value within its bounds.
    ///
    /// - Parameter json: the signed content, at most 16 KiB.
    public init(json: [UInt8]) throws(ManifestMalformation) {
        self = try json.withUnsafeBufferPointer { (bytes) throws(ManifestMalformation) in
            guard let object = try? JSONObject(UnsafeRawBufferPointer(bytes), within: Manifest.bounds),
                object.members.values.allSatisfy(Manifest.isFlat)
            else { throw .notAnObject }
            guard object.members.keys.allSatisfy({ Field(rawValue: $0) != nil }) else { throw .unknownKey }
            return try Manifest(Reader(object: object))
        }
    }

    /// Longer strings, lists and objects are no manifest's: an object that holds lists of strings.
    private static let bounds = JSONBounds(length: 16_384, depth: 3, values: 4_096, count: 64, text: 256)

    // Numbers have at most 15 digits and no sign: exact in every reader, decimal ones among them.
    private static func isFlat(_ value: JSONValue) -> Bool {
        switch value {
        case .text: true
        case .integer(let number): (0...999_999_999_999_999).contains(number)
        case .array(let elements): elements.allSatisfy { if case .text = $0 { true } else { false } }
        case .object, .otherNumber, .flag, .null: false
        }
    }

    private init(_ reader: Reader) throws(ManifestMalformation) {
        version = try reader.number(.version, 1...999)
        requestID = try reader.string(.requestID) { Manifest.isHexadecimal($0, count: 32) }
        sessionID = try reader.string(.sessionID) { Manifest.isHexadecimal($0, count: 32) }
        kioskID = try reader.string(.kioskID, Manifest.isKioskID)
        cardCertificateSHA256 = try reader.string(.cardCertificateSHA256) { Manifest.isHexadecimal($0, count: 64) }
        municipality = try reader.string(.municipality) { text in
            text.utf8.count == 5 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        }
        kind = try reader.string(.kind) { Manifest.isWord($0, also: "-") }
        options = try reader.options()
        copies = try reader.number(.copies, 1...99)
        pages = try reader.number(.pages, 1...999)
        documentSHA256 = try reader.string(.documentSHA256) { Manifest.isHexadecimal($0, count: 64) }
        documentLength = try reader.number(.documentLength, 1...(64 << 20))
        fee = try reader.number(.fee, 0...999_999)
        issuedAt = try reader.time(.issuedAt)
    }

    /// The manifest in JSON, keys in the order of `Field`, without spaces.
    ///
    /// - Throws: for a manifest that its own reader would refuse.
    public func encoded() throws(ManifestMalformation) -> [UInt8] {
        guard let issuedAt = Timestamp.text(issuedAt) else { throw .invalid(.issuedAt) }
        let pairs = Field.allCases.map { field in
            let value =
                switch field {
                case .version: String(version)
                case .requestID: Manifest.quoted(requestID)
                case .sessionID: Manifest.quoted(sessionID)
                case .kioskID: Manifest.quoted(kioskID)
                case .cardCertificateSHA256: Manifest.quoted(cardCertificateSHA256)
                case .municipality: Manifest.quoted(municipality)
                case .kind: Manifest.quoted(kind)
                case .options: "[" + options.map(Manifest.quoted).joined(separator: ",") + "]"
                case .copies: String(copies)
                case .pages: String(pages)
                case .documentSHA256: Manifest.quoted(documentSHA256)
                case .documentLength: String(documentLength)
                case .fee: String(fee)
                case .issuedAt: Manifest.quoted(issuedAt)
                }
            return Manifest.quoted(field.rawValue) + ":" + value
        }
        let bytes = Array(("{" + pairs.joined(separator: ",") + "}").utf8)
        // What is not within the bounds, or would have needed an escape, does not come back the same.
        guard try Manifest(json: bytes) == self else { throw .notAnObject }
        return bytes
    }

    private static func quoted(_ text: String) -> String { "\"" + text + "\"" }

    private struct Reader {
        let object: JSONObject

        /// What `read` gets from the object for a field that is there.
        func value<Value>(
            _ field: Field, _ read: (String) throws(JSONError) -> Value
        ) throws(ManifestMalformation) -> Value {
            guard object.has(field.rawValue) else { throw .missing(field) }
            do {
                return try read(field.rawValue)
            } catch {
                throw .invalid(field)
            }
        }

        func string(_ field: Field, _ holds: (String) -> Bool) throws(ManifestMalformation) -> String {
            try value(field) { (name) throws(JSONError) in
                try object.value(name, atMost: Manifest.bounds.text) { holds($0) ? $0 : nil }
            }
        }

        func number(_ field: Field, _ range: ClosedRange<Int>) throws(ManifestMalformation) -> Int {
            try value(field) { (name) throws(JSONError) in try object.integer(name, in: range) }
        }

        func time(_ field: Field) throws(ManifestMalformation) -> Int64 {
            try value(field) { (name) throws(JSONError) in
                try object.value(name, atMost: Manifest.bounds.text, Timestamp.seconds)
            }
        }

        // Sorted and each once: one list for one choice. By bytes, as every language sorts them.
        func options() throws(ManifestMalformation) -> [String] {
            let list = try value(.options) { (name) throws(JSONError) in
                // Six bytes at most write one of ASCII: `\u0041`.
                try object.strings(name, count: 0...Manifest.maximumOptions, atMost: 6 * Manifest.bounds.text)
            }
            guard list.allSatisfy({ Manifest.isWord($0, also: "-:") }),
                zip(list, list.dropFirst()).allSatisfy({ Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
            else { throw .invalid(.options) }
            return list
        }
    }
}

extension Manifest {
    static func isHexadecimal(_ text: String, count: Int) -> Bool {
        text.utf8.count == count
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    // Lower-case letters and digits, and some signs; 1 to 64 of them.
    static func isWord(_ text: String, also signs: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || signs.utf8.contains($0)
            }
    }

    static func isKioskID(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                    || "-._".utf8.contains($0)
            }
    }

    static func sha256Hexadecimal(_ bytes: UnsafeRawBufferPointer) -> String {
        Hexadecimal.text(Digest.sha256(bytes))
    }
}
