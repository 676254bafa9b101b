public import OpenSSL
public import SimulatedAuthority
public import SimulatedResidents

/// Knows which certificate lies on a resident's card, and has the authority of the prefecture make it.
public struct CardOffice: Sendable {
    private let world: AuthorityWorld

    /// Cards whose certificates come from these authorities.
    public init(world: AuthorityWorld) {
        self.world = world
    }

    /// What lies on a resident's card: certificate and key.
    ///
    /// - Returns: nil for a resident without a card.
    public func cardCredential(of resident: Resident) throws(AuthorityError) -> Credential? {
        guard let card = resident.card, let prefecture = resident.cardPrefecture else { return nil }
        let credential = try world.residentCredential(
            id: resident.id, prefecture: prefecture, state: card.certificate.state, card: card.writing)
        guard card.certificate == .unknownIssuer, let name = commonName(of: resident) else { return credential }
        // The same words and the same key, by an authority that nobody trusts.
        let stranger = try Authority.unrelated(now: world.now, key: KeyCache.key(.p256, "unrelated-authority"))
        return try stranger.issue(
            .endEntity(
                [("C", "JP"), ("O", "Elsewhere"), ("CN", name)], now: world.now, keyUsage: "digitalSignature",
                extendedKeyUsage: "clientAuth",
                more: [
                    .init("certificatePolicies", AuthorityWorld.userAuthenticationPolicy),
                    .init("authorityInfoAccess", "OCSP;URI:" + world.ocspURL),
                ]),
            key: credential.privateKey)
    }

    /// The name by which cards are looked up: the prefecture whose authority issued the certificate, and the opaque
    /// common name that it gave. Another authority's certificate with the same common name is another card.
    ///
    /// - Returns: nil for a certificate that none of the prefectures' authorities names as its own.
    public func name(of certificate: Certificate) -> String? {
        let issuer = world.prefectures.first { prefecture in
            (try? world.prefecturalAuthority(prefecture).certificate.subjectDER) == certificate.issuerDER
        }
        guard let issuer, let commonName = certificate.commonName else { return nil }
        return issuer.rawValue + "/" + commonName
    }

    /// The name of a resident's card, known without making its certificate.
    func name(of resident: Resident) -> String? {
        guard let prefecture = resident.cardPrefecture, let commonName = commonName(of: resident) else { return nil }
        return prefecture.rawValue + "/" + commonName
    }

    private func commonName(of resident: Resident) -> String? {
        guard let card = resident.card, let prefecture = resident.cardPrefecture else { return nil }
        return AuthorityWorld.residentCommonName(
            id: resident.id, prefecture: prefecture, state: card.certificate.state, card: card.writing)
    }
}

extension Resident {
    /// Whose authority issued the certificates on the card.
    var cardPrefecture: Prefecture? { Prefecture(municipality: card?.issuedBy ?? municipality) }
}

extension Resident.Card {
    /// The card in the authorities' words.
    var writing: CardWriting {
        CardWriting(
            number: number, writtenAt: writtenAt,
            generation: AuthorityGeneration(rawValue: authorityGeneration) ?? .second)
    }
}

extension Resident.Card.Certificate {
    /// The state in the authorities' words.
    var state: ResidentState {
        switch self {
        case .valid: .valid
        case .expired: .expired
        case .revoked: .revoked
        case .unknownIssuer: .unregistered
        }
    }
}

extension SimulatedTown {
    /// The prefectures whose authorities the town needs, in the order of its municipalities.
    public var prefectures: [Prefecture] {
        var found: [Prefecture] = []
        for municipality in municipalities {
            guard let prefecture = Prefecture(municipality: municipality.code), !found.contains(prefecture) else {
                continue
            }
            found.append(prefecture)
        }
        return found
    }
}
