internal import COpenSSL

/// Random numbers from OpenSSL's generator, seeded by the kernel.
public enum RandomBytes {
    /// `count` unpredictable bytes.
    ///
    /// - Parameter count: 1 … 65 536. More is a mistake, not a need.
    public static func generate(count: Int) throws(OpenSSLError) -> [UInt8] {
        guard (1...65_536).contains(count) else { throw OpenSSLError(operation: "RAND_bytes count") }
        var bytes = [UInt8](repeating: 0, count: count)
        try OpenSSLError.check(RAND_bytes(&bytes, Int32(count)), "RAND_bytes")
        return bytes
    }
}
