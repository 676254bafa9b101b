internal import COpenSSL
public import OpenSSL

/// OpenSSL's own verdict on an OCSP answer: the other opinion, for tests.
public enum ReferenceOCSP {
    /// Whether OpenSSL takes the answer for "good": signed by the issuer or by whom it delegated to
    /// (OCSP_basic_verify), about the certificate, and of this time.
    public static func accepts(
        response: [UInt8], certificate: Certificate, issuer: Certificate, at seconds: Int64, skew: Int64
    ) -> Bool {
        defer { ERR_clear_error() }
        let read = response.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var cursor = buffer.baseAddress
            return d2i_OCSP_RESPONSE(nil, &cursor, buffer.count)
        }
        guard let read else { return false }
        defer { OCSP_RESPONSE_free(read) }
        guard OCSP_response_status(read) == OCSP_RESPONSE_STATUS_SUCCESSFUL,
            let basic = OCSP_response_get1_basic(read)
        else { return false }
        defer { OCSP_BASICRESP_free(basic) }
        guard let store = X509_STORE_new(), let parameters = X509_VERIFY_PARAM_new(),
            let others = COpenSSL_sk_X509_new(),
            let identifier = OCSP_cert_to_id(EVP_sha1(), certificate.pointer, issuer.pointer)
        else { return false }
        defer {
            X509_STORE_free(store)
            X509_VERIFY_PARAM_free(parameters)
            COpenSSL_sk_X509_pop_free(others)
            OCSP_CERTID_free(identifier)
        }
        X509_STORE_add_cert(store, issuer.pointer)
        X509_VERIFY_PARAM_set_time(parameters, time_t(seconds))
        X509_VERIFY_PARAM_set_flags(parameters, UInt(X509_V_FLAG_PARTIAL_CHAIN))
        X509_STORE_set1_param(store, parameters)
        // The issuer is known beforehand: it may have signed the answer itself.
        _ = COpenSSL_sk_X509_push_retained(others, issuer.pointer)
        guard OCSP_basic_verify(basic, others, store, 0) == 1 else { return false }
        var status: Int32 = -1
        var thisUpdate: UnsafeMutablePointer<ASN1_GENERALIZEDTIME>?
        var nextUpdate: UnsafeMutablePointer<ASN1_GENERALIZEDTIME>?
        guard OCSP_resp_find_status(basic, identifier, &status, nil, nil, &thisUpdate, &nextUpdate) == 1,
            status == V_OCSP_CERTSTATUS_GOOD
        else { return false }
        // OCSP_check_validity would ask the system's clock.
        var latest = time_t(seconds + skew)
        guard X509_cmp_time(thisUpdate, &latest) < 0 else { return false }
        guard let nextUpdate else { return true }
        var earliest = time_t(seconds - skew)
        return X509_cmp_time(nextUpdate, &earliest) > 0
    }
}
