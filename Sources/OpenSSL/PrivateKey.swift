internal import COpenSSL
public import LockedMemory

/// A private key in memory. Its numbers lie in locked memory once `OpenSSLLibrary.useSecureHeap()`
/// was called, and are overwritten when the last holder lets go.
public final class PrivateKey: Sendable {
    /// OpenSSL's object: never changed after it was made, and counted by an atomic reference count.
    package nonisolated(unsafe) let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) { self.pointer = pointer }

    deinit { EVP_PKEY_free(pointer) }

    /// Makes an RSA key with the public exponent 65537.
    ///
    /// - Parameter bits: 1024 … 8192. Below 2048 is for the 2010 profile and for tests alone.
    public static func rsa(bits: Int) throws(OpenSSLError) -> PrivateKey {
        guard (1024...8192).contains(bits) else { throw OpenSSLError(operation: "EVP_RSA_gen bits") }
        return PrivateKey(owning: try OpenSSLError.check(COpenSSL_generate_rsa(UInt32(bits)), "EVP_RSA_gen"))
    }

    /// Makes a key on NIST's curve P-256.
    public static func p256() throws(OpenSSLError) -> PrivateKey {
        PrivateKey(owning: try OpenSSLError.check(COpenSSL_generate_ec("P-256"), "EVP_EC_gen"))
    }

    /// Reads an unencrypted private key in PEM (RFC 7468, PKCS #8 and the older forms).
    public init(pem: LockedBytes) throws(OpenSSLError) {
        guard pem.count <= 65_536 else { throw OpenSSLError(operation: "PEM_read_bio_PrivateKey length") }
        pointer = try pem.withBytes { (buffer) throws(OpenSSLError) in
            try withBIO(buffer) { (bio) throws(OpenSSLError) in
                // Without a callback OpenSSL would ask a terminal for the passphrase of an encrypted key.
                try OpenSSLError.check(
                    PEM_read_bio_PrivateKey(bio, nil, { _, _, _, _ in -1 }, nil), "PEM_read_bio_PrivateKey")
            }
        }
    }

    /// The key in PEM (PKCS #8, "PRIVATE KEY"), unencrypted: for a file with mode 0600.
    public func pem() throws(OpenSSLError) -> LockedBytes {
        // The secure memory BIO: no copy in ordinary memory.
        let bio = try OpenSSLError.check(BIO_new(BIO_s_secmem()), "BIO_new")
        defer { BIO_free(bio) }
        try OpenSSLError.check(
            PEM_write_bio_PKCS8PrivateKey(bio, pointer, nil, nil, 0, nil, nil), "PEM_write_bio_PKCS8PrivateKey")
        var start: UnsafeMutablePointer<CChar>?
        let length = COpenSSL_BIO_get_mem_data(bio, &start)
        do {
            return try LockedBytes(copying: UnsafeRawBufferPointer(start: start, count: max(0, length)))
        } catch {
            throw OpenSSLError.noLockedMemory(error)
        }
    }

    /// The public half, in an object that has no private part.
    public var publicKey: PublicKey {
        get throws(OpenSSLError) { try PublicKey(der: encoded("i2d_PUBKEY") { i2d_PUBKEY(pointer, $0) }) }
    }

    /// Whether this is the key that `certificate` certifies.
    public func belongs(to certificate: Certificate) -> Bool {
        OpenSSLError.holds(X509_check_private_key(certificate.pointer, pointer))
    }
}

extension PrivateKey: CustomStringConvertible, CustomReflectable {
    /// Its type and nothing of its content.
    public var description: String { "PrivateKey" }
    /// Nothing is reflected.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
