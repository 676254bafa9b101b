internal import COpenSSL
public import LockedMemory

/// Keys that never leave a device: only its public half and its signatures do.
extension PrivateKey {
    /// The key that a PKCS#11 token holds.
    ///
    /// - Parameters:
    ///   - uri: RFC 7512, such as `pkcs11:token=kiosk;object=device;type=private`.
    ///   - module: the token's own library; nil for those that p11-kit knows.
    ///   - pin: the token's, with a zero byte at its end. It is tried once.
    /// - Throws: when there is no such token, key or PIN.
    public static func inToken(uri: String, module: String?, pin: LockedBytes) throws(OpenSSLError) -> PrivateKey {
        let pointer = pin.withBytes { bytes -> OpaquePointer? in
            guard bytes.last == 0, let text = bytes.baseAddress?.assumingMemoryBound(to: CChar.self) else { return nil }
            guard let module else { return COpenSSL_token_key(uri, nil, text) }
            return COpenSSL_token_key(uri, module, text)
        }
        return PrivateKey(owning: try OpenSSLError.check(pointer, "ENGINE_load_private_key"))
    }

    /// The key in a file that only this machine's TPM 2.0 can use ("TSS2 PRIVATE KEY").
    ///
    /// - Throws: when there is no TPM, or the file is another's.
    public static func inTPM(pem: [UInt8]) throws(OpenSSLError) -> PrivateKey {
        guard !pem.isEmpty, pem.count <= 65_536 else { throw OpenSSLError(operation: "TSS2 PRIVATE KEY length") }
        try OpenSSLError.check(COpenSSL_use_tpm(), "OSSL_PROVIDER_load")
        let pointer = try pem.withUnsafeBufferPointer { (buffer) throws(OpenSSLError) in
            try withBIO(UnsafeRawBufferPointer(buffer)) { (bio) throws(OpenSSLError) in
                try OpenSSLError.check(
                    PEM_read_bio_PrivateKey(bio, nil, { _, _, _, _ in -1 }, nil), "PEM_read_bio_PrivateKey")
            }
        }
        return try signing(by: pointer)
    }

    // Takes the TPM's key over.
    private static func signing(by pointer: OpaquePointer) throws(OpenSSLError) -> PrivateKey {
        defer { EVP_PKEY_free(pointer) }
        return PrivateKey(owning: try OpenSSLError.check(COpenSSL_signing_tpm_key(pointer), "EC_KEY_set_method"))
    }

    /// Makes a P-256 key in this machine's TPM.
    ///
    /// - Returns: the key, and the file by which it is found again, of use to this TPM alone.
    public static func makeInTPM() throws(OpenSSLError) -> (key: PrivateKey, pem: [UInt8]) {
        try OpenSSLError.check(COpenSSL_use_tpm(), "OSSL_PROVIDER_load")
        let pointer = try OpenSSLError.check(COpenSSL_new_tpm_key(), "EVP_PKEY_generate")
        let pem: [UInt8]
        do {
            pem = try written("PEM_write_bio_PrivateKey") {
                PEM_write_bio_PrivateKey($0, pointer, nil, nil, 0, nil, nil) == 1 ? 1 : -1
            }
        } catch {
            EVP_PKEY_free(pointer)
            throw error
        }
        return (try signing(by: pointer), pem)
    }
}
