public import OpenSSL

/// A private key as a card uses it: it never leaves, it only signs.
public protocol CardKey: Sendable {
    /// The length of a signature in bytes: 256 for RSA-2048.
    var modulusLength: Int { get }

    /// Pads a DigestInfo and signs it (RSASSA-PKCS1-v1_5, RFC 8017 §8.2).
    func signature(of digestInfo: [UInt8]) throws -> [UInt8]
}

extension PrivateKey: CardKey {
    /// See ``CardKey/modulusLength``.
    public var modulusLength: Int { rsaModulusLength }

    /// See ``CardKey/signature(of:)``.
    public func signature(of digestInfo: [UInt8]) throws -> [UInt8] { try signDigestInfo(digestInfo) }
}
