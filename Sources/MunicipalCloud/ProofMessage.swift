internal import OpenSSL

extension CloudSession {
    /// The label that keeps a proof's signature from meaning anything elsewhere.
    private static let label = "madoguchi-proof-v1"

    /// The DER of a DigestInfo's beginning for SHA-256 (RFC 8017 §9.2, note 1).
    private static let sha256Prefix: [UInt8] = [
        0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04,
        0x20,
    ]

    /// The message that the card's signature proves knowledge of: label, kiosk, session and challenge.
    public func proofMessage(kioskID: String) -> [UInt8] {
        Array(Self.label.utf8) + [0] + Array(kioskID.utf8) + [0] + Array(id.utf8) + [0] + challenge
    }

    /// What the card receives to sign: the DigestInfo around the message's SHA-256, 51 bytes.
    public func digestInfo(kioskID: String) -> [UInt8] {
        Self.sha256Prefix + Digest.sha256(proofMessage(kioskID: kioskID))
    }
}
