internal import COpenSSL
internal import OpenSSL

extension CertificateTemplate {
    /// Makes and signs the certificate.
    ///
    /// - Parameter issuer: nil: the certificate signs itself with `issuerKey`.
    func issue(
        to key: PublicKey, issuer: Certificate?, issuerKey: PrivateKey
    ) throws(AuthorityError) -> Certificate {
        guard let certificate = X509_new() else { throw CertificateTemplate.failure("X509_new") }
        defer { X509_free(certificate) }
        let name = X509_get_subject_name(certificate)
        for (attribute, value) in subject {
            // MBSTRING_UTF8 (0x1000): OpenSSL picks PrintableString or UTF8String.
            let added = X509_NAME_add_entry_by_txt(
                name, attribute, 0x1000, Array(value.utf8), Int32(value.utf8.count), -1, 0)
            try CertificateTemplate.check(added, "X509_NAME_add_entry_by_txt")
        }
        let issuerName = issuer.map { X509_get_subject_name($0.pointer) } ?? name
        try CertificateTemplate.check(X509_set_version(certificate, 2), "X509_set_version")
        try CertificateTemplate.check(X509_set_issuer_name(certificate, issuerName), "X509_set_issuer_name")
        try CertificateTemplate.check(X509_set_pubkey(certificate, key.pointer), "X509_set_pubkey")
        try setTimes(certificate)
        try setSerialNumber(certificate, key: key, issuer: issuer)
        for item in extensions { try add(item, to: certificate, issuer: issuer) }
        let digest =
            switch digest {
            case .sha256: EVP_sha256()
            case .sha1: EVP_sha1()
            }
        guard X509_sign(certificate, issuerKey.pointer, digest) > 0 else {
            throw CertificateTemplate.failure("X509_sign")
        }
        return try AuthorityError.openSSL { () throws(OpenSSLError) in try Certificate(borrowing: certificate) }
    }

    private func setTimes(_ certificate: OpaquePointer) throws(AuthorityError) {
        guard let from = ASN1_TIME_set(nil, time_t(notBefore)), let until = ASN1_TIME_set(nil, time_t(notAfter)) else {
            throw CertificateTemplate.failure("ASN1_TIME_set")
        }
        defer {
            ASN1_STRING_free(from)
            ASN1_STRING_free(until)
        }
        try CertificateTemplate.check(X509_set1_notBefore(certificate, from), "X509_set1_notBefore")
        try CertificateTemplate.check(X509_set1_notAfter(certificate, until), "X509_set1_notAfter")
    }

    // Without a number of its own: a digest of what the certificate says, so that the same certificate
    // has the same number in every run, and another one another.
    private func setSerialNumber(
        _ certificate: OpaquePointer, key: PublicKey, issuer: Certificate?
    ) throws(AuthorityError) {
        var number = serialNumber ?? []
        if serialNumber == nil {
            let text = "\(subject)\(notBefore)\(notAfter)\(extensions)"
            let digest = Digest.sha256(Array(text.utf8) + key.der + (issuer?.der ?? []))
            // The first bit clear: positive (RFC 5280 §4.1.2.2). The second set: always 16 bytes.
            number = [digest[0] & 0x7F | 0x40] + digest[1..<16]
        }
        guard let value = BN_bin2bn(number, Int32(number.count), nil) else {
            throw CertificateTemplate.failure("BN_bin2bn")
        }
        defer { BN_free(value) }
        guard BN_to_ASN1_INTEGER(value, X509_get_serialNumber(certificate)) != nil else {
            throw CertificateTemplate.failure("BN_to_ASN1_INTEGER")
        }
    }

    private func add(
        _ item: Extension, to certificate: OpaquePointer, issuer: Certificate?
    ) throws(AuthorityError) {
        var context = X509V3_CTX()
        X509V3_set_ctx(&context, issuer?.pointer ?? certificate, certificate, nil, nil, 0)
        // Some extensions (policies) are refused without a configuration to refer to, even when they
        // refer to nothing.
        guard let configuration = NCONF_new(nil) else { throw CertificateTemplate.failure("NCONF_new") }
        defer { NCONF_free(configuration) }
        X509V3_set_nconf(&context, configuration)
        guard let made = X509V3_EXT_nconf(configuration, &context, item.name, item.value) else {
            ERR_clear_error()
            throw .invalidExtension(item.name)
        }
        defer { X509_EXTENSION_free(made) }
        try CertificateTemplate.check(X509_add_ext(certificate, made, -1), "X509_add_ext")
    }

    static func check(_ result: Int32, _ operation: String) throws(AuthorityError) {
        guard result == 1 else { throw failure(operation) }
    }

    static func failure(_ operation: String) -> AuthorityError {
        var codes: [UInt] = []
        while case let code = ERR_get_error(), code != 0 { codes.append(UInt(code)) }
        return .openSSL(OpenSSLError(operation: operation, codes: codes))
    }
}
