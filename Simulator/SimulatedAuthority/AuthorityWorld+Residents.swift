public import OpenSSL

/// What is special about a resident's certificate.
public enum ResidentState: String, Hashable, Sendable, CaseIterable {
    /// Valid, and known to the OCSP responder as good.
    case valid
    /// Ended yesterday; never revoked.
    case expired
    /// Valid by its dates and revoked ten days ago, when the card was reported lost.
    case revoked
    /// Valid by its dates, and the responder never heard of it.
    case unregistered
}

extension AuthorityWorld {
    /// The certificate policy of 利用者証明用電子証明書 (user authentication), as seen on cards.
    public static let userAuthenticationPolicy = "1.2.392.200149.8.5.1.3.30"
    /// The certificate policy of 署名用電子証明書 (signatures), as seen on cards.
    public static let signaturePolicy = "1.2.392.200149.8.5.1.1.20"

    /// A prefecture's certification authority (都道府県単位認証局), RSA-2048.
    public func prefecturalAuthority(_ prefecture: Prefecture) throws(AuthorityError) -> Authority {
        Authority(
            try credential(
                Recipe(
                    name: "prefecture-" + prefecture.rawValue, kind: .rsa(bits: 2048),
                    template: .authority(
                        [
                            ("C", "JP"), ("O", "Simulated JPKI"), ("OU", "Prefectural Certification Authority"),
                            ("OU", prefecture.name),
                        ], now: now))))
    }

    /// The anchors of the residents' certificates, one for each prefecture.
    public func prefecturalAnchors() throws(AuthorityError) -> [Certificate] {
        var anchors: [Certificate] = []
        for prefecture in Prefecture.allCases { anchors.append(try prefecturalAuthority(prefecture).certificate) }
        return anchors
    }

    /// A resident's user-authentication certificate (利用者証明用) and its key, RSA-2048: an opaque common
    /// name, no name, no address. The same id, prefecture and state are the same credential.
    ///
    /// - Parameter id: letters, digits, "-", "_" and ".".
    public func residentCredential(
        id: String, prefecture: Prefecture, state: ResidentState = .valid
    ) throws(AuthorityError) -> Credential {
        let credential = try residentCredential(
            name: Self.residentName(id: id, prefecture: prefecture, state: state), id: id, prefecture: prefecture,
            state: state,
            unit: "User Authentication", keyUsage: "digitalSignature", extendedKeyUsage: "clientAuth",
            policy: AuthorityWorld.userAuthenticationPolicy)
        try register(credential.certificate, prefecture: prefecture, state: state)
        return credential
    }

    /// The opaque common name that ``residentCredential(id:prefecture:state:)`` gives a resident's certificate: 28
    /// hexadecimal digits that name nobody, so that only who issued it can tell whose it is.
    public static func residentCommonName(id: String, prefecture: Prefecture, state: ResidentState) -> String {
        opaqueName(residentName(id: id, prefecture: prefecture, state: state))
    }

    private static func residentName(id: String, prefecture: Prefecture, state: ResidentState) -> String {
        "resident-\(prefecture.rawValue)-\(id)-\(state.rawValue)"
    }

    private static func opaqueName(_ name: String) -> String {
        Certificate.serialHex(of: Array(Digest.sha256(Array(name.utf8)).prefix(14))).uppercased()
    }

    /// A resident's signature certificate (署名用) and its key, RSA-2048. A real one carries name, address,
    /// birth date and sex; this one does not, since nothing here reads them.
    public func residentSignatureCredential(
        id: String, prefecture: Prefecture, state: ResidentState = .valid
    ) throws(AuthorityError) -> Credential {
        let credential = try residentCredential(
            name: "signature-\(prefecture.rawValue)-\(id)-\(state.rawValue)", id: id, prefecture: prefecture,
            state: state,
            unit: "Digital Signature", keyUsage: "digitalSignature,nonRepudiation", extendedKeyUsage: nil,
            policy: AuthorityWorld.signaturePolicy)
        try register(credential.certificate, prefecture: prefecture, state: state)
        return credential
    }

    /// A certificate that looks like a resident's and comes from an authority that nobody knows.
    public func strangerCredential(id: String) throws(AuthorityError) -> Credential {
        let authority = Authority(
            try credential(
                Recipe(
                    name: "stranger-authority", kind: .p256,
                    template: .authority([("C", "JP"), ("O", "Elsewhere"), ("CN", "Unknown Authority")], now: now))))
        return try credential(
            Recipe(
                name: "stranger-" + id, keyLabel: "resident-" + id, kind: .rsa(bits: 2048),
                template: .endEntity(
                    [("C", "JP"), ("O", "Elsewhere"), ("CN", "Nobody")], now: now, keyUsage: "digitalSignature",
                    extendedKeyUsage: "clientAuth",
                    more: [.init("certificatePolicies", AuthorityWorld.userAuthenticationPolicy)]),
                issuer: authority))
    }

    private func residentCredential(
        name: String, id: String, prefecture: Prefecture, state: ResidentState, unit: String, keyUsage: String,
        extendedKeyUsage: String?, policy: String
    ) throws(AuthorityError) -> Credential {
        var template = CertificateTemplate.endEntity(
            [("C", "JP"), ("O", "Simulated JPKI"), ("OU", unit), ("CN", Self.opaqueName(name))], now: now,
            keyUsage: keyUsage,
            extendedKeyUsage: extendedKeyUsage,
            more: [.init("certificatePolicies", policy), .init("authorityInfoAccess", "OCSP;URI:" + ocspURL)])
        if state == .expired {
            template.notBefore = now - 3 * CertificateTemplate.year
            template.notAfter = now - CertificateTemplate.day
        }
        return try credential(
            Recipe(
                name: name, keyLabel: "resident-" + id, kind: .rsa(bits: 2048), template: template,
                issuer: try prefecturalAuthority(prefecture)))
    }
}
