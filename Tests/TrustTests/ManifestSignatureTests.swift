import OpenSSL
import SimulatedAuthority
import Testing
import Trust

@Suite("The signature of a manifest")
struct ManifestSignatureTests {
    let fixture: ManifestFixture

    init() throws { fixture = try ManifestFixture() }

    @Test("two signers, even two good ones, are not one")
    func twoSigners() throws {
        let mitaka = try fixture.world.sealCredential(.mitaka)
        let der = try SignedData.sign(
            content: try ManifestFixture.manifest.encoded(),
            signers: [
                (fixture.seal.certificate, fixture.seal.privateKey), (mitaka.certificate, mitaka.privateKey),
            ], at: Fixture.now)
        #expect(fixture.verdict(der) == .refused([.notOneSigner(2)]))
    }

    @Test("what is no CMS SignedData, or more than that")
    func notSignedData() throws {
        let der = try fixture.sign()
        let plain = try ManifestFixture.manifest.encoded()
        for bytes in [plain, [], fixture.seal.certificate.der, der + [0], Array(der.dropLast())] {
            #expect(fixture.verdict(bytes) == .refused([.notSignedData]))
        }
    }

    @Test("more than 64 KiB is not looked at")
    func tooLarge() throws {
        let large = try fixture.sign(content: [UInt8](repeating: 0x20, count: ManifestVerifier.maximumLength))
        #expect(large.count > ManifestVerifier.maximumLength)
        #expect(fixture.verdict(large) == .refused([.tooLarge]))
    }

    @Test("signed content that is no manifest")
    func notAManifest() throws {
        #expect(fixture.verdict(try fixture.sign(content: Array("[]".utf8))) == .refused([.malformed(.notAnObject)]))
        let large = try fixture.sign(content: [UInt8](repeating: 0x20, count: 20_000))
        #expect(fixture.verdict(large) == .refused([.malformed(.notAnObject)]))
    }

    @Test("content of another type than the plain one")
    func contentType() throws {
        let der = try fixture.sign(
            content: try ManifestFixture.manifest.encoded(), contentType: "1.2.840.113549.1.9.16.1.4")
        #expect(fixture.verdict(der) == .refused([.wrongContentType]))
    }

    @Test("a seal that signed, and another certificate that came along instead of it")
    func otherCertificateAlong() throws {
        let shibuya = fixture.seal
        // The same issuer and number as the seal's, with another key.
        var template = CertificateTemplate.endEntity(
            [("serialNumber", "13113"), ("CN", "Impostor")], now: Fixture.now, keyUsage: "digitalSignature")
        template.serialNumber = shibuya.certificate.serialNumber
        let impostor = try fixture.world.sealAuthority().issue(template, key: try Fixture.key("impostor"))
        let der = try SignedData.sign(
            content: try ManifestFixture.manifest.encoded(), certificate: impostor.certificate,
            key: impostor.privateKey, extra: [shibuya.certificate], at: Fixture.now)
        #expect(fixture.verdict(der) == .refused([.signerCertificateMissing]))
    }

    @Test("any bit flipped anywhere is never accepted, unless the manifest is the same")
    func bitFlips() throws {
        let der = try fixture.sign()
        for index in der.indices {
            var changed = der
            changed[index] ^= 1 << UInt8(index % 8)
            // Outside of what is signed there are a few bits that mean nothing (a version, the spelling
            // of an absent parameter); what they enclose must still be this manifest.
            if let manifest = fixture.verdict(changed).manifest { #expect(manifest == ManifestFixture.manifest) }
        }
    }

    @Test("a seal with a key below the floor")
    func weakSeal() throws {
        let seal = try fixture.world.sealAuthority().issue(
            .endEntity([("serialNumber", "13113"), ("CN", "Weak")], now: Fixture.now, keyUsage: "digitalSignature"),
            key: try KeyCache.key(.rsa(bits: 1024), "trust-tests-weak"))
        let der = try SignedData.sign(
            content: try ManifestFixture.manifest.encoded(), certificate: seal.certificate, key: seal.privateKey,
            at: Fixture.now)
        #expect(fixture.verdict(der) == .refused([.sealRefused([CertificateRefusal(.weakAlgorithm)])]))
    }
}
