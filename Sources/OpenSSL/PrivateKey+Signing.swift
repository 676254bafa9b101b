internal import COpenSSL

extension PrivateKey {
    /// Signs the SHA-256 of `message`: RSASSA-PKCS1-v1_5 (RFC 8017 §8.2) for an RSA key, DER-encoded
    /// ECDSA for an EC key.
    public func sign(sha256Of message: [UInt8]) throws(OpenSSLError) -> [UInt8] {
        let context = try OpenSSLError.check(EVP_MD_CTX_new(), "EVP_MD_CTX_new")
        defer { EVP_MD_CTX_free(context) }
        try OpenSSLError.check(EVP_DigestSignInit(context, nil, EVP_sha256(), nil, pointer), "EVP_DigestSignInit")
        var length = 0
        try OpenSSLError.check(
            EVP_DigestSign(context, nil, &length, message, message.count), "EVP_DigestSign")
        var signature = [UInt8](repeating: 0, count: length)
        try OpenSSLError.check(
            EVP_DigestSign(context, &signature, &length, message, message.count), "EVP_DigestSign")
        // ECDSA's encoding is often shorter than its bound.
        signature.removeSubrange(length...)
        return signature
    }

    /// Pads and signs a DigestInfo that is complete already (RFC 8017 §9.2, steps 3 to 6): what a card
    /// does at COMPUTE DIGITAL SIGNATURE.
    ///
    /// - Parameter digestInfo: at most `rsaModulusLength - 11` bytes.
    /// - Throws: also when the key is not RSA.
    public func signDigestInfo(_ digestInfo: [UInt8]) throws(OpenSSLError) -> [UInt8] {
        let length = rsaModulusLength
        guard length > 11, digestInfo.count <= length - 11 else {
            throw OpenSSLError(operation: "EVP_PKEY_sign length")
        }
        let context = try OpenSSLError.check(EVP_PKEY_CTX_new(pointer, nil), "EVP_PKEY_CTX_new")
        defer { EVP_PKEY_CTX_free(context) }
        try OpenSSLError.check(EVP_PKEY_sign_init(context), "EVP_PKEY_sign_init")
        try OpenSSLError.check(
            EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING), "EVP_PKEY_CTX_set_rsa_padding")
        var signature = [UInt8](repeating: 0, count: length)
        var written = signature.count
        try OpenSSLError.check(
            EVP_PKEY_sign(context, &signature, &written, digestInfo, digestInfo.count), "EVP_PKEY_sign")
        signature.removeSubrange(written...)
        return signature
    }

    /// The modulus's length in bytes: 256 for RSA-2048, and 0 for a key that is not RSA.
    public var rsaModulusLength: Int {
        guard EVP_PKEY_get_base_id(pointer) == EVP_PKEY_RSA else { return 0 }
        return (Int(EVP_PKEY_get_bits(pointer)) + 7) / 8
    }

    /// The public numbers of an RSA key, big-endian, without leading zeros: the modulus `n` and the exponent `e`.
    public var rsaComponents: (n: [UInt8], e: [UInt8]) {
        get throws(OpenSSLError) { (n: try number(OSSL_PKEY_PARAM_RSA_N), e: try number(OSSL_PKEY_PARAM_RSA_E)) }
    }

    private func number(_ name: String) throws(OpenSSLError) -> [UInt8] {
        var number: OpaquePointer?
        try OpenSSLError.check(EVP_PKEY_get_bn_param(pointer, name, &number), "EVP_PKEY_get_bn_param")
        defer { BN_free(number) }
        var bytes = [UInt8](repeating: 0, count: (Int(BN_num_bits(number)) + 7) / 8)
        BN_bn2bin(number, &bytes)
        return bytes
    }
}
