internal import OpenSSL

extension CertificateVerifier {
    /// Which policy a finding of path validation belongs to, and what it is called here.
    static func refusal(for finding: PathFinding) -> (CertificatePolicy, CertificateRefusal) {
        let (policy, kind): (CertificatePolicy, CertificateRefusal.Kind) =
            switch finding.kind {
            case .notYetValid: (.validity, .notYetValid)
            case .expired: (.validity, .expired)
            case .issuerMissing: (.path, .unknownIssuer)
            case .signatureInvalid: (.path, .signatureInvalid)
            case .notAnAuthority, .keyUsageWithoutCertificateSigning: (.authority, .notAnAuthority)
            case .pathTooLong: (.authority, .pathTooLong)
            case .unhandledCriticalExtension: (.encoding, .unhandledCriticalExtension)
            case .malformed: (.encoding, .malformed)
            case .nameNotPermitted: (.names, .nameNotPermitted)
            case .noExplicitPolicy: (.certificatePolicy, .policyMissing)
            case .other(let code): (.path, .other(code))
            }
        return (policy, CertificateRefusal(kind, depth: finding.depth))
    }

    /// Whether the key may be used for the profile's purpose (RFC 5280 §4.2.1.3 and §4.2.1.12).
    func usageRefusals(_ certificate: Certificate) -> [CertificateRefusal] {
        let keyUsageHolds = certificate.keyUsage.map(profile.keyUsage.isSubset) ?? !profile.requiresKeyUsage
        let found = certificate.extendedKeyUsage
        let extendedHolds =
            switch profile.extendedKeyUsage {
            case .any: true
            case .ifPresent(let allowed): found.map { !allowed.isDisjoint(with: $0) } ?? true
            case .required(let allowed): found.map { !allowed.isDisjoint(with: $0) } ?? false
            }
        return keyUsageHolds && extendedHolds ? [] : [CertificateRefusal(.wrongUsage)]
    }

    /// Whether every key and every signature that the path rests on reaches the floor. An anchor's own
    /// signature carries nothing and is not looked at.
    func algorithmRefusals(_ path: [Certificate], hasAnchor: Bool) -> [CertificateRefusal] {
        path.enumerated().compactMap { depth, certificate in
            let isAnchor = hasAnchor && depth == path.count - 1
            guard let key = CertificateVerifier.key(at: depth, of: path), profile.floor.allows(key),
                isAnchor || profile.floor.allows(digest: certificate.signatureDigest)
            else { return CertificateRefusal(.weakAlgorithm, depth: depth) }
            return nil
        }
    }
}
