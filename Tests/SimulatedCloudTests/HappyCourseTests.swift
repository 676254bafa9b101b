import Issuance
import LockedMemory
import MunicipalCloud
import OpenSSL
import SimulatedAuthority
import SimulatedCloud
import SimulatedResidents
import SimulatedTownHall
import Testing
import Trust

@Suite("One issuance over real mutual TLS")
struct HappyCourseTests {
    @Test("from the session to the outcome, and the manifest's verdict binds the document to all of it")
    func wholeCourse() async throws {
        try await Scene.play { scene in
            let (session, entitlement) = try await scene.provenSession(of: "shibuya-household")
            #expect(entitlement.offer.municipality.code.description == "13113")
            #expect(entitlement.offer.memberCount == 4)
            let resident = try #require(try await scene.cloud.registry.resident(id: "shibuya-household"))
            #expect(entitlement.names == (try await scene.cloud.registry.household(of: resident)).map(\.name))

            let certificate = CertificateSpecification.residenceRecord(
                ResidenceRecordOptions(members: .members([0, 2]), showsDomicile: false, showsRelationship: true))
            let order = try entitlement.order(certificate, copies: 2)
            let request = RequestID.fresh
            let signed = try await scene.client.issue(order, in: session, request: request)
            let manifest = try Self.verified(signed, order, request, session, scene)
            let document = try await scene.client.document(of: request, length: manifest.documentLength)
            document.withBytes { #expect(manifest.verifyDocument($0) == []) }
            #expect(document.withBytes { Array($0.prefix(5)) } == Array("%PDF-".utf8))
            try await scene.client.report(.delivered(sheets: 2), of: request)

            let counts = await scene.cloud.counts
            #expect(counts.issuances == 1)
            #expect(counts.documents == 1)
            #expect(counts.delivered == 1)
            #expect(counts.deliveredSheets == 2)
            #expect(counts.open == 0)
            // Kept alive from the first call to the last.
            #expect(counts.connections == 1)
            #expect(await scene.cloud.outcome(of: request, kiosk: Scene.kiosk) == .delivered(sheets: 2))
        }
    }

    @Test("a seal certificate, which has no options")
    func seal() async throws {
        try await Scene.play { scene in
            let (session, entitlement) = try await scene.provenSession(of: "shibuya-seal")
            let order = try entitlement.order(.sealRegistration)
            let request = RequestID.fresh
            let signed = try await scene.client.issue(order, in: session, request: request)
            let manifest = try Self.verified(signed, order, request, session, scene, card: "shibuya-seal")
            #expect(manifest.options == [])
            #expect(manifest.pages == 2)
        }
    }

    @Test("service() tells the plan and the cloud's clock")
    func service() async throws {
        try await Scene.play(plan: .published(year: 2026)) { scene in
            scene.ahead.advance(by: 1_000_000)
            let status = try await scene.client.service()
            #expect(status.opens == 390)
            #expect(status.closes == 1_380)
            #expect(status.closedDates.count == 9)
            let distance = status.cloudTime - scene.cloud.world.now
            #expect((1_000_000..<1_000_060).contains(distance))
        }
    }

    @Test("the OCSP responder answers what Trust asks, and counts it")
    func ocsp() async throws {
        try await Scene.play { scene in
            let card = try scene.card(of: "shibuya-household").certificate
            #expect(card.ocspURLs == [scene.cloud.ocspURL])
            let verifier = CertificateVerifier(
                anchors: try scene.cloud.world.prefecturalAnchors(), profile: .userAuthentication)
            let query = try #require(try verifier.ocspQuery(for: card))
            let answer = try await HTTPFetcher().post(
                url: scene.cloud.ocspURL, contentType: "application/ocsp-request", accept: "application/ocsp-response",
                body: query.request)
            let verdict = verifier.verify(
                card, at: scene.cloud.world.now, revocation: .ocsp(query, response: answer))
            #expect(verdict.isAccepted)
            #expect(await scene.cloud.counts.ocspQuestions == 1)
        }
    }

    /// The manifest, where its verdict is good.
    static func verified(
        _ signed: [UInt8], _ order: Order, _ request: RequestID, _ session: CloudSession, _ scene: Scene,
        card: String = "shibuya-household"
    ) throws -> Manifest {
        let verdict = try verdict(on: signed, order, request, session, scene, card: card)
        #expect(verdict.refusals == [])
        return try #require(verdict.manifest)
    }

    /// Whether a manifest belongs to this order, request, session and card at this kiosk.
    static func verdict(
        on signed: [UInt8], _ order: Order, _ request: RequestID, _ session: CloudSession, _ scene: Scene,
        card: String = "shibuya-household"
    ) throws -> ManifestVerdict {
        let binding = ManifestBinding(
            requestID: request.description, sessionID: session.id, kioskID: scene.client.kioskID,
            cardCertificateSHA256: Hexadecimal.text(try scene.card(of: card).certificate.sha256),
            municipality: order.municipality.description, kind: order.certificate.kind.rawValue,
            options: order.certificate.optionTokens, copies: order.copies, fee: order.fee.amount)
        let (world, verifier) = (
            scene.cloud.world, ManifestVerifier(anchors: [try scene.cloud.world.sealAuthority().certificate])
        )
        let query = try verifier.sealCertificate(in: signed).flatMap(verifier.seals.ocspQuery)
        let evidence = query.map {
            RevocationEvidence.ocsp($0, response: world.answer(ocspRequest: $0.request, at: world.now))
        }
        return verifier.verify(signed, binding: binding, at: world.now, sealRevocation: evidence)
    }
}
