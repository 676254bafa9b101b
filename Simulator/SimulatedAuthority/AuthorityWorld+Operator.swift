public import OpenSSL
internal import Synchronization

/// Who a person of the operator's is, by the policy of their card's certificate.
public enum OperatorRole: String, Hashable, Sendable, CaseIterable {
    /// Mends machines.
    case technician
    /// Fills in paper, and may not enter the technician's mode.
    case attendant

    /// The certificate policy that says so; the technicians' is `CertificateProfile.technicianRole`.
    public var policy: String {
        switch self {
        case .technician: "2.25.116503936269795416839608550089510235929"
        case .attendant: "2.25.98340118274460935510398117762804417723"
        }
    }
}

extension AuthorityWorld {
    /// The authority of the firm that runs the kiosks: it issues its people's cards.
    public func operatorAuthority() throws(AuthorityError) -> Authority {
        Authority(
            try credential(
                Recipe(
                    name: "operator-authority", kind: .p256,
                    template: .authority(
                        [("C", "JP"), ("O", "Simulated Kiosk Operator"), ("CN", "Staff Authority")], now: now))))
    }

    /// A card's certificate of one of the operator's people, and its key, RSA-2048: a number, no name.
    ///
    /// - Parameter id: letters, digits, "-", "_" and ".".
    public func operatorCredential(
        id: String, role: OperatorRole = .technician, isExpired: Bool = false
    ) throws(AuthorityError) -> Credential {
        var template = CertificateTemplate.endEntity(
            [("C", "JP"), ("O", "Simulated Kiosk Operator"), ("CN", id)], now: now, keyUsage: "digitalSignature",
            extendedKeyUsage: "clientAuth",
            more: [
                .init("certificatePolicies", role.policy), .init("authorityInfoAccess", "OCSP;URI:" + ocspURL),
            ])
        if isExpired {
            template.notBefore = now - 2 * CertificateTemplate.year
            template.notAfter = now - CertificateTemplate.day
        }
        let made = try credential(
            Recipe(
                name: "operator-\(role.rawValue)-\(id)" + (isExpired ? "-expired" : ""),
                keyLabel: "operator-" + id, kind: .rsa(bits: 2048), template: template,
                issuer: try operatorAuthority()))
        let responder = try operatorResponder()
        // What was set since stays.
        if !responder.knows(made.certificate) { try set(.good, forOperators: made.certificate) }
        return made
    }

    /// Revokes the card of one of the operator's people, or gives it back: `.good`.
    public func set(
        _ status: OCSPResponder.Status, forOperators certificate: Certificate
    ) throws(AuthorityError) {
        try operatorResponder().set(status, for: certificate)
        try files?.write(status.text, to: "issued-\(certificate.serialHex).txt")
    }

    /// The OCSP responder of the operator's authority, which signs by itself (RFC 6960 §4.2.2.2, 1).
    func operatorResponder() throws(AuthorityError) -> OCSPResponder {
        if let known = operatorResponderMade.withLock({ $0 }) { return known }
        let authority = try operatorAuthority()
        let made = OCSPResponder(issuer: authority.certificate, signer: authority.credential, lookUp: lookUp)
        return operatorResponderMade.withLock { held in
            if let known = held { return known }
            held = made
            return made
        }
    }
}
