internal import CCurl
internal import OpenSSL
internal import Trust

/// Judges the status of its own certificate that the cloud's server staples to the handshake (RFC 6066 §8): an OCSP
/// answer by the authority of that certificate, or by whom it delegated to (RFC 6960 §4.2.2.2).
enum ServerStatus {
    /// What is found, and until when it holds, in seconds since 1970 UTC.
    static func judge(_ connection: OpaquePointer, at seconds: Int64) -> Result<Int64, Fault> {
        var length = 0
        guard let bytes = CCurl_stapled_status(connection, &length) else { return .failure(Fault(.statusMissing)) }
        guard let own = CCurl_verified_certificate(connection, 0),
            let above = CCurl_verified_certificate(connection, 1),
            let certificate = try? Certificate(borrowing: own), let issuer = try? Certificate(borrowing: above)
        else { return .failure(Fault(.statusUnknown)) }
        let answer = [UInt8](UnsafeBufferPointer(start: bytes, count: length))
        switch OCSPJudge().judge(stapledResponse: answer, certificate: certificate, issuer: issuer, at: seconds) {
        case .good(let until): return .success(until)
        case .revoked: return .failure(Fault(.revoked))
        case .unknown: return .failure(Fault(.statusUnknown))
        }
    }

    struct Fault: Error {
        var fault: ServerFault
        init(_ fault: ServerFault) { self.fault = fault }
    }
}

extension ServerFault {
    /// What OpenSSL's verdict on the server's chain means; "unspecified" where libcurl, which looks at the name, is the
    /// one who refused.
    init(verification code: Int) {
        switch Int32(truncatingIfNeeded: code) {
        case X509_V_ERR_UNSPECIFIED, X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH: self = .wrongName
        case X509_V_ERR_CERT_HAS_EXPIRED: self = .expired
        case X509_V_ERR_CERT_NOT_YET_VALID: self = .notYetValid
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: self = .selfSigned
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
            X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE,
            X509_V_ERR_CERT_UNTRUSTED:
            self = .unknownAuthority
        case X509_V_ERR_EE_KEY_TOO_SMALL, X509_V_ERR_CA_KEY_TOO_SMALL, X509_V_ERR_CA_MD_TOO_WEAK: self = .weakAlgorithm
        default: self = .other(code)
        }
    }
}
