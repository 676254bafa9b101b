public import OpenSSL

/// A certificate with its private key, and the authority that issued it.
public struct Credential: Sendable {
    /// The certificate.
    public var certificate: Certificate
    /// Its private key.
    public var privateKey: PrivateKey
    /// The certificate of the authority that issued it; its own if it signed itself.
    public var authority: Certificate

    /// Makes a credential.
    public init(certificate: Certificate, privateKey: PrivateKey, authority: Certificate) {
        self.certificate = certificate
        self.privateKey = privateKey
        self.authority = authority
    }
}

/// A certification authority of the simulated world.
public struct Authority: Sendable {
    /// Its certificate and key.
    public let credential: Credential

    /// Its certificate.
    public var certificate: Certificate { credential.certificate }

    /// Takes an authority that exists.
    public init(_ credential: Credential) { self.credential = credential }

    /// Makes a root: an authority that signs itself.
    public init(root template: CertificateTemplate, key: PrivateKey) throws(AuthorityError) {
        let publicKey = try AuthorityError.openSSL { () throws(OpenSSLError) in try key.publicKey }
        let certificate = try template.issue(to: publicKey, issuer: nil, issuerKey: key)
        credential = Credential(certificate: certificate, privateKey: key, authority: certificate)
    }

    /// Issues a certificate for `key`.
    public func issue(_ template: CertificateTemplate, key: PrivateKey) throws(AuthorityError) -> Credential {
        let publicKey = try AuthorityError.openSSL { () throws(OpenSSLError) in try key.publicKey }
        let certificate = try template.issue(
            to: publicKey, issuer: credential.certificate, issuerKey: credential.privateKey)
        return Credential(certificate: certificate, privateKey: key, authority: credential.certificate)
    }

    /// Issues a subordinate authority.
    public func issueAuthority(_ template: CertificateTemplate, key: PrivateKey) throws(AuthorityError) -> Authority {
        Authority(try issue(template, key: key))
    }

    /// An authority that nobody trusts, with a name that nobody has.
    public static func unrelated(
        now: Int64, key: PrivateKey, name: String = "Unrelated Authority"
    ) throws(AuthorityError) -> Authority {
        try Authority(root: .authority([("C", "JP"), ("O", "Elsewhere"), ("CN", name)], now: now), key: key)
    }
}
