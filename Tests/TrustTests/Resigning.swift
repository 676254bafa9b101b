import OpenSSL
import SimulatedAuthority

/// Signed structures taken apart, changed and signed again: so that what is tested is the reading, and
/// not only the signature.
enum Resigning {
    /// The elements one after another in `bytes`; nil when they are none.
    static func elements(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>]? {
        var rest = bytes
        var elements: [ArraySlice<UInt8>] = []
        while !rest.isEmpty {
            guard let header = header(rest), header.start + header.length <= rest.endIndex else { return nil }
            elements.append(rest[rest.startIndex..<(header.start + header.length)])
            rest = rest[(header.start + header.length)...]
        }
        return elements
    }

    /// The content of one element.
    static func content(_ element: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        header(element).map { element[$0.start...].prefix($0.length) } ?? []
    }

    private static func header(_ bytes: ArraySlice<UInt8>) -> (start: Int, length: Int)? {
        guard bytes.count >= 2 else { return nil }
        let first = bytes[bytes.startIndex + 1]
        guard first >= 0x80 else { return (bytes.startIndex + 2, Int(first)) }
        let digits = Int(first & 0x7F)
        guard digits <= 3, bytes.count >= 2 + digits else { return nil }
        let length = bytes[(bytes.startIndex + 2)...].prefix(digits).reduce(0) { $0 << 8 | Int($1) }
        return (bytes.startIndex + 2 + digits, length)
    }

    /// A certificate or list whose signed part `change` changed, signed by `key` again. Its outer length
    /// is right; what is inside is as it was left.
    static func signed(
        _ der: [UInt8], by key: PrivateKey, _ change: (inout [UInt8]) -> Void
    ) throws -> [UInt8] {
        guard let parts = elements(content(der[...])), parts.count >= 3 else { return der }
        var body = Array(parts[0])
        change(&body)
        let signature = try key.sign(sha256Of: body)
        return DER.element(
            0x30, body + parts[1] + DER.element(0x03, [0] + signature) + parts[3...].flatMap { Array($0) })
    }

    /// The same of an OCSP response (RFC 6960 §4.2.1), whose signed part lies five elements deep.
    static func signed(
        ocspResponse der: [UInt8], by key: PrivateKey, _ change: (inout [UInt8]) -> Void
    ) throws -> [UInt8] {
        guard let outer = elements(content(der[...])), outer.count == 2,
            let inner = elements(content(content(outer[1]))), inner.count == 2
        else { return der }
        let basic = try signed(Array(content(inner[1])), by: key, change)
        let bytes = DER.element(0x30, Array(inner[0]) + DER.element(0x04, basic))
        return DER.element(0x30, Array(outer[0]) + DER.element(0xA0, bytes))
    }
}
