internal import COpenSSL

/// A question to an OCSP responder about one certificate (RFC 6960 §4.1), unsigned.
public struct OCSPRequest: Hashable, Sendable {
    /// The encoded request: what is posted as `application/ocsp-request`.
    public let der: [UInt8]
    /// The nonce in it, if one was asked for.
    public let nonce: [UInt8]?

    /// RFC 8954 §2.1: 1 to 32 bytes, and 32 is what a client should send.
    public static let nonceLength = 32

    /// Asks about `certificate`, which `issuer` issued.
    ///
    /// The certificate is named by SHA-1 hashes of its issuer's name and key, as RFC 5019 §2.1.1
    /// demands of clients; they identify and prove nothing, so SHA-1's weakness does no harm here.
    ///
    /// - Parameter nonce: random bytes that the answer must repeat, at most 32; nil for none.
    public init(certificate: Certificate, issuer: Certificate, nonce: [UInt8]?) throws(OpenSSLError) {
        let request = try OpenSSLError.check(OCSP_REQUEST_new(), "OCSP_REQUEST_new")
        defer { OCSP_REQUEST_free(request) }
        let identifier = try OpenSSLError.check(
            OCSP_cert_to_id(EVP_sha1(), certificate.pointer, issuer.pointer), "OCSP_cert_to_id")
        // The request owns the identifier from here on.
        guard OCSP_request_add0_id(request, identifier) != nil else {
            OCSP_CERTID_free(identifier)
            throw OpenSSLError.drained("OCSP_request_add0_id")
        }
        if var value = nonce {
            guard (1...OCSPRequest.nonceLength).contains(value.count) else {
                throw OpenSSLError(operation: "OCSP nonce length")
            }
            try OpenSSLError.check(
                OCSP_request_add1_nonce(request, &value, Int32(value.count)), "OCSP_request_add1_nonce")
        }
        der = try encoded("i2d_OCSP_REQUEST") { i2d_OCSP_REQUEST(request, $0) }
        self.nonce = nonce
    }
}
