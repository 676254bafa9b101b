internal import COpenSSL

/// What a structure is by its form, for whoever was given another than they asked for. OpenSSL reads these
/// with more indulgence than the rooms do that judge them: what it can read is one, well made or not.
public enum EncodedStructure: Hashable, Sendable, CaseIterable {
    case certificate, revocationList, ocspResponse, privateKey

    /// Which of them `bytes` are, from the first to the last; nil: none.
    public init?(_ bytes: [UInt8]) {
        guard let found = Self.allCases.first(where: { $0.describes(bytes) }) else { return nil }
        self = found
    }

    private func describes(_ bytes: [UInt8]) -> Bool {
        switch self {
        case .certificate: Self.reads(bytes, { d2i_X509(nil, $0, $1) }, free: { X509_free($0) })
        case .revocationList: Self.reads(bytes, { d2i_X509_CRL(nil, $0, $1) }, free: { X509_CRL_free($0) })
        case .ocspResponse: Self.reads(bytes, { d2i_OCSP_RESPONSE(nil, $0, $1) }, free: { OCSP_RESPONSE_free($0) })
        case .privateKey: Self.reads(bytes, { d2i_AutoPrivateKey(nil, $0, $1) }, free: { EVP_PKEY_free($0) })
        }
    }

    private static func reads(
        _ bytes: [UInt8], _ read: (UnsafeMutablePointer<UnsafePointer<UInt8>?>, Int) -> OpaquePointer?,
        free: (OpaquePointer) -> Void
    ) -> Bool {
        guard let pointer = try? decoded(bytes, maximum: .max, "d2i", read, free: free) else {
            ERR_clear_error()
            return false
        }
        free(pointer)
        return true
    }
}
