internal import OpenSSL
public import SimulatedAuthority
public import SimulatedCard
internal import SimulatedCloud
public import Trust

extension SimulatedSite {
    /// The PIN of every simulated technician's card; no secret.
    public static let technicianPIN = "7391"

    /// Who judges the cards of the operator's people.
    public func technicianVerifier() throws -> CertificateVerifier {
        CertificateVerifier(
            anchors: [try cloud.world.operatorAuthority().certificate], profile: .technician)
    }

    /// A card that the operator issued.
    public func operatorCard(
        id: String = "technician-0001", role: OperatorRole = .technician, isExpired: Bool = false
    ) throws -> SimulatedCard {
        let credential = try cloud.world.operatorCredential(id: id, role: role, isExpired: isExpired)
        return SimulatedCard(
            model: .myNumber,
            authentication: SimulatedCard.Credential(
                key: credential.privateKey, certificate: credential.certificate.der,
                authorityCertificate: credential.authority.der, pin: Self.technicianPIN))
    }

    /// A card with a technician's certificate, which anybody can read and copy, and another key.
    public func copiedOperatorCard() throws -> SimulatedCard {
        let world = cloud.world
        let original = try world.operatorCredential(id: "technician-0001")
        let other = try world.operatorCredential(id: "technician-0004")
        return SimulatedCard(
            model: .myNumber,
            authentication: SimulatedCard.Credential(
                key: other.privateKey, certificate: original.certificate.der,
                authorityCertificate: original.authority.der, pin: Self.technicianPIN))
    }

    /// Revokes the card of one of the operator's people.
    public func revoke(operatorCard id: String) throws {
        let world = cloud.world
        try world.set(
            .revoked(.keyCompromise, at: world.now), forOperators: try world.operatorCredential(id: id).certificate)
    }
}
