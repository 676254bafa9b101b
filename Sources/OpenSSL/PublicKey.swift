internal import COpenSSL

/// A public key.
public final class PublicKey: Sendable {
    /// OpenSSL's object: never changed after it was read, and counted by an atomic reference count.
    package nonisolated(unsafe) let pointer: OpaquePointer

    /// The kinds of key that are told apart.
    public enum Algorithm: Hashable, Sendable {
        /// RSA (RFC 8017).
        case rsa
        /// ECDSA on a named curve, by its short name: "prime256v1" is P-256.
        case ec(curve: String)
        /// Any other, by OpenSSL's name.
        case other(String)
    }

    /// Takes a key that OpenSSL lends (adds a reference).
    package init(retaining pointer: OpaquePointer) throws(OpenSSLError) {
        try OpenSSLError.check(EVP_PKEY_up_ref(pointer), "EVP_PKEY_up_ref")
        self.pointer = pointer
    }

    /// Reads a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).
    public init(der: [UInt8]) throws(OpenSSLError) {
        pointer = try decoded(
            der, maximum: 16_384, "d2i_PUBKEY", { d2i_PUBKEY(nil, $0, $1) }, free: { EVP_PKEY_free($0) })
    }

    deinit { EVP_PKEY_free(pointer) }

    /// The SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).
    public var der: [UInt8] { (try? encoded("i2d_PUBKEY") { i2d_PUBKEY(pointer, $0) }) ?? [] }

    /// The key in PEM ("PUBLIC KEY").
    public var pem: String {
        let bytes = try? written("PEM_write_bio_PUBKEY") { PEM_write_bio_PUBKEY($0, pointer) }
        return String(decoding: bytes ?? [], as: UTF8.self)
    }

    /// The kind of key.
    public var algorithm: Algorithm {
        switch EVP_PKEY_get_base_id(pointer) {
        case EVP_PKEY_RSA: .rsa
        case EVP_PKEY_EC: .ec(curve: groupName)
        case let other: .other(OBJ_nid2sn(other).map { String(cString: $0) } ?? "unknown")
        }
    }

    /// The modulus's length of an RSA key or the curve's of an EC key, in bits.
    public var bits: Int { Int(EVP_PKEY_get_bits(pointer)) }

    /// Whether `signature` is this key's over the SHA-256 of `message`: RSASSA-PKCS1-v1_5 for an RSA
    /// key, DER-encoded ECDSA for an EC key.
    public func verify(signature: [UInt8], sha256Of message: [UInt8]) -> Bool {
        guard let context = EVP_MD_CTX_new() else { return false }
        defer { EVP_MD_CTX_free(context) }
        guard OpenSSLError.holds(EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, pointer)) else { return false }
        return OpenSSLError.holds(EVP_DigestVerify(context, signature, signature.count, message, message.count))
    }

    private var groupName: String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
            guard let start = buffer.baseAddress,
                OpenSSLError.holds(EVP_PKEY_get_group_name(pointer, start, buffer.count, nil))
            else { return "unnamed" }
            return String(cString: start)
        }
    }
}

extension PublicKey: Hashable {
    /// Equal keys have equal encodings.
    public static func == (one: PublicKey, other: PublicKey) -> Bool { one.der == other.der }
    /// See `==`.
    public func hash(into hasher: inout Hasher) { hasher.combine(der) }
}
