internal import COpenSSL

/// How something was signed, where digest and signature can be told apart: so that what is long can be
/// digested as it comes, and the signature checked afterwards.
public struct SignatureAlgorithm: Hashable, Sendable {
    /// The digest by OpenSSL's short name, such as "SHA256".
    public let digest: String
    private let digestIdentifier: Int32
    private let keyIdentifier: Int32

    /// Reads an AlgorithmIdentifier (RFC 5280 §4.1.1.2).
    ///
    /// - Throws: also for algorithms that do not sign a digest of their own (EdDSA), or that say which
    ///   one in their parameters (RSASSA-PSS).
    public init(der: [UInt8]) throws(OpenSSLError) {
        let algorithm = try decoded(
            der, maximum: 1_024, "d2i_X509_ALGOR", { d2i_X509_ALGOR(nil, $0, $1) }, free: { X509_ALGOR_free($0) })
        defer { X509_ALGOR_free(algorithm) }
        var object: OpaquePointer?
        X509_ALGOR_get0(&object, nil, nil, algorithm)
        var digest: Int32 = 0
        var key: Int32 = 0
        guard OBJ_find_sigid_algs(OBJ_obj2nid(object), &digest, &key) == 1, digest != NID_undef,
            let name = OBJ_nid2sn(digest), EVP_get_digestbyname(name) != nil
        else {
            ERR_clear_error()
            throw OpenSSLError(operation: "signature algorithm")
        }
        self.digest = String(cString: name)
        digestIdentifier = digest
        keyIdentifier = EVP_PKEY_type(key)
    }

    fileprivate var method: OpaquePointer? { EVP_get_digestbyname(OBJ_nid2sn(digestIdentifier)) }

    fileprivate func isFor(_ key: PublicKey) -> Bool { EVP_PKEY_get_base_id(key.pointer) == keyIdentifier }
}

/// The digest of bytes that come in pieces, for a signature's sake. Belongs to one task at a time.
public final class SignatureDigest {
    private let context: OpaquePointer

    /// Begins an empty digest of the kind that `algorithm` signs.
    public init(_ algorithm: SignatureAlgorithm) throws(OpenSSLError) {
        context = try OpenSSLError.check(EVP_MD_CTX_new(), "EVP_MD_CTX_new")
        try OpenSSLError.check(EVP_DigestInit_ex(context, algorithm.method, nil), "EVP_DigestInit_ex")
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Adds the next piece.
    public func update(_ bytes: UnsafeRawBufferPointer) throws(OpenSSLError) {
        try OpenSSLError.check(EVP_DigestUpdate(context, bytes.baseAddress, bytes.count), "EVP_DigestUpdate")
    }

    /// The digest, 64 bytes at most. Nothing can be added afterwards.
    public func finish() throws(OpenSSLError) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        try OpenSSLError.check(EVP_DigestFinal_ex(context, &digest, &length), "EVP_DigestFinal_ex")
        return Array(digest.prefix(Int(length)))
    }
}

extension PublicKey {
    /// Whether `signature` is this key's over something with this digest.
    public func verify(signature: [UInt8], digest: [UInt8], algorithm: SignatureAlgorithm) -> Bool {
        guard algorithm.isFor(self), let context = EVP_PKEY_CTX_new(pointer, nil) else { return false }
        defer { EVP_PKEY_CTX_free(context) }
        guard OpenSSLError.holds(EVP_PKEY_verify_init(context)),
            // RSASSA-PKCS1-v1_5 (RFC 8017 §8.2) is the default, and said all the same.
            EVP_PKEY_get_base_id(pointer) != EVP_PKEY_RSA
                || OpenSSLError.holds(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING)),
            OpenSSLError.holds(EVP_PKEY_CTX_set_signature_md(context, algorithm.method))
        else { return false }
        return OpenSSLError.holds(EVP_PKEY_verify(context, signature, signature.count, digest, digest.count))
    }
}
