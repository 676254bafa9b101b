public import OpenSSL

/// Why the simulated authorities could not make or find something.
public enum AuthorityError: Error, Hashable, Sendable {
    /// OpenSSL refused.
    case openSSL(OpenSSLError)
    /// A file or folder could not be read or written.
    case file(path: String, errno: Int32)
    /// A name that becomes a file's name has other characters than letters, digits, "-", "_" and ".", or
    /// begins with ".".
    case unusableName(String)
    /// An extension's name or value is none that OpenSSL knows.
    case invalidExtension(String)

    /// Runs OpenSSL's part.
    static func openSSL<Result>(_ body: () throws(OpenSSLError) -> Result) throws(AuthorityError) -> Result {
        do { return try body() } catch { throw .openSSL(error) }
    }
}
