internal import COpenSSL

/// A request for a certificate (PKCS #10, RFC 2986): a name, a public key, and a signature that proves the private one.
public enum CertificateRequest {
    /// The request in PEM ("CERTIFICATE REQUEST").
    ///
    /// - Parameter subject: attributes by their short names, the most general first, such as ("CN", "kiosk-0001").
    /// - Throws: for an attribute that OpenSSL does not know or a value that is too long for it.
    public static func pem(
        subject: [(attribute: String, value: String)], key: PrivateKey
    ) throws(OpenSSLError) -> [UInt8] {
        let request = try OpenSSLError.check(X509_REQ_new(), "X509_REQ_new")
        defer { X509_REQ_free(request) }
        try OpenSSLError.check(X509_REQ_set_version(request, 0), "X509_REQ_set_version")
        let name = X509_REQ_get_subject_name(request)
        for (attribute, value) in subject {
            let text = Array(value.utf8)
            try OpenSSLError.check(
                X509_NAME_add_entry_by_txt(name, attribute, MBSTRING_UTF8, text, Int32(clamping: text.count), -1, 0),
                "X509_NAME_add_entry_by_txt")
        }
        try OpenSSLError.check(X509_REQ_set_pubkey(request, key.pointer), "X509_REQ_set_pubkey")
        let length = X509_REQ_sign(request, key.pointer, EVP_sha256())
        guard length > 0 else { throw OpenSSLError.drained("X509_REQ_sign") }
        return try written("PEM_write_bio_X509_REQ") { PEM_write_bio_X509_REQ($0, request) == 1 ? 1 : -1 }
    }
}
