/// What an RSA card pads and signs: the name of the digest and the digest (RFC 8017 §9.2).
public enum DigestInfo {
    /// The most that fits a short command beside PKCS #1 padding of a 2,048-bit key: 256 - 11.
    static let maximumCount = 245

    /// DigestInfo of a SHA-256 digest, 51 bytes; nil unless `digest` has 32 bytes.
    public static func sha256(_ digest: [UInt8]) -> [UInt8]? {
        guard digest.count == 32 else { return nil }
        return [
            0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
            0x04, 0x20,
        ] + digest
    }
}
