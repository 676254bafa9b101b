import OpenSSL
import SimulatedAuthority
import Trust

/// A small world of certificates at a fixed time: no test here reads a clock.
enum Fixture {
    /// 2030-03-17T17:46:40Z.
    static let now: Int64 = 1_900_000_000
    static let policy = "1.2.392.200149.8.5.1.3.30"

    /// The profile of a card's certificate, with revocation left aside: those tests say which of the two they are about.
    static var profile: CertificateProfile {
        var profile = CertificateProfile.userAuthentication
        profile.revocation = .notRequired
        return profile
    }

    static func key(_ label: String) throws -> PrivateKey { try KeyCache.key(.p256, "trust-tests-" + label) }

    static func root(
        _ label: String = "root", name: String = "Test Root", pathLength: Int? = nil
    ) throws -> Authority {
        try Authority(
            root: .authority([("C", "JP"), ("CN", name)], now: now, pathLength: pathLength), key: try key(label))
    }

    /// What a good card certificate says.
    static var template: CertificateTemplate {
        .endEntity(
            [("C", "JP"), ("CN", "0123456789ABCDEF")], now: now, keyUsage: "digitalSignature",
            extendedKeyUsage: "clientAuth",
            more: [
                .init("certificatePolicies", policy), .init("authorityInfoAccess", "OCSP;URI:http://127.0.0.1/ocsp"),
            ])
    }

    static func card(_ template: CertificateTemplate = template, by authority: Authority) throws -> Certificate {
        try authority.issue(template, key: try key("card")).certificate
    }

    static func verifier(
        _ anchors: [Authority], intermediates: [Authority] = [], profile: CertificateProfile = profile
    ) -> CertificateVerifier {
        CertificateVerifier(
            anchors: anchors.map(\.certificate), intermediates: intermediates.map(\.certificate), profile: profile)
    }
}

extension CertificateVerdict {
    /// The kinds alone, in order.
    var kinds: [CertificateRefusal.Kind] { reasons.map(\.kind) }

    func result(_ policy: CertificatePolicy) -> PolicyAnswer.Result? {
        answers.first { $0.policy == policy }?.result
    }
}
