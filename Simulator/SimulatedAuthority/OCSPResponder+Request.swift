internal import COpenSSL
internal import OpenSSL

extension OCSPResponder {
    /// A request, read: exactly one question, as kiosks ask (RFC 5019 §2.1.1).
    final class Request {
        let pointer: OpaquePointer
        let identifier: OpaquePointer?

        /// 16 KiB at most, and not a byte more than the request.
        init?(_ bytes: [UInt8]) {
            guard !bytes.isEmpty, bytes.count <= 16_384 else { return nil }
            let read = bytes.withUnsafeBufferPointer { buffer -> OpaquePointer? in
                var cursor = buffer.baseAddress
                guard let request = d2i_OCSP_REQUEST(nil, &cursor, buffer.count) else { return nil }
                guard let cursor, let start = buffer.baseAddress, cursor - start == buffer.count else {
                    OCSP_REQUEST_free(request)
                    return nil
                }
                return request
            }
            guard let read else {
                ERR_clear_error()
                return nil
            }
            guard OCSP_request_onereq_count(read) == 1 else {
                OCSP_REQUEST_free(read)
                return nil
            }
            pointer = read
            identifier = OCSP_onereq_get0_id(OCSP_request_onereq_get0(read, 0))
        }

        deinit { OCSP_REQUEST_free(pointer) }

        /// The serial number in question, if its issuer is this one.
        func serialNumber(if issuer: Certificate) -> [UInt8]? {
            var algorithm: OpaquePointer?
            var serial: UnsafeMutablePointer<ASN1_INTEGER>?
            guard OCSP_id_get0_info(nil, &algorithm, nil, &serial, identifier) == 1, let serial,
                let ours = OCSP_cert_id_new(
                    EVP_get_digestbyname(OBJ_nid2sn(OBJ_obj2nid(algorithm))), X509_get_subject_name(issuer.pointer),
                    X509_get0_pubkey_bitstr(issuer.pointer), serial)
            else {
                ERR_clear_error()
                return nil
            }
            defer { OCSP_CERTID_free(ours) }
            guard OCSP_id_cmp(ours, identifier) == 0 else { return nil }
            let length = Int(ASN1_STRING_length(serial))
            guard let start = ASN1_STRING_get0_data(serial) else { return nil }
            return Array(UnsafeBufferPointer(start: start, count: length).drop { $0 == 0 })
        }

        /// How a request names the certificate with this serial number. The caller frees it.
        static func identifier(of serialNumber: [UInt8], issuer: Certificate) -> OpaquePointer? {
            guard let number = BN_bin2bn(serialNumber, Int32(serialNumber.count), nil) else { return nil }
            defer { BN_free(number) }
            guard let serial = BN_to_ASN1_INTEGER(number, nil) else { return nil }
            defer { ASN1_STRING_free(serial) }
            return OCSP_cert_id_new(
                EVP_sha1(), X509_get_subject_name(issuer.pointer), X509_get0_pubkey_bitstr(issuer.pointer), serial)
        }
    }
}

extension Certificate {
    /// A serial number as `serialHex` tells it.
    static func serialHex(of serialNumber: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        guard !serialNumber.isEmpty else { return "00" }
        return String(decoding: serialNumber.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
