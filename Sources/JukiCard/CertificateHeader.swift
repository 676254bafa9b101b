/// The first bytes of a certificate: a DER sequence and its length (X.690 §8.1).
public enum CertificateHeader {
    /// A resident's certificate has about 1,700 bytes; four times as much, and a card that claims more
    /// is refused before it is read.
    public static let maximumLength = 8192
    /// The smallest X.509 certificate that could be (an RSA-1024 signature alone has 128 bytes).
    public static let minimumLength = 256

    /// How long the whole certificate is, this header included.
    ///
    /// - Parameter bytes: The beginning of the file, 4 bytes or more.
    /// - Returns: nil for what is no certificate: another tag, an indefinite or non-minimal length,
    ///   or a length out of bounds.
    public static func totalLength(_ bytes: some Collection<UInt8>) -> Int? {
        // 256…8,192 bytes always have a length in two bytes: 30 82 hh ll.
        let header = Array(bytes.prefix(4))
        guard header.count == 4, header[0] == 0x30, header[1] == 0x82 else { return nil }
        let total = Int(header[2]) << 8 + Int(header[3]) + 4
        return (minimumLength...maximumLength).contains(total) ? total : nil
    }
}
