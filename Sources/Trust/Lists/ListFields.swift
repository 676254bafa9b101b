internal import OpenSSL

/// Where the parts of a list lie in it, in bytes from its beginning.
struct ListPlan: Equatable {
    var length = 0
    /// What is signed.
    var signedStart = 0
    var signedEnd = 0
    /// The entries, without the header of their SEQUENCE.
    var entriesStart = 0
    var entriesEnd = 0

    /// The head is what stands before the entries, the tail what stands after them.
    static let maximumPart = 65_536

    var tailLength: Int { length - entriesEnd }

    /// Whether every part lies where it can.
    var isSound: Bool {
        0 < signedStart && signedStart < entriesStart && entriesStart <= entriesEnd && entriesEnd <= signedEnd
            && signedEnd < length && entriesStart <= ListPlan.maximumPart && tailLength <= ListPlan.maximumPart
    }
}

/// A list's fields but for its entries (RFC 5280 §5.1.2).
struct ListFields {
    var algorithm: SignatureAlgorithm
    var issuer: DistinguishedName
    var thisUpdate: Int64
    var nextUpdate: Int64?
    var number: [UInt8]?
    /// The number of the list that a delta builds on (§5.2.4); nil: this is no delta.
    var baseNumber: [UInt8]?
    var authorityKeyIdentifier: [UInt8]?
    var scopeValue: [UInt8]?
    var scope: IssuingDistributionPoint?
    var hasFreshestList = false
    var hasUnhandledCriticalExtension = false
    var signature: [UInt8] = []

    private var algorithmValue: [UInt8]
    private(set) var isVersion2: Bool

    /// Reads a list's head: everything before its entries.
    ///
    /// - Parameter bytes: at least the head.
    /// - Returns: the fields that stand in the head, and where everything is.
    static func head(_ bytes: UnsafeRawBufferPointer) throws(RevocationListError) -> (ListFields, ListPlan) {
        var plan = ListPlan()
        let outer = try opened(bytes, DERTag.sequence)
        plan.length = outer.header + outer.content
        let list = UnsafeRawBufferPointer(rebasing: bytes[outer.header...])
        let signed = try opened(list, DERTag.sequence)
        plan.signedStart = outer.header
        plan.signedEnd = outer.header + signed.header + signed.content
        guard plan.signedEnd < plan.length else { throw .malformed }

        let start = outer.header + signed.header
        let available = min(bytes.count, plan.signedEnd)
        guard start <= available else { throw .malformed }
        var reader = DERReader(UnsafeRawBufferPointer(rebasing: bytes[start..<available]))
        var isVersion2 = false
        if let version = try reader.optional(DERTag.integer) {
            guard version.content.elementsEqual([1]) else { throw .malformed }
            isVersion2 = true
        }
        let algorithmValue = Array(try reader.next(DERTag.sequence).whole)
        let issuerValue = Array(try reader.next(DERTag.sequence).whole)
        guard let thisUpdate = try time(&reader) else { throw .malformed }
        let nextUpdate = try time(&reader)

        plan.entriesStart = available - reader.rest.count
        plan.entriesEnd = plan.entriesStart
        if reader.nextTag == DERTag.sequence {
            let entries = try opened(reader.rest, DERTag.sequence)
            plan.entriesStart += entries.header
            plan.entriesEnd = plan.entriesStart + entries.content
        }
        guard plan.entriesEnd <= plan.signedEnd else { throw .malformed }
        guard plan.isSound else { throw .tooLarge }

        let issuer: DistinguishedName
        do { issuer = try DistinguishedName(der: issuerValue) } catch { throw .malformed }
        let algorithm: SignatureAlgorithm
        do { algorithm = try SignatureAlgorithm(der: algorithmValue) } catch { throw .unsupportedAlgorithm }
        let fields = ListFields(
            algorithm: algorithm, issuer: issuer, thisUpdate: thisUpdate, nextUpdate: nextUpdate,
            algorithmValue: algorithmValue, isVersion2: isVersion2)
        return (fields, plan)
    }

    /// Reads a list's tail: extensions and signature.
    mutating func readTail(_ bytes: UnsafeRawBufferPointer, plan: ListPlan) throws(RevocationListError) {
        let signed = plan.signedEnd - plan.entriesEnd
        guard bytes.count == plan.tailLength, signed <= bytes.count else { throw .malformed }
        var reader = DERReader(UnsafeRawBufferPointer(rebasing: bytes[..<signed]))
        if let wrapped = try reader.optional(DERTag.explicitZero) {
            guard isVersion2 else { throw .malformed }
            var inner = DERReader(wrapped.content)
            try take(try ListExtensions(try inner.next(DERTag.sequence).content))
            try inner.end()
        }
        try reader.end()
        var outer = DERReader(UnsafeRawBufferPointer(rebasing: bytes[signed...]))
        // §5.1.1.2: the same as what was signed, or the signature could be taken for another kind.
        guard try outer.next(DERTag.sequence).whole.elementsEqual(algorithmValue) else { throw .malformed }
        let bits = try outer.next(DERTag.bitString).content
        try outer.end()
        guard bits.count > 1, bits[0] == 0 else { throw .malformed }
        signature = Array(bits.dropFirst())
    }

    private mutating func take(_ extensions: ListExtensions) throws(RevocationListError) {
        number = try extensions.number(ListExtensions.number)
        baseNumber = try extensions.number(ListExtensions.deltaIndicator)
        authorityKeyIdentifier = extensions.value(ListExtensions.authorityKeyIdentifier).map { Array($0) }
        hasFreshestList = extensions.value(ListExtensions.freshestList) != nil
        hasUnhandledCriticalExtension = extensions.hasCritical(besides: [
            ListExtensions.issuingDistributionPoint, ListExtensions.authorityKeyIdentifier,
            ListExtensions.deltaIndicator,
        ])
        scopeValue = extensions.value(ListExtensions.issuingDistributionPoint).map { Array($0) }
        guard let scopeValue else { return }
        do {
            scope = try IssuingDistributionPoint(der: scopeValue, issuer: issuer)
        } catch {
            throw .malformed
        }
    }

    private static func opened(
        _ bytes: UnsafeRawBufferPointer, _ tag: UInt8
    ) throws(RevocationListError) -> (header: Int, content: Int) {
        guard bytes.first == tag, let found = DERReader.header(bytes) else { throw .malformed }
        return found
    }

    private static func time(_ reader: inout DERReader) throws(RevocationListError) -> Int64? {
        guard let tag = reader.nextTag, tag == DERTag.utcTime || tag == DERTag.generalizedTime else { return nil }
        guard let seconds = DERValue.seconds(tag: tag, try reader.next().content) else { throw .malformed }
        return seconds
    }
}

extension ListFields {
    /// Reads head and tail of a list whose parts lie where `plan` says.
    init(head: [UInt8], tail: [UInt8], plan: ListPlan) throws(RevocationListError) {
        let (fields, found) = try head.withUnsafeBufferPointer { (head) throws(RevocationListError) in
            try ListFields.head(UnsafeRawBufferPointer(head))
        }
        guard found == plan else { throw .malformed }
        self = fields
        try tail.withUnsafeBufferPointer { (tail) throws(RevocationListError) in
            try readTail(UnsafeRawBufferPointer(tail), plan: plan)
        }
    }
}
