import OpenSSL
import SimulatedAuthority
import Testing
import Trust

@Suite("The verdict on a certificate")
struct CertificateVerifierTests {
    let root: Authority

    init() throws { root = try Fixture.root() }

    func verdict(
        _ template: CertificateTemplate = Fixture.template, at seconds: Int64 = Fixture.now
    ) throws -> CertificateVerdict {
        Fixture.verifier([root]).verify(try Fixture.card(template, by: root), at: seconds)
    }

    @Test("a good one meets every policy, and the path leads to the anchor")
    func good() throws {
        let card = try Fixture.card(by: root)
        let verdict = Fixture.verifier([root]).verify(card, at: Fixture.now)
        #expect(verdict.isAccepted)
        #expect(verdict.reasons.isEmpty)
        #expect(verdict.path == [card, root.certificate])
        #expect(verdict.revocation == nil)
        #expect(verdict.answers.map(\.policy) == CertificatePolicy.allCases)
        #expect(verdict.result(.revocation) == .notAsked)
        #expect(verdict.answers.filter { $0.result == .meets }.count == CertificatePolicy.allCases.count - 1)
        #expect(Fixture.verifier([root]).verify(der: card.der, at: Fixture.now) == verdict)
    }

    @Test("dates are held to the second, on both sides")
    func dates() throws {
        let template = Fixture.template
        #expect(try verdict(at: template.notBefore).isAccepted)
        #expect(try verdict(at: template.notBefore - 1).reasons == [CertificateRefusal(.notYetValid)])
        #expect(try verdict(at: template.notAfter - 1).isAccepted)
        // RFC 5280 §4.1.2.5 counts the last second in, OpenSSL does not: we are as strict as it is.
        #expect(try verdict(at: template.notAfter).reasons == [CertificateRefusal(.expired)])
        #expect(try verdict(at: template.notAfter + 1).reasons == [CertificateRefusal(.expired)])
    }

    @Test("an anchor that ended carries nothing, and the reason is told of the anchor")
    func expiredAnchor() throws {
        var old = CertificateTemplate.authority([("CN", "Old Root")], now: Fixture.now)
        old.notAfter = Fixture.now - 1
        let authority = try Authority(root: old, key: try Fixture.key("old"))
        let verdict = Fixture.verifier([authority]).verify(try Fixture.card(by: authority), at: Fixture.now)
        #expect(verdict.reasons == [CertificateRefusal(.expired, depth: 1)])
    }

    @Test("nobody's certificate: unknown issuer; also with no anchors at all")
    func unknownIssuer() throws {
        let stranger = try Authority.unrelated(now: Fixture.now, key: try Fixture.key("stranger"))
        let card = try Fixture.card(by: stranger)
        let verdict = Fixture.verifier([root]).verify(card, at: Fixture.now)
        #expect(verdict.reasons == [CertificateRefusal(.unknownIssuer)])
        #expect(verdict.path == [card])
        #expect(verdict.result(.path) == .failsBecause([CertificateRefusal(.unknownIssuer)]))
        #expect(Fixture.verifier([]).verify(card, at: Fixture.now).kinds == [.unknownIssuer])
    }

    @Test("an issuer who only bears the right name: the signature is nobody's")
    func sameNameOtherKey() throws {
        let impostor = try Fixture.root("impostor")
        #expect(impostor.certificate.subjectDER == root.certificate.subjectDER)
        let verdict = Fixture.verifier([root]).verify(try Fixture.card(by: impostor), at: Fixture.now)
        #expect(verdict.reasons == [CertificateRefusal(.signatureInvalid)])
    }

    @Test("a certificate whose content was changed after it was signed")
    func tampered() throws {
        var der = try Fixture.card(by: root).der
        // A letter of the common name.
        let name = Array("0123456789ABCDEF".utf8)
        let position = try #require(der.indices.first { der[$0...].starts(with: name) })
        der[position] = 0x39
        #expect(Fixture.verifier([root]).verify(der: der, at: Fixture.now).kinds == [.signatureInvalid])
    }

    @Test("several faults are all told")
    func several() throws {
        let stranger = try Authority.unrelated(now: Fixture.now, key: try Fixture.key("stranger"))
        var template = Fixture.template.with("keyUsage", "critical,keyEncipherment")
        template.notAfter = Fixture.now - 1
        let verdict = Fixture.verifier([root]).verify(try Fixture.card(template, by: stranger), at: Fixture.now)
        #expect(verdict.kinds == [.unknownIssuer, .expired, .wrongUsage])
    }

    @Test(
        "a key for another purpose",
        arguments: [
            Fixture.template.with("keyUsage", "critical,keyEncipherment"),
            Fixture.template.without("keyUsage"),
            Fixture.template.with("extendedKeyUsage", "serverAuth"),
        ])
    func wrongUsage(_ template: CertificateTemplate) throws {
        #expect(try verdict(template).reasons == [CertificateRefusal(.wrongUsage)])
    }

    @Test("extended key usage may be absent where the profile says so, and not where it does not")
    func extendedKeyUsage() throws {
        let card = try Fixture.card(Fixture.template.without("extendedKeyUsage"), by: root)
        #expect(Fixture.verifier([root]).verify(card, at: Fixture.now).isAccepted)
        var strict = Fixture.profile
        strict.extendedKeyUsage = .required([ExtendedKeyUsage.clientAuthentication])
        let verdict = Fixture.verifier([root], profile: strict).verify(card, at: Fixture.now)
        #expect(verdict.kinds == [.wrongUsage])
    }

    @Test("another certificate policy, or none, is not the card's")
    func policies() throws {
        let other = Fixture.template.with("certificatePolicies", AuthorityWorld.signaturePolicy)
        #expect(try verdict(other).kinds == [.policyMissing])
        #expect(try verdict(Fixture.template.without("certificatePolicies")).kinds == [.policyMissing])
        var any = Fixture.profile
        any.policies = []
        let verdict = Fixture.verifier([root], profile: any).verify(try Fixture.card(other, by: root), at: Fixture.now)
        #expect(verdict.isAccepted)
        #expect(verdict.result(.certificatePolicy) == .notAsked)
    }

    @Test("RSA-1024 is below the floor, and on it under the profile of 2010")
    func weakKey() throws {
        let key = try KeyCache.key(.rsa(bits: 1024), "trust-tests-weak")
        let card = try root.issue(Fixture.template, key: key).certificate
        #expect(
            Fixture.verifier([root]).verify(card, at: Fixture.now).reasons == [CertificateRefusal(.weakAlgorithm)])
        var old = Fixture.profile
        old.floor = .year2010
        #expect(Fixture.verifier([root], profile: old).verify(card, at: Fixture.now).isAccepted)
    }

    @Test("SHA-1 under the signature is below the floor; under an anchor's own signature it carries nothing")
    func weakDigest() throws {
        var template = Fixture.template
        template.digest = .sha1
        #expect(try verdict(template).kinds == [.weakAlgorithm])
        var oldRoot = CertificateTemplate.authority([("CN", "SHA-1 Root")], now: Fixture.now)
        oldRoot.digest = .sha1
        let authority = try Authority(root: oldRoot, key: try Fixture.key("sha1"))
        #expect(Fixture.verifier([authority]).verify(try Fixture.card(by: authority), at: Fixture.now).isAccepted)
    }

    @Test("an extension that must be understood and is not")
    func criticalExtension() throws {
        let template = Fixture.template.with("1.2.3.4.5", "critical,DER:0500")
        #expect(try verdict(template).kinds == [.unhandledCriticalExtension])
        #expect(try verdict(Fixture.template.with("1.2.3.4.5", "DER:0500")).isAccepted)
    }

    @Test("an extension that cannot be read")
    func unreadableExtension() throws {
        let verdict = try verdict(Fixture.template.with("2.5.29.15", "DER:0500").without("keyUsage"))
        #expect(!verdict.isAccepted)
        #expect(verdict.kinds.contains(.malformed))
    }

    @Test("bytes that are no certificate, or more than one, are malformed and have no path")
    func malformed() throws {
        let verifier = Fixture.verifier([root])
        let der = try Fixture.card(by: root).der
        for bytes in [[], [0x30, 0x82, 0xFF, 0xFF], Array(der.dropLast()), der + [0], der + der, Array("PEM".utf8)] {
            let verdict = verifier.verify(der: bytes, at: Fixture.now)
            #expect(verdict.kinds == [.malformed])
            #expect(!verdict.isAccepted)
            #expect(verdict.path.isEmpty)
        }
    }

    @Test("any single bit of a good certificate flipped is never accepted")
    func bitFlips() throws {
        let verifier = Fixture.verifier([root])
        let der = try Fixture.card(by: root).der
        // Every byte, a different bit in each: all of it is signed, or is the signature.
        for index in der.indices {
            var changed = der
            changed[index] ^= 1 << UInt8(index % 8)
            #expect(!verifier.verify(der: changed, at: Fixture.now).isAccepted, "byte \(index)")
        }
    }
}
