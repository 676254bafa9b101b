public import OpenSSL

/// What to ask an OCSP responder, and where. Asking is somebody else's: Trust has no network.
public struct OCSPQuery: Hashable, Sendable {
    /// The request, to be posted as `application/ocsp-request` (RFC 6960 appendix A.1).
    public let request: [UInt8]
    /// 32 random bytes (RFC 8954) that the answer must repeat; nil for an answer that was not asked
    /// for, such as one stapled to a TLS handshake.
    public let nonce: [UInt8]?
    /// Where the certificate says that its responders listen, in its order.
    public let urls: [String]
    /// The certificate that is asked about.
    public let certificate: Certificate
    /// Who issued it.
    public let issuer: Certificate

    /// The longest answer that is worth reading, in bytes.
    public static let maximumResponseLength = 65_536

    /// Makes a question with a fresh nonce.
    ///
    /// - Throws: when OpenSSL cannot make random numbers or encode.
    public init(certificate: Certificate, issuer: Certificate) throws(OpenSSLError) {
        let nonce = try RandomBytes.generate(count: OCSPRequest.nonceLength)
        try self.init(certificate: certificate, issuer: issuer, nonce: nonce)
    }

    /// Makes a question with this nonce, or none.
    public init(certificate: Certificate, issuer: Certificate, nonce: [UInt8]?) throws(OpenSSLError) {
        request = try OCSPRequest(certificate: certificate, issuer: issuer, nonce: nonce).der
        self.nonce = nonce
        urls = certificate.ocspURLs
        self.certificate = certificate
        self.issuer = issuer
    }
}

/// How OCSP answers are judged, as data.
public struct OCSPRules: Hashable, Sendable {
    /// How far the responder's clock may be from ours, in seconds. Five minutes are what Kerberos and
    /// most responders allow; a kiosk's clock is kept by NTP and far better.
    public var skew: Int64
    /// How old an answer without `nextUpdate` may be, in seconds, since "newer news at any time" says
    /// nothing of how long this one holds.
    public var maximumAge: Int64
    /// Whether an answer to a question with a nonce must repeat it. An answer with another nonce is
    /// refused in any case.
    public var requiresNonce: Bool
    /// Whether a delegated responder's certificate must say `id-pkix-ocsp-nocheck` (RFC 6960
    /// §4.2.2.2.1). Without it, somebody would have to ask whether the responder itself is revoked.
    public var requiresNoCheck: Bool

    /// Makes rules.
    public init(
        skew: Int64 = 300, maximumAge: Int64 = 3_600, requiresNonce: Bool = true, requiresNoCheck: Bool = true
    ) {
        self.skew = skew
        self.maximumAge = maximumAge
        self.requiresNonce = requiresNonce
        self.requiresNoCheck = requiresNoCheck
    }
}
