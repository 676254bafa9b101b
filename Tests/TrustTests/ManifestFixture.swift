import OpenSSL
import SimulatedAuthority
import Trust

/// A good manifest, its seal and what it must say.
struct ManifestFixture {
    static let document = Array("%PDF-1.7 a document".utf8)

    let world: AuthorityWorld
    let seal: Credential
    let verifier: ManifestVerifier

    init() throws {
        world = try AuthorityWorld(now: Fixture.now)
        seal = try world.sealCredential(.shibuya)
        // Most tests here are about something else than revocation.
        var profile = CertificateProfile.municipalSeal
        profile.revocation = .notRequired
        verifier = ManifestVerifier(anchors: [try world.sealAuthority().certificate], profile: profile)
    }

    static var manifest: Manifest {
        Manifest(
            requestID: "000102030405060708090a0b0c0d0e0f", sessionID: "f0e0d0c0b0a090807060504030201000",
            kioskID: "KIOSK-0001", cardCertificateSHA256: String(repeating: "ab", count: 32), municipality: "13113",
            kind: "residence-record", options: ["domicile", "members:all"], copies: 2, pages: 1,
            documentSHA256: Hexadecimal.text(Digest.sha256(document)), documentLength: document.count, fee: 400,
            issuedAt: Fixture.now - 2)
    }

    static var binding: ManifestBinding {
        let manifest = manifest
        return ManifestBinding(
            requestID: manifest.requestID, sessionID: manifest.sessionID, kioskID: manifest.kioskID,
            cardCertificateSHA256: manifest.cardCertificateSHA256, municipality: manifest.municipality,
            kind: manifest.kind, options: manifest.options, copies: manifest.copies, fee: manifest.fee)
    }

    func sign(_ manifest: Manifest = manifest) throws -> [UInt8] { try sign(content: try manifest.encoded()) }

    func sign(content: [UInt8], contentType: String = SignedData.plainData) throws -> [UInt8] {
        try SignedData.sign(
            content: content, certificate: seal.certificate, key: seal.privateKey, contentType: contentType,
            at: Fixture.now)
    }

    func verdict(_ der: [UInt8], binding: ManifestBinding = binding, at seconds: Int64 = Fixture.now) -> ManifestVerdict
    {
        verifier.verify(der, binding: binding, at: seconds)
    }
}
