internal import OpenSSL
public import SimulatedAuthority
public import SimulatedResidents
internal import Trust

/// Which card certificate belongs to which resident. A certificate names nobody: only who issued it can tell.
public struct ResidentDirectory: Sendable {
    private let world: AuthorityWorld
    private let identifiers: [String: String]

    /// The cards of everybody in `town` who has one.
    public init(town: SimulatedTown, world: AuthorityWorld) {
        self.world = world
        var identifiers: [String: String] = [:]
        for resident in town.residents {
            guard let card = resident.card, let prefecture = Prefecture(municipality: resident.municipality) else {
                continue
            }
            let name = AuthorityWorld.residentCommonName(
                id: resident.id, prefecture: prefecture, state: card.certificate.state)
            identifiers[name] = resident.id
        }
        self.identifiers = identifiers
    }

    /// The id of the resident for whom a certificate was issued, by its opaque common name.
    func residentID(commonName: String) -> String? { identifiers[commonName] }

    /// What lies on a resident's card: certificate and key.
    ///
    /// - Returns: nil for a resident without a card.
    public func cardCredential(of resident: Resident) throws(AuthorityError) -> Credential? {
        guard let card = resident.card, let prefecture = Prefecture(municipality: resident.municipality) else {
            return nil
        }
        let credential = try world.residentCredential(
            id: resident.id, prefecture: prefecture, state: card.certificate.state)
        guard card.certificate == .unknownIssuer else { return credential }
        // The same words and the same key, by an authority that nobody trusts.
        let stranger = try Authority.unrelated(now: world.now, key: KeyCache.key(.p256, "unrelated-authority"))
        let name = AuthorityWorld.residentCommonName(id: resident.id, prefecture: prefecture, state: .unregistered)
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
