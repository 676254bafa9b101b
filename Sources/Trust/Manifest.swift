/// What a municipality signs about one document: which request it answers, and what it is.
///
/// On the wire it is the content of a CMS SignedData (RFC 5652): a JSON object with exactly these keys,
/// `issuedAt` as RFC 3339 text. `encoded()` writes it and `init(json:)` reads it. There is no decoder
/// of Foundation's making for it, and it is not `Decodable`, so that it has one way in.
public struct Manifest: Hashable, Sendable {
    /// The keys, in the order in which they are written.
    public enum Field: String, Hashable, Sendable, CaseIterable {
        case version, requestID, sessionID, kioskID, cardCertificateSHA256, municipality, kind, options, copies
        case pages, documentSHA256, documentLength, fee, issuedAt
    }

    /// The shape's version: 1.
    public var version: Int
    /// The request that this answers: 128 bits in lower-case hexadecimal.
    public var requestID: String
    /// The session of that request: 128 bits in lower-case hexadecimal.
    public var sessionID: String
    /// The kiosk: 1 to 64 letters, digits, hyphens, dots and underscores.
    public var kioskID: String
    /// SHA-256 of the card's certificate in lower-case hexadecimal.
    public var cardCertificateSHA256: String
    /// 全国地方公共団体コード without its check digit: "13113" is Shibuya.
    public var municipality: String
    /// The kind of certificate: lower-case letters, digits and hyphens.
    public var kind: String
    /// What the resident chose, sorted, each once, of the same characters plus ":".
    public var options: [String]
    /// The largest household, chosen member by member, and the other options.
    static let maximumOptions = 66
    /// How many copies, 1 … 99.
    public var copies: Int
    /// How many pages the document has, 1 … 999.
    public var pages: Int
    /// SHA-256 of the document in lower-case hexadecimal.
    public var documentSHA256: String
    /// The document's length in bytes, 1 … 64 MiB.
    public var documentLength: Int
    /// What the resident pays for all copies, in yen, 0 … 999 999.
    public var fee: Int
    /// When the municipality issued it, in seconds since 1970 UTC.
    public var issuedAt: Int64

    /// Makes a manifest. Nothing is checked: the reader checks.
    public init(
        version: Int = 1, requestID: String, sessionID: String, kioskID: String, cardCertificateSHA256: String,
        municipality: String, kind: String, options: [String], copies: Int, pages: Int, documentSHA256: String,
        documentLength: Int, fee: Int, issuedAt: Int64
    ) {
        self.version = version
        self.requestID = requestID
        self.sessionID = sessionID
        self.kioskID = kioskID
        self.cardCertificateSHA256 = cardCertificateSHA256
        self.municipality = municipality
        self.kind = kind
        self.options = options
        self.copies = copies
        self.pages = pages
        self.documentSHA256 = documentSHA256
        self.documentLength = documentLength
        self.fee = fee
        self.issuedAt = issuedAt
    }

    /// Whether `bytes` are the document that this manifest is about.
    ///
    /// - Parameters:
    ///   - bytes: the whole document, as it will be printed.
    ///   - countedPages: how many pages somebody found in it; nil when nobody counted.
    /// - Returns: what differs; nothing is good.
    public func verifyDocument(_ bytes: UnsafeRawBufferPointer, countedPages: Int? = nil) -> [ManifestRefusal] {
        var refusals: [ManifestRefusal] = []
        if bytes.count != documentLength { refusals.append(.differs(.documentLength)) }
        if Manifest.sha256Hexadecimal(bytes) != documentSHA256 { refusals.append(.differs(.documentSHA256)) }
        if let countedPages, countedPages != pages { refusals.append(.differs(.pages)) }
        return refusals
    }

    /// Whether `bytes` are the document that this manifest is about. See the other of this name.
    public func verifyDocument(_ bytes: [UInt8], countedPages: Int? = nil) -> [ManifestRefusal] {
        bytes.withUnsafeBytes { verifyDocument($0, countedPages: countedPages) }
    }
}
