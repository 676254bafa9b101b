import OpenSSL
import Testing
import Trust

@Suite("NIST PKITS, all 249 cases")
struct PKITSTests {
    let suite: PKITSSuite

    init() throws { suite = try PKITSSuite.shared.get() }

    /// DSA has no place above the floor: these run under the permissive one.
    static let withDSA: Set<String> = ["4.1.4", "4.1.5", "4.1.6"]

    @Test("every case gets the verdict that the suite expects, every refusal for the reason that it is about")
    func cases() throws {
        #expect(suite.cases.count == 249)
        for item in suite.cases {
            let verdict = try verdict(on: item, floor: Self.withDSA.contains(item.number) ? .permissive : .current)
            #expect(verdict.isAccepted == item.valid, "\(item.number) \(item.title): \(verdict.reasons)")
            #expect(verdict.revocation.map(Self.isGood) == true || !item.valid, "\(item.number) \(item.title)")
            if !item.valid {
                let expected = Self.reason(of: item.number)
                #expect(
                    verdict.kinds.contains { Self.matches($0, expected) },
                    "\(item.number) \(item.title): \(expected) expected, \(verdict.kinds) found")
            }
        }
    }

    @Test("cases with DSA are refused by the floor, whatever else is right", arguments: withDSA.sorted())
    func floor(_ number: String) throws {
        let item = try #require(suite.cases.first { $0.number == number })
        #expect(try verdict(on: item, floor: .current).isRefused { $0 == .weakAlgorithm })
    }

    func verdict(on item: PKITSSuite.Case, floor: AlgorithmFloor) throws -> CertificateVerdict {
        var profile = CertificateProfile(keyUsage: [], requiresKeyUsage: false, floor: floor, revocation: .path)
        profile.policies = item.initialPolicySet
        profile.requiresExplicitPolicy = item.initialExplicitPolicy
        profile.inhibitsPolicyMapping = item.initialPolicyMappingInhibit
        profile.inhibitsAnyPolicy = item.initialInhibitAnyPolicy
        let certificates = try item.certificates.map(suite.certificate)
        let verifier = CertificateVerifier(
            anchors: [try suite.certificate(suite.anchor)], intermediates: Array(certificates.dropFirst().dropLast()),
            profile: profile)
        // One list of the suite has a signature with an unused bit (4.4.4), and is none to us.
        let sources = item.crls.map { name -> RevocationEvidence.Source in
            (try? suite.list(name)).map(RevocationEvidence.Source.list) ?? .unavailable(.malformed)
        }
        return verifier.verify(
            try #require(certificates.last), at: suite.time, revocation: RevocationEvidence(sources))
    }

    private static func isGood(_ verdict: RevocationVerdict) -> Bool {
        if case .good = verdict { true } else { false }
    }

    // MARK: - What each refusal is about

    /// By number, or by the beginning of several; the longest that fits counts.
    private static let reasons: [(numbers: [String], reason: CertificateRefusal.Kind)] = [
        (["4.1."], .signatureInvalid), (["4.1.2", "4.3."], .unknownIssuer),
        (["4.2.1", "4.2.2"], .notYetValid), (["4.2."], .expired),
        (["4.4.2", "4.4.3", "4.4.15", "4.4.18", "4.4.20", "4.5."], .revoked(.keyCompromise, at: 0)),
        (["4.4."], .revocationUnknown(.noList)), (["4.4.4"], .revocationUnknown(.malformed)),
        (["4.4.8", "4.4.9", "4.4.10"], .revocationUnknown(.unhandledCriticalExtension)),
        (["4.4.11", "4.4.12", "4.15.10"], .revocationUnknown(.stale)),
        (["4.4.21", "4.7.4", "4.7.5"], .revocationUnknown(.responderNotAuthorized)),
        (["4.5.8", "4.6.1", "4.6.2", "4.6.3", "4.7."], .notAnAuthority),
        (["4.6."], .pathTooLong),
        (["4.8.", "4.9.", "4.10.", "4.11.", "4.12."], .policyMissing), (["4.10.7", "4.10.8"], .malformed),
        (["4.13."], .nameNotPermitted), (["4.14.", "4.15.1"], .revocationUnknown(.noList)),
        (
            [
                "4.14.2", "4.14.6", "4.14.15", "4.14.20", "4.14.23", "4.14.31", "4.14.32", "4.14.34", "4.15.3",
                "4.15.4",
                "4.15.6", "4.15.9",
            ], .revoked(.keyCompromise, at: 0)
        ),
        (["4.14.16"], .revoked(.certificateHold, at: 0)), (["4.14.21"], .revoked(.affiliationChanged, at: 0)),
        (["4.14.17"], .revocationUnknown(.reasonsNotCovered)), (["4.16."], .unhandledCriticalExtension),
    ]

    private static func reason(of number: String) -> CertificateRefusal.Kind {
        let fitting = reasons.flatMap { entry in
            entry.numbers.filter { $0 == number || ($0.hasSuffix(".") && number.hasPrefix($0)) }
                .map { (length: $0.utf8.count, reason: entry.reason) }
        }
        return fitting.max { $0.length < $1.length }?.reason ?? .other(0)
    }

    // The suite's dates are not what it is about.
    private static func matches(_ kind: CertificateRefusal.Kind, _ expected: CertificateRefusal.Kind) -> Bool {
        if case .revoked(let reason, _) = kind, case .revoked(let other, _) = expected { return reason == other }
        return kind == expected
    }
}
