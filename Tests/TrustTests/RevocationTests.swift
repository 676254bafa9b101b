import OpenSSL
import SimulatedAuthority
import Testing
import Trust

@Suite("Revocation by OCSP")
struct RevocationTests {
    static let nonce: [UInt8] = (1...32).map { UInt8($0) }

    let root: Authority
    let card: Certificate
    let responder: OCSPResponder
    let query: OCSPQuery

    init() throws {
        root = try Fixture.root()
        card = try Fixture.card(by: root)
        responder = OCSPResponder(issuer: root.certificate, signer: try Self.delegate(of: root))
        responder.set(.good, for: card)
        query = try OCSPQuery(certificate: card, issuer: root.certificate, nonce: Self.nonce)
    }

    static func delegate(
        of authority: Authority, _ change: (inout CertificateTemplate) -> Void = { _ in }
    ) throws -> Credential {
        var template = CertificateTemplate.endEntity(
            [("CN", "Responder")], now: Fixture.now, keyUsage: "digitalSignature", extendedKeyUsage: "OCSPSigning",
            more: [.init("noCheck", "ignored")])
        change(&template)
        return try authority.issue(template, key: try Fixture.key("responder"))
    }

    func answer(_ change: (inout OCSPResponder.Shape) -> Void = { _ in }) -> [UInt8] {
        var shape = OCSPResponder.Shape()
        change(&shape)
        return responder.answer(query.request, at: Fixture.now, shape: shape)
    }

    func judge(_ response: [UInt8], at seconds: Int64 = Fixture.now) -> RevocationVerdict {
        OCSPJudge().judge(ocspResponse: response, for: query, at: seconds)
    }

    @Test("a query carries 32 random bytes and the certificate's own addresses")
    func queryContent() throws {
        let one = try OCSPQuery(certificate: card, issuer: root.certificate)
        let other = try OCSPQuery(certificate: card, issuer: root.certificate)
        #expect(one.nonce?.count == 32)
        #expect(one.nonce != other.nonce)
        #expect(one.urls == ["http://127.0.0.1/ocsp"])
        #expect(responder.serves(one.request))
        let verifier = Fixture.verifier([root])
        #expect(try verifier.ocspQuery(for: card)?.issuer == root.certificate)
        let stranger = try Authority.unrelated(now: Fixture.now, key: try Fixture.key("stranger"))
        #expect(try verifier.ocspQuery(for: try Fixture.card(by: stranger)) == nil)
    }

    @Test("good, by a delegated responder, until the answer's own end")
    func good() {
        #expect(judge(answer()) == .good(until: Fixture.now + 3_600))
    }

    @Test("good, by the issuer itself")
    func direct() {
        let own = OCSPResponder(issuer: root.certificate, signer: root.credential)
        own.set(.good, for: card)
        #expect(judge(own.answer(query.request, at: Fixture.now)) == .good(until: Fixture.now + 3_600))
    }

    @Test("revoked, with reason and date", arguments: RevocationReason.allCases)
    func revoked(_ reason: RevocationReason) {
        // 0 (unspecified) should not be encoded, and is understood both ways.
        responder.set(.revoked(reason, at: Fixture.now - 86_400), for: card)
        #expect(judge(answer()) == .revoked(reason, at: Fixture.now - 86_400))
    }

    @Test("a certificate that the responder does not know")
    func unknown() {
        responder.forget(card)
        #expect(judge(answer()) == .unknown(.responderDoesNotKnow))
    }

    @Test("another nonce, or none, answers another question; none is enough where the rules say so")
    func nonce() throws {
        #expect(judge(answer { $0.nonce = .omitted }) == .unknown(.nonceMismatch))
        let other: [UInt8] = Self.nonce.reversed()
        #expect(judge(answer { $0.nonce = .replaced(other) }) == .unknown(.nonceMismatch))
        let lenient = OCSPJudge(rules: OCSPRules(requiresNonce: false))
        #expect(
            lenient.judge(ocspResponse: answer { $0.nonce = .omitted }, for: query, at: Fixture.now)
                == .good(until: Fixture.now + 3_600))
        #expect(
            lenient.judge(ocspResponse: answer { $0.nonce = .replaced(other) }, for: query, at: Fixture.now)
                == .unknown(.nonceMismatch))
        let unasked = try OCSPQuery(certificate: card, issuer: root.certificate, nonce: nil)
        let stapled = responder.answer(unasked.request, at: Fixture.now)
        #expect(
            OCSPJudge().judge(ocspResponse: stapled, for: unasked, at: Fixture.now) == .good(until: Fixture.now + 3_600)
        )
    }

    @Test("times are held to the skew on both sides, to the second")
    func times() {
        let skew = OCSPRules().skew
        let response = answer()
        #expect(judge(response, at: Fixture.now + 3_600 + skew) == .good(until: Fixture.now + 3_600))
        #expect(judge(response, at: Fixture.now + 3_600 + skew + 1) == .unknown(.stale))
        #expect(judge(answer { $0.thisUpdate = skew }) == .good(until: Fixture.now + skew + 3_600))
        #expect(judge(answer { $0.thisUpdate = skew + 1 }) == .unknown(.notYetValid))
    }

    @Test("an answer without an end holds for the rules' age and no longer")
    func withoutNextUpdate() {
        let rules = OCSPRules()
        let response = answer { $0.lifetime = nil }
        #expect(judge(response) == .good(until: Fixture.now + rules.maximumAge))
        #expect(judge(response, at: Fixture.now + rules.maximumAge + rules.skew + 1) == .unknown(.stale))
    }

    @Test("an answer that ends before it begins")
    func endsBeforeItBegins() {
        #expect(judge(answer { $0.lifetime = -1 }) == .unknown(.stale))
    }

    @Test("an answer about another certificate")
    func otherCertificate() {
        #expect(judge(answer { $0.serialNumber = [0x42] }) == .unknown(.otherCertificate))
    }

    @Test(
        "a responder's own troubles",
        arguments: [
            (Int32(1), OCSPResponse.Status.malformedRequest), (2, .internalError), (3, .tryLater),
            (5, .signatureRequired), (6, .unauthorized), (9, .other(9)),
        ])
    func errors(_ code: Int32, _ status: OCSPResponse.Status) {
        #expect(judge(answer { $0.error = code }) == .unknown(.responderFailed(status)))
    }

    @Test("a signer who may not answer for the issuer")
    func unauthorizedSigners() throws {
        let stranger = try Authority.unrelated(now: Fixture.now, key: try Fixture.key("stranger"))
        let signers: [(String, Credential)] = [
            ("a stranger's delegate", try Self.delegate(of: stranger)),
            ("without OCSPSigning", try Self.delegate(of: root) { $0 = $0.without("extendedKeyUsage") }),
            ("for something else", try Self.delegate(of: root) { $0 = $0.with("extendedKeyUsage", "clientAuth") }),
            ("without nocheck", try Self.delegate(of: root) { $0 = $0.without("noCheck") }),
            ("not a signing key", try Self.delegate(of: root) { $0 = $0.with("keyUsage", "keyEncipherment") }),
            ("expired", try Self.delegate(of: root) { $0.notAfter = Fixture.now - 1 }),
            ("not yet valid", try Self.delegate(of: root) { $0.notBefore = Fixture.now + 1 }),
            ("another card", try root.issue(Fixture.template, key: try Fixture.key("card"))),
        ]
        for (name, signer) in signers {
            let wrong = OCSPResponder(issuer: root.certificate, signer: signer)
            wrong.set(.good, for: card)
            let verdict = judge(wrong.answer(query.request, at: Fixture.now))
            #expect(verdict == .unknown(.responderNotAuthorized), "\(name)")
        }
    }

    @Test("a responder with a key below the floor")
    func weakResponder() throws {
        var template = CertificateTemplate.endEntity(
            [("CN", "Weak")], now: Fixture.now, keyUsage: "digitalSignature", extendedKeyUsage: "OCSPSigning",
            more: [.init("noCheck", "ignored")])
        let rsa = try root.issue(template, key: try KeyCache.key(.rsa(bits: 1024), "trust-tests-weak"))
        template.digest = .sha1
        let sha1 = try root.issue(template, key: try Fixture.key("responder"))
        for signer in [rsa, sha1] {
            let weak = OCSPResponder(issuer: root.certificate, signer: signer)
            weak.set(.good, for: card)
            #expect(judge(weak.answer(query.request, at: Fixture.now)) == .unknown(.weakAlgorithm))
        }
    }

    @Test("bytes that are no answer: truncated anywhere, with more behind, empty, too long")
    func malformed() {
        let response = answer()
        for length in stride(from: 0, to: response.count, by: 7) {
            #expect(judge(Array(response.prefix(length))) == .unknown(.malformed))
        }
        #expect(judge(response + [0]) == .unknown(.malformed))
        #expect(judge([UInt8](repeating: 0x30, count: 65_537)) == .unknown(.malformed))
    }

    @Test("any bit flipped in an answer that says good never makes another that says good")
    func bitFlips() {
        let response = answer()
        for index in response.indices {
            var changed = response
            changed[index] ^= 1 << UInt8(index % 8)
            if case .good = judge(changed) { Issue.record("byte \(index)") }
        }
    }

    @Test("the verdict on a certificate takes it in: unknown and unasked are no")
    func inVerdict() throws {
        let verifier = Fixture.verifier([root], profile: .userAuthentication)
        #expect(verifier.verify(card, at: Fixture.now).kinds == [.revocationUnknown(.notAsked)])
        let good = verifier.verify(card, at: Fixture.now, revocation: .ocsp(query, response: answer()))
        #expect(good.isAccepted)
        #expect(good.revocation == .good(until: Fixture.now + 3_600))
        #expect(good.result(.revocation) == .meets)
        let unreachable = verifier.verify(card, at: Fixture.now, revocation: .unavailable())
        #expect(unreachable.kinds == [.revocationUnknown(.unreachable)])
        #expect(!unreachable.isAccepted)
        responder.set(.revoked(.keyCompromise, at: Fixture.now - 5), for: card)
        let revoked = verifier.verify(card, at: Fixture.now, revocation: .ocsp(query, response: answer()))
        #expect(revoked.kinds == [.revoked(.keyCompromise, at: Fixture.now - 5)])
    }

    @Test("evidence about another certificate proves nothing of this one")
    func borrowedEvidence() throws {
        let other = try root.issue(Fixture.template, key: try Fixture.key("other-card")).certificate
        let verifier = Fixture.verifier([root], profile: .userAuthentication)
        let verdict = verifier.verify(other, at: Fixture.now, revocation: .ocsp(query, response: answer()))
        #expect(verdict.kinds == [.revocationUnknown(.otherCertificate)])
    }

    @Test("several sources: the first that knows decides, else the first one's trouble is told")
    func sources() {
        let verifier = Fixture.verifier([root], profile: .userAuthentication)
        let good = RevocationEvidence.Source.ocsp(query, response: answer())
        let late = RevocationEvidence.Source.ocsp(query, response: answer { $0.error = 3 })
        let verdict = { (sources: [RevocationEvidence.Source]) in
            verifier.verify(card, at: Fixture.now, revocation: RevocationEvidence(sources)).revocation
        }
        #expect(verdict([.unavailable(.unreachable), good]) == .good(until: Fixture.now + 3_600))
        #expect(verdict([late, .unavailable(.unreachable)]) == .unknown(.responderFailed(.tryLater)))
        #expect(verdict([]) == .unknown(.notAsked))
    }
}
