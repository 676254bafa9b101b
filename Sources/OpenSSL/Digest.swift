internal import COpenSSL

/// One-shot digests.
public enum Digest {
    /// SHA-256 (FIPS 180-4): 32 bytes.
    public static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        bytes.withUnsafeBytes { sha256($0) }
    }

    /// SHA-256 (FIPS 180-4): 32 bytes.
    public static func sha256(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 32) { digest, count in
            // SHA256 cannot fail: it allocates nothing and takes any length.
            SHA256(bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count, digest.baseAddress)
            count = 32
        }
    }
}

/// SHA-256 over bytes that come in pieces, such as a document from the network.
///
/// Belongs to one task at a time, so it is not `Sendable`.
public final class SHA256Hasher {
    private let context: OpaquePointer

    /// Begins an empty digest.
    public init() throws(OpenSSLError) {
        context = try OpenSSLError.check(EVP_MD_CTX_new(), "EVP_MD_CTX_new")
        try OpenSSLError.check(EVP_DigestInit_ex(context, EVP_sha256(), nil), "EVP_DigestInit_ex")
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Adds the next piece.
    public func update(_ bytes: UnsafeRawBufferPointer) throws(OpenSSLError) {
        try OpenSSLError.check(EVP_DigestUpdate(context, bytes.baseAddress, bytes.count), "EVP_DigestUpdate")
    }

    /// Adds the next piece.
    public func update(_ bytes: [UInt8]) throws(OpenSSLError) {
        try OpenSSLError.check(EVP_DigestUpdate(context, bytes, bytes.count), "EVP_DigestUpdate")
    }

    /// The 32 bytes. The hasher is fresh again afterwards.
    public func finish() throws(OpenSSLError) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        try OpenSSLError.check(EVP_DigestFinal_ex(context, &digest, nil), "EVP_DigestFinal_ex")
        try OpenSSLError.check(EVP_DigestInit_ex(context, EVP_sha256(), nil), "EVP_DigestInit_ex")
        return digest
    }
}
