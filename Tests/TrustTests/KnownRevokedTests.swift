import OpenSSL
import SimulatedAuthority
import Testing
import Trust

@Suite("An authority that is revoked")
struct KnownRevokedTests {
    @Test("is refused wherever it stands in the path, whosever revocation must be known")
    func authority() throws {
        let root = try Fixture.root()
        let middle = Authority(
            try root.issue(
                .authority([("C", "JP"), ("CN", "Middle")], now: Fixture.now, pathLength: 0),
                key: try Fixture.key("middle")))
        let card = try Fixture.card(by: middle)
        let responder = OCSPResponder(issuer: root.certificate, signer: root.credential)
        let query = try OCSPQuery(certificate: middle.certificate, issuer: root.certificate, nonce: nil)
        func verdict(_ rule: CertificateProfile.RevocationRule) -> CertificateVerdict {
            var profile = Fixture.profile
            profile.revocation = rule
            profile.policies = []
            return Fixture.verifier([root], intermediates: [middle], profile: profile).verify(
                card, at: Fixture.now,
                revocation: RevocationEvidence([.ocspResponse(responder.answer(query.request, at: Fixture.now))]))
        }
        responder.set(.good, for: middle.certificate)
        #expect(verdict(.notRequired).isAccepted)
        #expect(verdict(.endEntity).kinds == [.revocationUnknown(.responderNotAuthorized)])
        responder.set(.revoked(.cACompromise, at: Fixture.now - 9), for: middle.certificate)
        let reason = CertificateRefusal(.revoked(.cACompromise, at: Fixture.now - 9), depth: 1)
        for rule in [CertificateProfile.RevocationRule.notRequired, .endEntity, .path] {
            #expect(verdict(rule).reasons.contains(reason))
            #expect(!verdict(rule).isAccepted)
        }
    }
}
