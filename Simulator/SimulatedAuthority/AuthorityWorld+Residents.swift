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

/// When, and by which key of the authority, a card's certificates were written.
public struct CardWriting: Hashable, Sendable {
    /// The resident's first card is 1.
    public var number: Int
    /// Seconds since 1970 UTC: the certificates are valid from then on, for three years as the Juki card's are. nil: a
    /// year ago, so that they are in their midst.
    public var writtenAt: Int64?
    /// The authority's key.
    public var generation: AuthorityGeneration

    /// A card that was written.
    public init(number: Int = 1, writtenAt: Int64? = nil, generation: AuthorityGeneration = .second) {
        self.number = number
        self.writtenAt = writtenAt
        self.generation = generation
    }

    /// The first card, written a year ago.
    public static let usual = CardWriting()

    /// A new card has a new key, whoever signs it.
    var keySuffix: String { number > 1 ? "-\(number)" : "" }
    var suffix: String { keySuffix + (generation == .first ? "-first" : "") }
}

extension AuthorityWorld {
    /// The certificate policy of 利用者証明用電子証明書 (user authentication), as seen on cards.
    public static let userAuthenticationPolicy = "1.2.392.200149.8.5.1.3.30"
    /// The certificate policy of 署名用電子証明書 (signatures), as seen on cards.
    public static let signaturePolicy = "1.2.392.200149.8.5.1.1.20"

    /// A key of a prefecture's certification authority (都道府県単位認証局), RSA-2048, with its certificate. The
    /// generations bear one distinguished name.
    public func prefecturalAuthority(
        _ prefecture: Prefecture, _ generation: AuthorityGeneration = .second
    ) throws(AuthorityError) -> Authority {
        var template = CertificateTemplate.authority(
            [
                ("C", "JP"), ("O", "Simulated JPKI"), ("OU", "Prefectural Certification Authority"),
                ("OU", prefecture.name),
            ], now: now)
        // The first issued until a year ago, and answers for that until its end.
        template.notBefore = now - (generation == .first ? 9 : 4) * CertificateTemplate.year
        template.notAfter = template.notBefore + 10 * CertificateTemplate.year
        return Authority(
            try credential(
                Recipe(
                    name: "prefecture-" + Self.authorityName(prefecture, generation), kind: .rsa(bits: 2048),
                    template: template)))
    }

    static func authorityName(_ prefecture: Prefecture, _ generation: AuthorityGeneration) -> String {
        generation == .first ? prefecture.rawValue + "-first" : prefecture.rawValue
    }

    /// The anchors of the residents' certificates: every generation of every prefecture.
    public func prefecturalAnchors() throws(AuthorityError) -> [Certificate] {
        var anchors: [Certificate] = []
        for prefecture in prefectures {
            for generation in AuthorityGeneration.allCases {
                anchors.append(try prefecturalAuthority(prefecture, generation).certificate)
            }
        }
        return anchors
    }

    /// A resident's user-authentication certificate (利用者証明用) and its key, RSA-2048: an opaque common
    /// name, no name, no address. The same id, prefecture, state and card are the same credential.
    ///
    /// - Parameters:
    ///   - id: letters, digits, "-", "_" and ".".
    ///   - card: which of the resident's cards it lies on.
    public func residentCredential(
        id: String, prefecture: Prefecture, state: ResidentState = .valid, card: CardWriting = .usual
    ) throws(AuthorityError) -> Credential {
        let credential = try residentCredential(
            name: Self.residentName(id: id, prefecture: prefecture, state: state, card: card), id: id,
            prefecture: prefecture, state: state, card: card,
            unit: "User Authentication", keyUsage: "digitalSignature", extendedKeyUsage: "clientAuth",
            policy: AuthorityWorld.userAuthenticationPolicy)
        try register(credential.certificate, prefecture: prefecture, state: state)
        return credential
    }

    /// The opaque common name that ``residentCredential(id:prefecture:state:)`` gives a resident's certificate: 28
    /// hexadecimal digits that name nobody, so that only who issued it can tell whose it is.
    public static func residentCommonName(
        id: String, prefecture: Prefecture, state: ResidentState, card: CardWriting = .usual
    ) -> String {
        opaqueName(residentName(id: id, prefecture: prefecture, state: state, card: card))
    }

    private static func residentName(
        id: String, prefecture: Prefecture, state: ResidentState, card: CardWriting
    ) -> String {
        "resident-\(prefecture.rawValue)-\(id)-\(state.rawValue)" + card.suffix
    }

    private static func opaqueName(_ name: String) -> String {
        Certificate.serialHex(of: Array(Digest.sha256(Array(name.utf8)).prefix(14))).uppercased()
    }

    /// A resident's signature certificate (署名用) and its key, RSA-2048. A real one carries name, address,
    /// birth date and sex; this one does not, since nothing here reads them.
    public func residentSignatureCredential(
        id: String, prefecture: Prefecture, state: ResidentState = .valid, card: CardWriting = .usual
    ) throws(AuthorityError) -> Credential {
        let credential = try residentCredential(
            name: "signature-\(prefecture.rawValue)-\(id)-\(state.rawValue)" + card.suffix, id: id,
            prefecture: prefecture, state: state, card: card,
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
        name: String, id: String, prefecture: Prefecture, state: ResidentState, card: CardWriting, unit: String,
        keyUsage: String, extendedKeyUsage: String?, policy: String
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
        // Of the name alone: the same certificate for another address of the responder keeps its number, and with it
        // what is known of it.
        let digest = Digest.sha256(Array("\(prefecture.rawValue) \(name)".utf8))
        template.serialNumber = [digest[0] & 0x7F | 0x40] + digest[1..<16]
        if card.generation == .first {
            template.notBefore = now - 2 * CertificateTemplate.year - CertificateTemplate.day
            template.notAfter = now + CertificateTemplate.year - CertificateTemplate.day
        }
        if let writtenAt = card.writtenAt {
            template.notBefore = writtenAt
            template.notAfter = writtenAt + 3 * CertificateTemplate.year
        }
        return try credential(
            Recipe(
                name: name, keyLabel: "resident-" + id + card.keySuffix, kind: .rsa(bits: 2048), template: template,
                issuer: try prefecturalAuthority(prefecture, card.generation)))
    }
}
