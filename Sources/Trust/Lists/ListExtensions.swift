internal import OpenSSL

/// Extensions of a list or of an entry (RFC 5280 §5.2, §5.3), each once.
struct ListExtensions {
    struct Item {
        /// The object identifier's content octets.
        var identifier: [UInt8]
        var isCritical: Bool
        /// What the octet string holds.
        var value: UnsafeRawBufferPointer
    }

    private(set) var items: [Item] = []

    /// 2.5.29.n as content octets.
    static func identifier(_ n: UInt8) -> [UInt8] { [0x55, 0x1D, n] }
    static let number = identifier(20)
    static let reasonCode = identifier(21)
    static let deltaIndicator = identifier(27)
    static let issuingDistributionPoint = identifier(28)
    static let certificateIssuer = identifier(29)
    static let authorityKeyIdentifier = identifier(35)
    static let freshestList = identifier(46)

    /// Reads `Extensions`: the SEQUENCE's content.
    init(_ content: UnsafeRawBufferPointer) throws(RevocationListError) {
        var reader = DERReader(content)
        // SIZE (1..MAX), and no list has dozens.
        guard !reader.isAtEnd else { throw .malformed }
        while !reader.isAtEnd {
            guard items.count < 32 else { throw .malformed }
            var item = DERReader(try reader.next(DERTag.sequence).content)
            let object = try item.next(DERTag.objectIdentifier).content
            let identifier = Array(object)
            var isCritical = false
            if let flag = try item.optional(DERTag.boolean) {
                // An explicit "false" is no DER, and harmless; some authorities write it.
                guard flag.content.count == 1, flag.content[0] == 0 || flag.content[0] == 0xFF else {
                    throw .malformed
                }
                isCritical = flag.content[0] != 0
            }
            let value = try item.next(DERTag.octetString).content
            try item.end()
            guard DERValue.isObjectIdentifier(object), !items.contains(where: { $0.identifier == identifier }) else {
                throw .malformed
            }
            items.append(Item(identifier: identifier, isCritical: isCritical, value: value))
        }
    }

    init() {}

    func value(_ identifier: [UInt8]) -> UnsafeRawBufferPointer? {
        items.first { $0.identifier == identifier }?.value
    }

    /// Whether one that must be understood is none of these.
    func hasCritical(besides known: [[UInt8]]) -> Bool {
        items.contains { $0.isCritical && !known.contains($0.identifier) }
    }

    /// The one INTEGER or ENUMERATED that an extension's value is.
    func number(_ identifier: [UInt8], tag: UInt8 = DERTag.integer) throws(RevocationListError) -> [UInt8]? {
        guard let value = value(identifier) else { return nil }
        var reader = DERReader(value)
        let element = try reader.next(tag)
        try reader.end()
        return try DERValue.magnitude(element.content)
    }
}

/// One entry of a list (RFC 5280 §5.1.2.6), borrowed from the list's bytes.
struct ListEntry {
    /// The serial number's content octets.
    var serial: UnsafeRawBufferPointer
    /// Tag and length included.
    var length: Int
    /// When it was revoked, in seconds since 1970 UTC.
    var date: Int64
    /// The content of its extensions' SEQUENCE; empty for none.
    var extensions: UnsafeRawBufferPointer

    /// RFC 5280 §4.1.2.2 allows 20 octets and asks readers to be prepared for more.
    static let maximumSerialLength = 64
    /// No entry in use has more than some hundred bytes; one with a certificate issuer has a name in it.
    static let maximumLength = 65_536

    /// A number of one byte and a UTCTime.
    static let shortest = 20
    /// Longer than any whose length is told in one byte.
    static let usualLength = 256

    /// Reads the entry at the beginning of `bytes`.
    @inline(__always)
    init(_ bytes: UnsafeRawBufferPointer) throws(RevocationListError) {
        guard bytes.count > 0, bytes[0] == DERTag.sequence, let (header, content) = DERReader.header(bytes),
            header + content <= ListEntry.maximumLength, header + content <= bytes.count
        else { throw .malformed }
        length = header + content
        // The serial number, in the one form of length that it can have here.
        guard content >= 2, bytes[header] == DERTag.integer, bytes[header + 1] <= ListEntry.maximumSerialLength
        else { throw .malformed }
        let serialEnd = header + 2 + Int(bytes[header + 1])
        guard serialEnd + 2 <= length else { throw .malformed }
        serial = UnsafeRawBufferPointer(rebasing: bytes[(header + 2)..<serialEnd])
        guard DERValue.isInteger(serial) else { throw .malformed }
        let timeEnd = serialEnd + 2 + Int(bytes[serialEnd + 1])
        guard bytes[serialEnd + 1] < 0x80, timeEnd <= length,
            let seconds = DERValue.seconds(
                tag: bytes[serialEnd], UnsafeRawBufferPointer(rebasing: bytes[(serialEnd + 2)..<timeEnd]))
        else { throw .malformed }
        date = seconds
        extensions = UnsafeRawBufferPointer(rebasing: bytes[timeEnd..<timeEnd])
        if timeEnd < length {
            var reader = DERReader(UnsafeRawBufferPointer(rebasing: bytes[timeEnd..<length]))
            extensions = try reader.next(DERTag.sequence).content
            guard reader.isAtEnd, !extensions.isEmpty else { throw .malformed }
        }
    }

    /// What its extensions say.
    struct Details {
        var reason: RevocationReason?
        /// The value of a certificateIssuer extension (§5.3.3): GeneralNames.
        var issuer: [UInt8]?
        var hasUnhandledCriticalExtension = false
    }

    func details() throws(RevocationListError) -> Details {
        guard !extensions.isEmpty else { return Details() }
        let all = try ListExtensions(extensions)
        var details = Details()
        if let code = try all.number(ListExtensions.reasonCode, tag: DERTag.enumerated) {
            // A number without a meaning revokes no less.
            let number = code.count > 1 ? 255 : Int32(code.first ?? 0)
            details.reason = RevocationReason(rawValue: number) ?? .unspecified
        }
        details.issuer = all.value(ListExtensions.certificateIssuer).map { Array($0) }
        details.hasUnhandledCriticalExtension = all.hasCritical(besides: [ListExtensions.certificateIssuer])
        return details
    }
}
