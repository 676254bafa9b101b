/// Why a revocation list, or the index of one, is of no use.
public enum RevocationListError: Error, Hashable, Sendable {
    /// More bytes than a list may have, or more in its head or tail than any has.
    case tooLarge
    /// Not the DER of a CertificateList (RFC 5280 §5.1), or more than that.
    case malformed
    /// Signed in a way whose digest cannot be made as the list comes.
    case unsupportedAlgorithm
    /// Nobody who may has signed it.
    case signatureInvalid
    /// A list of this issuer and scope that is newer is here already.
    case olderThanKnown
    /// The index is not as it was written.
    case damaged
    /// A file could not be read or written.
    case storage(errno: Int32)
    /// OpenSSL could not do its work.
    case noDigest
}
