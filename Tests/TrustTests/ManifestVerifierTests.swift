import OpenSSL
import SimulatedAuthority
import Testing
import Trust

@Suite("The verdict on a manifest")
struct ManifestVerifierTests {
    let fixture: ManifestFixture

    init() throws { fixture = try ManifestFixture() }

    @Test("one by the right seal about the right request is accepted, as it was written")
    func accepted() throws {
        let der = try fixture.sign()
        #expect(fixture.verdict(der) == .accepted(ManifestFixture.manifest))
        #expect(fixture.verdict(der).manifest == ManifestFixture.manifest)
        #expect(fixture.verdict(der).refusals.isEmpty)
        #expect(fixture.verifier.sealCertificate(in: der) == fixture.seal.certificate)
    }

    static let changes: [(Manifest.Field, @Sendable (inout Manifest) -> Void)] = [
        (.version, { $0.version = 2 }),
        (.requestID, { $0.requestID = "100102030405060708090a0b0c0d0e0f" }),
        (.sessionID, { $0.sessionID = "f0e0d0c0b0a090807060504030201001" }),
        (.kioskID, { $0.kioskID = "KIOSK-0002" }),
        (.cardCertificateSHA256, { $0.cardCertificateSHA256 = "bb" + String(repeating: "ab", count: 31) }),
        (.municipality, { $0.municipality = "13204" }),
        (.kind, { $0.kind = "seal-registration" }),
        (.options, { $0.options = ["domicile"] }),
        (.options, { $0.options = [] }),
        (.copies, { $0.copies = 1 }),
        (.fee, { $0.fee = 401 }),
    ]

    @Test("each field that says something else gives its own refusal and no other", arguments: changes.indices)
    func fields(_ index: Int) throws {
        let (field, change) = Self.changes[index]
        var manifest = ManifestFixture.manifest
        change(&manifest)
        #expect(fixture.verdict(try fixture.sign(manifest)) == .refused([.differs(field)]))
    }

    @Test("several differences are all told, in the order of the fields")
    func several() throws {
        var manifest = ManifestFixture.manifest
        manifest.fee = 0
        manifest.requestID = String(repeating: "0", count: 32)
        manifest.issuedAt = Fixture.now - 86_400
        #expect(
            fixture.verdict(try fixture.sign(manifest)) == .refused([.differs(.requestID), .differs(.fee), .stale]))
    }

    @Test("every field is either bound to the request, to the document, or to the clock")
    func allFieldsAreCovered() {
        let bound = Set(Self.changes.map(\.0))
        #expect(bound.union([.pages, .documentSHA256, .documentLength, .issuedAt]) == Set(Manifest.Field.allCases))
    }

    @Test("issued too long ago, or later than now, to the second")
    func freshness() throws {
        let der = try fixture.sign()
        let issued = ManifestFixture.manifest.issuedAt
        let (age, skew) = (fixture.verifier.maximumAge, fixture.verifier.skew)
        #expect(fixture.verdict(der, at: issued + age + skew).manifest != nil)
        #expect(fixture.verdict(der, at: issued + age + skew + 1) == .refused([.stale]))
        #expect(fixture.verdict(der, at: issued - skew).manifest != nil)
        #expect(fixture.verdict(der, at: issued - skew - 1) == .refused([.fromTheFuture]))
    }

    @Test("the document is held against length, digest and pages, each with its own refusal")
    func document() {
        let manifest = ManifestFixture.manifest
        let document = ManifestFixture.document
        #expect(manifest.verifyDocument(document, countedPages: 1).isEmpty)
        #expect(manifest.verifyDocument(document).isEmpty)
        #expect(manifest.verifyDocument(document, countedPages: 2) == [.differs(.pages)])
        #expect(manifest.verifyDocument(document + [0]) == [.differs(.documentLength), .differs(.documentSHA256)])
        var changed = document
        changed[3] ^= 1
        #expect(manifest.verifyDocument(changed) == [.differs(.documentSHA256)])
        #expect(manifest.verifyDocument([UInt8]()) == [.differs(.documentLength), .differs(.documentSHA256)])
    }

    @Test("another municipality's seal is good and not the right one")
    func otherMunicipality() throws {
        let mitaka = try fixture.world.sealCredential(.mitaka)
        let der = try SignedData.sign(
            content: try ManifestFixture.manifest.encoded(), certificate: mitaka.certificate, key: mitaka.privateKey,
            at: Fixture.now)
        #expect(fixture.verdict(der) == .refused([.sealOfOtherMunicipality]))
    }

    @Test("a seal that names two municipalities, or none, names none")
    func ambiguousSeal() throws {
        let authority = try fixture.world.sealAuthority()
        let subjects: [[(attribute: String, value: String)]] = [
            [("serialNumber", "13204"), ("serialNumber", "13113"), ("CN", "Two")], [("CN", "13113")],
        ]
        for subject in subjects {
            let seal = try authority.issue(
                .endEntity(subject, now: Fixture.now, keyUsage: "digitalSignature"), key: try Fixture.key("seal"))
            let der = try SignedData.sign(
                content: try ManifestFixture.manifest.encoded(), certificate: seal.certificate, key: seal.privateKey,
                at: Fixture.now)
            #expect(fixture.verdict(der) == .refused([.sealOfOtherMunicipality]))
        }
    }

    @Test("a seal by nobody we trust, for another purpose, or past its time is refused with the reasons")
    func badSeals() throws {
        let authority = try fixture.world.sealAuthority()
        let good = CertificateTemplate.endEntity(
            [("serialNumber", "13113"), ("CN", "Seal")], now: Fixture.now, keyUsage: "digitalSignature")
        var expired = good
        expired.notAfter = Fixture.now - 1
        let stranger = try Authority.unrelated(now: Fixture.now, key: try Fixture.key("stranger"))
        let cases: [(Authority, CertificateTemplate, CertificateRefusal.Kind)] = [
            (stranger, good, .unknownIssuer),
            (authority, expired, .expired),
            (authority, good.with("keyUsage", "critical,keyEncipherment"), .wrongUsage),
            (authority, good.with("extendedKeyUsage", "clientAuth"), .wrongUsage),
        ]
        for (issuer, template, kind) in cases {
            let seal = try issuer.issue(template, key: try Fixture.key("seal"))
            let der = try SignedData.sign(
                content: try ManifestFixture.manifest.encoded(), certificate: seal.certificate, key: seal.privateKey,
                extra: [issuer.certificate], at: Fixture.now)
            #expect(fixture.verdict(der) == .refused([.sealRefused([CertificateRefusal(kind)])]))
        }
    }

    @Test("a seal must be shown not to be revoked: unasked, unreachable and unknown are no")
    func revokedSeal() throws {
        let authority = try fixture.world.sealAuthority()
        let verifier = ManifestVerifier(anchors: [authority.certificate])
        let query = try #require(try verifier.seals.ocspQuery(for: fixture.seal.certificate))
        #expect(query.urls == [fixture.world.ocspURL])
        func verdict(_ evidence: RevocationEvidence?) throws -> ManifestVerdict {
            verifier.verify(
                try fixture.sign(), binding: ManifestFixture.binding, at: Fixture.now, sealRevocation: evidence)
        }
        func answer() -> RevocationEvidence {
            .ocsp(query, response: fixture.world.answer(ocspRequest: query.request, at: Fixture.now))
        }
        func refused(_ kind: CertificateRefusal.Kind) -> ManifestVerdict {
            .refused([.sealRefused([CertificateRefusal(kind)])])
        }
        #expect(try verdict(answer()).manifest == ManifestFixture.manifest)
        #expect(try verdict(nil) == refused(.revocationUnknown(.notAsked)))
        #expect(try verdict(.unavailable()) == refused(.revocationUnknown(.unreachable)))
        try fixture.world.set(.revoked(.superseded, at: Fixture.now - 9), forSeal: fixture.seal.certificate)
        #expect(try verdict(answer()) == refused(.revoked(.superseded, at: Fixture.now - 9)))
        // By a list too, where the responder cannot answer.
        let list = try RevocationList(
            der: RevocationListTemplate(
                now: Fixture.now,
                entries: [.init(serial: fixture.seal.certificate.serialContent, date: Fixture.now - 9)]
            ).signed(by: authority.credential))
        #expect(
            try verdict(RevocationEvidence([.unavailable(.unreachable), .list(list)]))
                == refused(.revoked(.unspecified, at: Fixture.now - 9)))
    }
}
