import Foundation
import FuzzTargets
import OpenSSL
import SimulatedAuthority
import Testing
import Trust

/// What the fuzzer's targets of signed things begin with. `MADOGUCHI_RECORD_FUZZ_WORLD=1` makes it anew, with new keys.
@Suite struct WorldTests {
    private static let fuzz = URL(filePath: FuzzWorld.folder).deletingLastPathComponent()

    @Test("The authority and the card are there, and the seeds are theirs")
    func world() throws {
        if ProcessInfo.processInfo.environment["MADOGUCHI_RECORD_FUZZ_WORLD"] != nil { try Self.record() }
        let world = try #require(FuzzWorld.shared)
        #expect(world.authority.isSelfSigned)
    }

    private static func record() throws {
        let now = FuzzWorld.now
        let authority = try Authority(
            root: .authority([("C", "JP"), ("CN", "Fuzz Authority")], now: now),
            key: KeyCache.key(.p256, "fuzz-authority"))
        let card = try authority.issue(
            .endEntity(
                [("C", "JP"), ("CN", "0123456789ABCDEF")], now: now, keyUsage: "digitalSignature",
                extendedKeyUsage: "clientAuth",
                more: [
                    .init("certificatePolicies", "1.2.392.200149.8.5.1.3.30"),
                    .init("authorityInfoAccess", "OCSP;URI:http://127.0.0.1/ocsp"),
                    .init("crlDistributionPoints", "URI:http://127.0.0.1/list"),
                ]), key: KeyCache.key(.p256, "fuzz-card"))
        let seal = try authority.issue(
            .endEntity([("serialNumber", "13113"), ("CN", "Seal")], now: now, keyUsage: "digitalSignature"),
            key: KeyCache.key(.p256, "fuzz-seal"))
        let responder = OCSPResponder(issuer: authority.certificate, signer: authority.credential)
        responder.set(.good, for: card.certificate)
        let question = try OCSPQuery(
            certificate: card.certificate, issuer: authority.certificate, nonce: FuzzWorld.nonce
        ).request
        let list = try RevocationListTemplate(
            now: now,
            entries: [
                .init(serial: [0x11], date: now - 9, extensions: [.reason(.superseded)]),
                .init(serial: [0x80], date: now - 8),
                .init(serial: [UInt8](repeating: 1, count: 21), date: now - 7),
            ]
        ).signed(by: authority.credential)
        let manifest = try FuzzWorld.manifest.encoded()
        let message = try SignedData.sign(
            content: manifest, certificate: seal.certificate, key: seal.privateKey, at: now)

        try put(Array(authority.certificate.pem.utf8), "World/authority.pem")
        try put(Array(card.certificate.pem.utf8), "World/card.pem")
        try put(card.certificate.der, "Corpus/certificate/seed-card")
        try put(responder.answer(question, at: now), "Corpus/ocsp-answer/seed-good")
        try put(list, "Corpus/revocation-list/seed-three")
        try put(try index(of: list, authority.certificate), "Corpus/list-index/seed-three")
        try put(message, "Corpus/manifest-message/seed-sealed")
        try put(manifest, "Corpus/manifest/seed-manifest")
    }

    private static func index(of list: [UInt8], _ authority: Certificate) throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "fuzz-index-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try RevocationListStore(folder: folder.path).receive(der: list, as: "seed", signers: [authority]).keep()
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return [UInt8](try Data(contentsOf: try #require(files.first)))
    }

    private static func put(_ bytes: [UInt8], _ path: String) throws {
        let file = fuzz.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }
}
