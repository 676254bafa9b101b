internal import COpenSSL

/// One block of a text encoding (RFC 7468): what stands between "BEGIN" and "END".
public struct PEMBlock: Hashable, Sendable {
    /// What the block says that it is, such as "X509 CRL".
    public var label: String
    /// What it holds.
    public var der: [UInt8]

    /// Every block of a text, in order; what stands between them is skipped.
    ///
    /// - Parameter text: up to 2 GiB.
    /// - Throws: when a block is not whole, or none.
    public static func all(in text: [UInt8]) throws(OpenSSLError) -> [PEMBlock] {
        var blocks: [PEMBlock] = []
        try text.withUnsafeBufferPointer { (buffer) throws(OpenSSLError) in
            try withBIO(UnsafeRawBufferPointer(buffer)) { (bio) throws(OpenSSLError) in
                while let block = next(bio) { blocks.append(block) }
                let end = OpenSSLError.drained("PEM_read_bio")
                // The text's end shows as "no start line" and nothing else.
                let isEnd = end.codes.allSatisfy { ERR_GET_REASON($0) == PEM_R_NO_START_LINE }
                guard isEnd else { throw end }
            }
        }
        return blocks
    }

    private static func next(_ bio: OpaquePointer) -> PEMBlock? {
        var label: UnsafeMutablePointer<CChar>?
        var header: UnsafeMutablePointer<CChar>?
        var data: UnsafeMutablePointer<UInt8>?
        var length = 0
        guard PEM_read_bio(bio, &label, &header, &data, &length) == 1, let label, let data else { return nil }
        defer {
            COpenSSL_free(label)
            COpenSSL_free(header)
            COpenSSL_free(data)
        }
        return PEMBlock(
            label: String(cString: label), der: [UInt8](UnsafeBufferPointer(start: data, count: max(0, length))))
    }
}
