internal import COpenSSL

extension SignedData {
    /// Signs `content` with SHA-256 and encodes SignedData that carries it.
    ///
    /// - Parameters:
    ///   - extra: certificates to send along, beside the signer's own.
    ///   - contentType: the content's type, dotted.
    ///   - seconds: the `signingTime` attribute, since 1970 UTC; nil: OpenSSL's clock.
    public static func sign(
        content: [UInt8], certificate: Certificate, key: PrivateKey, extra: [Certificate] = [],
        contentType: String = plainData, at seconds: Int64? = nil
    ) throws(OpenSSLError) -> [UInt8] {
        try sign(
            content: content, signers: [(certificate, key)], extra: extra, contentType: contentType, at: seconds)
    }

    /// Signs `content` by several signers, in parallel and not one over the other.
    public static func sign(
        content: [UInt8], signers: [(certificate: Certificate, key: PrivateKey)], extra: [Certificate] = [],
        contentType: String = plainData, at seconds: Int64? = nil
    ) throws(OpenSSLError) -> [UInt8] {
        let extra = try CertificateStack(extra)
        // BINARY: no line ends are changed. PARTIAL: signers and type are set below.
        let flags = UInt32(CMS_BINARY) | UInt32(CMS_PARTIAL) | UInt32(CMS_NOSMIMECAP)
        let message = try OpenSSLError.check(CMS_sign(nil, nil, extra.pointer, nil, flags), "CMS_sign")
        defer { CMS_ContentInfo_free(message) }
        let type = try OpenSSLError.check(OBJ_txt2obj(contentType, 1), "OBJ_txt2obj")
        defer { ASN1_OBJECT_free(type) }
        try OpenSSLError.check(CMS_set1_eContentType(message, type), "CMS_set1_eContentType")
        for signer in signers {
            let info = try OpenSSLError.check(
                CMS_add1_signer(message, signer.certificate.pointer, signer.key.pointer, EVP_sha256(), flags),
                "CMS_add1_signer")
            if let seconds { try addSigningTime(seconds, to: info) }
        }
        try content.withUnsafeBufferPointer { (buffer) throws(OpenSSLError) in
            try withBIO(UnsafeRawBufferPointer(buffer)) { (bio) throws(OpenSSLError) in
                try OpenSSLError.check(CMS_final(message, bio, nil, flags & ~UInt32(CMS_PARTIAL)), "CMS_final")
            }
        }
        return try encoded("i2d_CMS_ContentInfo") { i2d_CMS_ContentInfo(message, $0) }
    }

    private static func addSigningTime(_ seconds: Int64, to info: OpaquePointer) throws(OpenSSLError) {
        let time = try OpenSSLError.check(ASN1_TIME_set(nil, time_t(seconds)), "ASN1_TIME_set")
        defer { ASN1_STRING_free(time) }
        try OpenSSLError.check(
            CMS_signed_add1_attr_by_NID(info, NID_pkcs9_signingTime, ASN1_STRING_type(time), time, -1),
            "CMS_signed_add1_attr_by_NID")
    }
}
