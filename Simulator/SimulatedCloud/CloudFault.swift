/// The calls that a fault can be laid on.
public enum CloudCall: Hashable, Sendable, CaseIterable {
    case openSession, prove, issue, document, report, service
    /// The authority's OCSP responder.
    case ocsp
}

/// What the simulated cloud can be told to do wrong.
public enum CloudFault: Hashable, Sendable {
    /// Answer rightly, but only after this long.
    case delay(Duration)
    /// Never answer: the connection stays open until the cloud stops.
    case silence
    /// Answer with a problem document of this type (without its prefix), before anything is done.
    case problem(status: Int, type: String)
    /// Do what was asked, and lose the answer: the connection closes without a byte.
    case loseAnswer
    /// Announce the whole body, send half of it, and close.
    case cutBody
    /// Announce the whole body, send this many bytes of it, and close.
    case cutAfter(bytes: Int)
    /// Send this many bytes in the place of the body, with or without saying so beforehand.
    case hugeBody(bytes: Int, announced: Bool)
    /// Answer with JSON that is well-formed and has the wrong shape.
    case wrongJSON
    /// Answer with HTML, as a proxy in between would.
    case wrongMediaType
    /// On `issue`: sign a manifest about another request id.
    case manifestForAnotherRequest
    /// On `issue`: set the document, and the manifest that fits it, for somebody else.
    case strangersDocument
    /// On `document`: send another document than the manifest describes, of the same length.
    case anotherDocument
    /// On `issue`: the document, which the manifest fits, is no PDF.
    case notPDF
    /// On `issue`: the manifest of the issuance before this one, once more.
    case previousManifest
    /// On `document`: the document of the issuance before this one.
    case previousDocument
    /// On `document`: somebody else's, who asked for the same a moment later and whose file overwrote this one's.
    case laterDocument
    /// On `issue`: the record as it was when the session was proven, an hour ago by the cloud's own word, and not as it
    /// is now.
    case staleStatus
    /// On `issue`: the manifest is sealed by another municipality.
    case anotherSeal
    /// The last sheet is a stranger's, set for that person's own request. On `document`: the manifest is about the right
    /// one. On `issue`: the manifest is about what was gathered, so that nothing but the page itself tells.
    case strangersPage
}

/// What the simulated cloud's listener can be told to be in the place of a proper one.
public enum CloudDisguise: Hashable, Sendable, CaseIterable {
    /// TLS without asking for the kiosk's certificate.
    case noClientCertificateRequest
    /// A certificate of the right authority, for another host name.
    case wrongHostCertificate
    /// A certificate of an authority that the kiosk does not know.
    case unknownAuthority
    /// The right certificate, expired.
    case expiredCertificate
    /// The right certificate, revoked, and the server says so.
    case revokedCertificate
    /// The right certificate, and nothing said of its revocation.
    case noStaple
    /// HTTP without TLS.
    case plainHTTP
    /// TLS 1.1 at most (forbidden by RFC 8996).
    case oldTLS
}

/// What the cloud believes has happened.
public struct CloudCounts: Hashable, Sendable {
    /// Sessions opened.
    public var sessions = 0
    /// Issuances made: documents that exist or existed.
    public var issuances = 0
    /// Times a document was handed out.
    public var documents = 0
    /// Outcomes by kind.
    public var delivered = 0
    /// Outcomes by kind.
    public var refused = 0
    /// Outcomes by kind.
    public var spoiled = 0
    /// Sheets of delivered issuances.
    public var deliveredSheets = 0
    /// Connections over which kiosks have asked anything.
    public var connections = 0
    /// Questions to the OCSP responder.
    public var ocspQuestions = 0

    /// Nothing yet.
    public init() {}

    /// Issuances of which nobody has said how they ended.
    public var open: Int { max(0, issuances - delivered - refused - spoiled) }
}
