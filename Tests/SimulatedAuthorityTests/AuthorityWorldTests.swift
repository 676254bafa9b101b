import Foundation
import OpenSSL
import SimulatedAuthority
import Testing
import Trust

@Suite("The simulated authorities")
struct AuthorityWorldTests {
    /// 2030-03-17T17:46:40Z.
    static let now: Int64 = 1_900_000_000

    static func verifier(
        _ world: AuthorityWorld, profile: CertificateProfile = .userAuthentication
    ) throws -> CertificateVerifier {
        CertificateVerifier(anchors: try world.prefecturalAnchors(), profile: profile)
    }

    static func verdict(_ world: AuthorityWorld, _ credential: Credential) throws -> CertificateVerdict {
        let verifier = try verifier(world)
        let query = try #require(try verifier.ocspQuery(for: credential.certificate))
        let answer = world.answer(ocspRequest: query.request, at: now)
        return verifier.verify(credential.certificate, at: now, revocation: .ocsp(query, response: answer))
    }

    @Test(
        "a resident's certificate gets the verdict that its state promises",
        arguments: zip(
            ResidentState.allCases,
            [
                [], [CertificateRefusal.Kind.expired], [.revoked(.cessationOfOperation, at: now - 864_000)],
                [.revocationUnknown(.responderDoesNotKnow)],
            ]))
    func residents(_ state: ResidentState, _ kinds: [CertificateRefusal.Kind]) throws {
        let world = try AuthorityWorld(now: Self.now)
        let credential = try world.residentCredential(id: "R", prefecture: .chiba, state: state)
        #expect(try Self.verdict(world, credential).reasons.map(\.kind) == kinds)
        #expect(credential.privateKey.belongs(to: credential.certificate))
        #expect(credential.privateKey.rsaModulusLength == 256)
        #expect(credential.authority == (try world.prefecturalAuthority(.chiba).certificate))
        #expect(credential.certificate.ocspURLs == [world.ocspURL])
    }

    @Test("a resident's certificate names nobody, and is the same when asked for again, from many tasks at once")
    func stable() async throws {
        let world = try AuthorityWorld(now: Self.now)
        let certificates = try await withThrowingTaskGroup(of: Certificate.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try world.residentCredential(id: "R", prefecture: .tokyo).certificate
                }
            }
            return try await group.reduce(into: Set<Certificate>()) { $0.insert($1) }
        }
        #expect(certificates.count == 1)
        let name = try #require(certificates.first?.commonName)
        #expect(name.count == 28)
        #expect(name.utf8.allSatisfy { "0123456789ABCDEF".utf8.contains($0) })
        let other = try world.residentCredential(id: "other", prefecture: .tokyo).certificate
        #expect(other.commonName != name)
        #expect(other.serialNumber != certificates.first?.serialNumber)
    }

    @Test("a stranger's certificate is unknown, and nobody can be asked about it")
    func stranger() throws {
        let world = try AuthorityWorld(now: Self.now)
        let card = try world.strangerCredential(id: "R").certificate
        let verifier = try Self.verifier(world)
        #expect(try verifier.ocspQuery(for: card) == nil)
        #expect(
            verifier.verify(card, at: Self.now).reasons.map(\.kind) == [.unknownIssuer, .revocationUnknown(.notAsked)])
    }

    @Test("a signature certificate is not one for user authentication")
    func signatureCertificate() throws {
        let world = try AuthorityWorld(now: Self.now)
        let credential = try world.residentSignatureCredential(id: "R", prefecture: .tokyo)
        #expect(try Self.verdict(world, credential).reasons.map(\.kind) == [.policyMissing])
    }

    @Test("a revocation in the middle of things is in the next answer, and can be taken back")
    func revoke() throws {
        let world = try AuthorityWorld(now: Self.now)
        let credential = try world.residentCredential(id: "R", prefecture: .tokyo)
        #expect(try Self.verdict(world, credential).isAccepted)
        try world.set(.revoked(.keyCompromise, at: Self.now), for: credential.certificate, prefecture: .tokyo)
        #expect(try Self.verdict(world, credential).reasons.map(\.kind) == [.revoked(.keyCompromise, at: Self.now)])
        // Asking for the credential again does not make it good.
        _ = try world.residentCredential(id: "R", prefecture: .tokyo)
        #expect(try !Self.verdict(world, credential).isAccepted)
        try world.set(.good, for: credential.certificate, prefecture: .tokyo)
        #expect(try Self.verdict(world, credential).isAccepted)
    }

    @Test("requests that are none, or about nobody here, get the protocol's own errors")
    func badRequests() throws {
        let world = try AuthorityWorld(now: Self.now)
        for bytes in [[], [0x30], [UInt8](repeating: 0x30, count: 20_000)] {
            #expect(try OCSPResponse(der: world.answer(ocspRequest: bytes, at: Self.now)).status == .malformedRequest)
        }
        let platform = try world.platformAuthority().certificate
        let query = try OCSPQuery(certificate: try world.serverCredential().certificate, issuer: platform)
        let answer = world.answer(ocspRequest: query.request, at: Self.now)
        #expect(try OCSPResponse(der: answer).status == .unauthorized)
    }

    @Test("every simulated municipality has a seal, and a prefecture with an authority")
    func municipalities() throws {
        let world = try AuthorityWorld(now: Self.now)
        let verifier = CertificateVerifier(
            anchors: [try world.sealAuthority().certificate], profile: .municipalSeal)
        for municipality in Municipality.pioneers {
            let seal = try world.sealCredential(municipality)
            #expect(seal.certificate.subjectSerialNumber == municipality.code)
            #expect(seal.certificate.organizationalUnit == municipality.name)
            let query = try #require(try verifier.ocspQuery(for: seal.certificate))
            let evidence = RevocationEvidence.ocsp(
                query, response: world.answer(ocspRequest: query.request, at: Self.now))
            #expect(verifier.verify(seal.certificate, at: Self.now, revocation: evidence).isAccepted)
            #expect(Prefecture(municipality: municipality.code).map(Prefecture.pioneers.contains) == true)
        }
        let codes = [("01100", Prefecture.hokkaido), ("13113", .tokyo), ("47201", .okinawa), ("00000", nil)]
        for (code, prefecture) in codes { #expect(Prefecture(municipality: code) == prefecture) }
        for code in ["48000", "13", "1311", "-1113", "131130", ""] { #expect(Prefecture(municipality: code) == nil) }
    }

    @Test("two generations of an authority bear one name, and the signature tells whose certificate it is")
    func generations() throws {
        let world = try AuthorityWorld(now: Self.now)
        let first = try world.prefecturalAuthority(.tokyo, .first).certificate
        let second = try world.prefecturalAuthority(.tokyo).certificate
        #expect(first.subjectDER == second.subjectDER)
        #expect(first != second)
        let old = try world.residentCredential(id: "R", prefecture: .tokyo, card: CardWriting(generation: .first))
        let new = try world.residentCredential(id: "R", prefecture: .tokyo)
        #expect(old.certificate.names(issuer: second) && new.certificate.names(issuer: first))
        let (firstKey, secondKey) = (try first.publicKey, try second.publicKey)
        #expect(old.certificate.isSigned(by: firstKey) && !old.certificate.isSigned(by: secondKey))
        #expect(new.certificate.isSigned(by: secondKey) && !new.certificate.isSigned(by: firstKey))
        #expect(try Self.verdict(world, old).isAccepted)
        #expect(try Self.verdict(world, new).isAccepted)
        // The responder of each answers for its own.
        try world.set(.revoked(.keyCompromise, at: Self.now - 1), for: old.certificate, prefecture: .tokyo)
        #expect(try !Self.verdict(world, old).isAccepted)
        #expect(try Self.verdict(world, new).isAccepted)
    }

    @Test("a card written at a counter has a key of its own, and is valid for three years from then on")
    func writing() throws {
        let world = try AuthorityWorld(now: Self.now)
        let first = try world.residentCredential(id: "R", prefecture: .tokyo)
        let second = try world.residentCredential(
            id: "R", prefecture: .tokyo, card: CardWriting(number: 2, writtenAt: Self.now))
        #expect(!second.privateKey.belongs(to: first.certificate))
        #expect(second.certificate.commonName != first.certificate.commonName)
        #expect(second.certificate.notBefore == Self.now)
        #expect(second.certificate.notAfter == Self.now + 3 * CertificateTemplate.year)
        #expect(try Self.verdict(world, second).isAccepted)
    }

    @Test("names that lead out of the folder are refused", arguments: ["", "../up", "a/b", ".hidden/x", "名前"])
    func names(_ id: String) throws {
        let world = try AuthorityWorld(now: Self.now)
        #expect(throws: AuthorityError.self) { try world.kioskCredential(id: id.isEmpty ? "/" : id) }
        #expect(throws: AuthorityError.self) {
            try world.residentCredential(id: id.isEmpty ? " " : id, prefecture: .tokyo)
        }
    }
}
