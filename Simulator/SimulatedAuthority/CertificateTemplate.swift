/// What a certificate is to say. Wrong certificates are made as easily as right ones: that is what
/// tests need an authority for.
public struct CertificateTemplate: Sendable {
    /// One extension, in the words of OpenSSL's configuration (x509v3_config): "keyUsage",
    /// "critical,digitalSignature". A dotted name with "DER:0500" makes an unknown one.
    public struct Extension: Hashable, Sendable {
        /// OpenSSL's name, or a dotted identifier.
        public var name: String
        /// OpenSSL's words for the value.
        public var value: String

        /// Makes an extension.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The digest under the signature.
    public enum SignatureDigest: Hashable, Sendable { case sha256, sha1 }

    /// The subject's attributes by short name, the most general first: ("C", "JP"), …, ("CN", …).
    public var subject: [(attribute: String, value: String)]
    /// Valid from this second on (since 1970 UTC).
    public var notBefore: Int64
    /// Valid up to and with this second (since 1970 UTC).
    public var notAfter: Int64
    /// The extensions, in order.
    public var extensions: [Extension]
    /// The serial number, big-endian, at most 20 bytes; nil: made from everything else.
    public var serialNumber: [UInt8]?
    /// The digest under the signature.
    public var digest: SignatureDigest = .sha256

    /// Makes a template.
    public init(
        subject: [(attribute: String, value: String)], notBefore: Int64, notAfter: Int64, extensions: [Extension]
    ) {
        self.subject = subject
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.extensions = extensions
    }

    /// A year of 365 days, in seconds.
    public static let year: Int64 = 365 * 86_400
    /// A day, in seconds.
    public static let day: Int64 = 86_400

    /// A certification authority's own certificate: since five years, for ten more.
    public static func authority(
        _ subject: [(attribute: String, value: String)], now: Int64, pathLength: Int? = 0
    ) -> CertificateTemplate {
        let length = pathLength.map { ",pathlen:\($0)" } ?? ""
        return CertificateTemplate(
            subject: subject, notBefore: now - 5 * year, notAfter: now + 10 * year,
            extensions: [
                Extension("basicConstraints", "critical,CA:TRUE" + length),
                Extension("keyUsage", "critical,keyCertSign,cRLSign"),
                Extension("subjectKeyIdentifier", "hash"),
            ])
    }

    /// An end entity's certificate: since a year, for two more, as a card's of three years is in the middle.
    public static func endEntity(
        _ subject: [(attribute: String, value: String)], now: Int64, keyUsage: String,
        extendedKeyUsage: String? = nil, more: [Extension] = []
    ) -> CertificateTemplate {
        var extensions = [
            Extension("basicConstraints", "critical,CA:FALSE"),
            Extension("keyUsage", "critical," + keyUsage),
            Extension("subjectKeyIdentifier", "hash"),
            Extension("authorityKeyIdentifier", "keyid:always"),
        ]
        if let extendedKeyUsage { extensions.append(Extension("extendedKeyUsage", extendedKeyUsage)) }
        return CertificateTemplate(
            subject: subject, notBefore: now - year, notAfter: now + 2 * year, extensions: extensions + more)
    }

    /// The same, without the extensions of these names.
    public func without(_ names: String...) -> CertificateTemplate {
        var copy = self
        copy.extensions.removeAll { names.contains($0.name) }
        return copy
    }

    /// The same, with this extension in place of any of its name.
    public func with(_ name: String, _ value: String) -> CertificateTemplate {
        var copy = without(name)
        copy.extensions.append(Extension(name, value))
        return copy
    }
}
