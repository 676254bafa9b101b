internal import COpenSSL

extension OCSPResponse {
    // A responder names the certificate by hashes of its own choice: make the same and compare. An
    // algorithm that nobody uses here names no certificate of ours.
    static func isAbout(_ single: OpaquePointer, _ certificate: Certificate, _ issuer: Certificate) -> Bool {
        guard let named = OCSP_SINGLERESP_get0_id(single) else { return false }
        var algorithm: OpaquePointer?
        guard OpenSSLError.holds(OCSP_id_get0_info(nil, &algorithm, nil, nil, named)) else { return false }
        let digest: OpaquePointer?
        switch OBJ_obj2nid(algorithm) {
        case NID_sha1: digest = EVP_sha1()
        case NID_sha256: digest = EVP_sha256()
        default: return false
        }
        guard let ours = OCSP_cert_to_id(digest, certificate.pointer, issuer.pointer) else {
            ERR_clear_error()
            return false
        }
        defer { OCSP_CERTID_free(ours) }
        return OCSP_id_cmp(named, ours) == 0
    }

    static func read(_ single: OpaquePointer) throws(OpenSSLError) -> Single {
        var reason: Int32 = -1
        var revoked: UnsafeMutablePointer<ASN1_GENERALIZEDTIME>?
        var thisUpdate: UnsafeMutablePointer<ASN1_GENERALIZEDTIME>?
        var nextUpdate: UnsafeMutablePointer<ASN1_GENERALIZEDTIME>?
        let status = OCSP_single_get0_status(single, &reason, &revoked, &thisUpdate, &nextUpdate)
        guard let from = seconds(thisUpdate) else { throw OpenSSLError(operation: "OCSP thisUpdate") }
        var until: Int64?
        if let nextUpdate {
            guard let read = seconds(nextUpdate) else { throw OpenSSLError(operation: "OCSP nextUpdate") }
            until = read
        }
        return Single(
            status: try certificateStatus(status, reason: reason, revoked: revoked), thisUpdate: from,
            nextUpdate: until,
            hasUnhandledCriticalExtension: OCSP_SINGLERESP_get_ext_by_critical(single, 1, -1) >= 0)
    }

    private static func certificateStatus(
        _ status: Int32, reason: Int32, revoked: UnsafePointer<ASN1_GENERALIZEDTIME>?
    ) throws(OpenSSLError) -> Single.CertificateStatus {
        switch status {
        case V_OCSP_CERTSTATUS_GOOD: return .good
        case V_OCSP_CERTSTATUS_REVOKED:
            guard let at = seconds(revoked) else { throw OpenSSLError(operation: "OCSP revocationTime") }
            // -1: no reason given. A number without a meaning revokes no less.
            return .revoked(RevocationReason(rawValue: reason) ?? .unspecified, at: at)
        default: return .unknown
        }
    }
}
