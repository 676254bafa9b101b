import Issuance
import LockedMemory
import MunicipalCloud
import OpenSSL
import SimulatedAuthority
import SimulatedCloud
import SimulatedResidents
import SimulatedTownHall
import Testing

@Suite("What the municipality refuses")
struct RefusalTests {
    private static func refused(_ refusal: Refusal) -> CloudError {
        CloudError(.refused(refusal), .problem(.refused(refusal)))
    }

    @Test("residents to whom nothing is issued learn why, at the proof, and no session of theirs can order")
    func residents() async throws {
        let cases: [(String, Refusal)] = [
            ("ichikawa-moved-out", .movedOut), ("shibuya-protected", .protected), ("soma-deceased", .deceased),
            ("soma-under-15", .underage), ("soma-moved-in-today", .movedInToday),
            ("soma-unregistered-character", .nameNotPrintable), ("shibuya-card-issued-today", .cardIssuedToday),
            ("mitaka-revoked", .cardNotAccepted), ("mitaka-expired", .cardNotAccepted),
            ("ichikawa-unknown-issuer", .cardNotAccepted),
        ]
        try await Scene.play { scene in
            for (id, refusal) in cases {
                let session = try await scene.client.openSession(.fresh)
                await #expect(throws: Self.refused(refusal), "\(id)") {
                    _ = try await scene.prove(session, with: try scene.card(of: id))
                }
                let order = Order(
                    municipality: try #require(MunicipalityCode("13113")), certificate: .residenceRecord(.usual),
                    copies: 1, fee: try #require(Yen(300)))
                await #expect(throws: CloudError(.failed(.malformed), .problem(.sessionNotProven)), "\(id)") {
                    _ = try await scene.client.issue(order, in: session, request: .fresh)
                }
            }
            #expect(await scene.cloud.counts.issuances == 0)
        }
    }

    @Test("seals alone are refused to those who have none, whose is cancelled, and to an adult ward")
    func seals() async throws {
        let cases: [(String, Refusal)] = [
            ("shibuya-household-spouse", .noSealRegistered), ("ichikawa-seal-cancelled", .sealCancelled),
            ("soma-adult-ward", .adultWard),
        ]
        try await Scene.play { scene in
            for (id, refusal) in cases {
                let (session, entitlement) = try await scene.provenSession(of: id)
                #expect(entitlement.offer[.residenceRecord]?.availability == .available, "\(id)")
                #expect(entitlement.offer[.sealRegistration]?.availability == .unavailable(refusal), "\(id)")
                let order = try entitlement.order(.sealRegistration)
                await #expect(throws: Self.refused(refusal), "\(id)") {
                    _ = try await scene.client.issue(order, in: session, request: .fresh)
                }
            }
            #expect(await scene.cloud.counts.issuances == 0)
        }
    }

    @Test("whose page says more than its back can carry is sent to the counter, and nothing is issued")
    func tooMuchForABack() async throws {
        try await Scene.play { scene in
            let long = scene.cloud.registry.town.residents.map(\.address).joined().prefix(600)
            try await scene.cloud.registry.update(id: "shibuya-seal") { $0.previousAddress = String(long) }
            let (session, entitlement) = try await scene.provenSession(of: "shibuya-seal")
            let order = try entitlement.order()
            await #expect(throws: Self.refused(.nameNotPrintable)) {
                _ = try await scene.client.issue(order, in: session, request: .fresh)
            }
            #expect(await scene.cloud.counts.issuances == 0)
        }
    }

    @Test("a proof by another key, for another session or another kiosk is not accepted, and the session is spent")
    func proofs() async throws {
        try await Scene.play { scene in
            let card = try scene.card(of: "shibuya-household")
            let stranger = try scene.card(of: "shibuya-seal")
            let earlier = try await scene.client.openSession(.fresh)
            let wrongSignatures: [@Sendable (CloudSession) throws -> [UInt8]] = [
                { try stranger.privateKey.signDigestInfo($0.digestInfo(kioskID: Scene.kiosk)) },
                { _ in try card.privateKey.signDigestInfo(earlier.digestInfo(kioskID: Scene.kiosk)) },
                { try card.privateKey.signDigestInfo($0.digestInfo(kioskID: "SIM-0002")) },
            ]
            for wrong in wrongSignatures {
                let session = try await scene.client.openSession(.fresh)
                await #expect(throws: Self.refused(.cardNotAccepted)) {
                    _ = try await scene.client.prove(
                        session, certificate: card.certificate.der, signature: try wrong(session))
                }
                // The challenge was good for one proof, and the right one comes too late.
                await #expect(throws: CloudError(.failed(.malformed), .problem(.proofAlreadyGiven))) {
                    _ = try await scene.prove(session, with: card)
                }
            }
        }
    }

    @Test("a certificate that leads to nobody is an unknown resident's")
    func unknownResident() async throws {
        try await Scene.play { scene in
            let card = try scene.cloud.world.residentCredential(id: "nobody", prefecture: .tokyo)
            let session = try await scene.client.openSession(.fresh)
            await #expect(throws: Self.refused(.unknownResident)) { _ = try await scene.prove(session, with: card) }
        }
    }

    @Test("what changed between proof and order counts: the record, the seal, the certificate, the hours")
    func changesBetweenProofAndOrder() async throws {
        try await Scene.play { scene in
            let (session, entitlement) = try await scene.provenSession(of: "shibuya-seal")
            let order = try entitlement.order(.sealRegistration)
            try await scene.cloud.registry.update(id: "shibuya-seal") { $0.seal?.cancelled = true }
            await #expect(throws: Self.refused(.sealCancelled)) {
                _ = try await scene.client.issue(order, in: session, request: .fresh)
            }
            try await scene.cloud.registry.update(id: "shibuya-seal") { $0.restriction = .movedOut }
            await #expect(throws: Self.refused(.movedOut)) {
                _ = try await scene.client.issue(order, in: session, request: .fresh)
            }
            try await scene.cloud.registry.update(id: "shibuya-seal") {
                $0.restriction = nil
                $0.seal?.cancelled = false
            }
            let card = try scene.card(of: "shibuya-seal").certificate
            try scene.cloud.world.set(
                .revoked(.keyCompromise, at: scene.cloud.world.now), for: card, prefecture: .tokyo)
            await #expect(throws: Self.refused(.cardNotAccepted)) {
                _ = try await scene.client.issue(order, in: session, request: .fresh)
            }
            try scene.cloud.world.set(.good, for: card, prefecture: .tokyo)
            let request = RequestID.fresh
            _ = try await scene.client.issue(order, in: session, request: request)
            #expect(await scene.cloud.counts.issuances == 1)
        }
    }

    @Test("outside the hours and during maintenance no session opens, and none can go on")
    func hours() async throws {
        let now = SimulatedCloud.Configuration(town: try SimulatedTown.load(), kiosks: []).now()
        let plan = ServicePlan(
            hours: 0..<1_440, maintenance: [now + 1_000..<now + 2_000], keepsMunicipalHours: false)
        try await Scene.play(plan: plan) { scene in
            let (session, entitlement) = try await scene.provenSession(of: "shibuya-household")
            scene.ahead.advance(by: 1_100)
            await #expect(throws: Self.refused(.maintenance)) { _ = try await scene.client.openSession(.fresh) }
            let order = try entitlement.order()
            await #expect(throws: Self.refused(.maintenance)) {
                _ = try await scene.client.issue(order, in: session, request: .fresh)
            }
        }
        try await Scene.play(plan: ServicePlan(hours: 0..<0)) { scene in
            await #expect(throws: Self.refused(.outsideHours)) { _ = try await scene.client.openSession(.fresh) }
        }
    }

    @Test("the municipality's own hours narrow the platform's, to the minute, and the proof tells it")
    func municipalHours() async throws {
        let town = try SimulatedTown.load()
        let shibuya = try #require(town.municipality(code: "13113"))
        #expect(shibuya.hours == 390..<1_380)
        // Minutes after midnight, Japan Standard Time.
        let cases: [(plan: Range<Int>, minutes: [(minute: Int, isOpen: Bool)])] = [
            (0..<1_440, [(389, false), (390, true), (1_379, true), (1_380, false)]),
            (600..<1_000, [(599, false), (600, true), (999, true), (1_000, false)]),
            (0..<390, [(200, false)]), (1_380..<1_440, [(1_400, false)]),
        ]
        let system = SimulatedCloud.Configuration(town: town, kiosks: []).now
        for (hours, minutes) in cases {
            try await Scene.play(plan: ServicePlan(hours: hours)) { scene in
                let card = try scene.card(of: "shibuya-household")
                // Tomorrow, when certificates that begin today are good at any minute.
                let midnight = (system() + 9 * 3_600) / 86_400 * 86_400 - 9 * 3_600 + 86_400
                for (minute, isOpen) in minutes {
                    scene.ahead.advance(by: midnight + Int64(minute) * 60 + 5 - system() - scene.ahead.ahead)
                    guard hours.contains(minute) else {
                        await #expect(throws: Self.refused(.outsideHours)) {
                            _ = try await scene.client.openSession(.fresh)
                        }
                        continue
                    }
                    let session = try await scene.client.openSession(.fresh)
                    if isOpen {
                        let entitlement = try await scene.prove(session, with: card)
                        #expect(entitlement.offer.municipality.code.description == "13113")
                    } else {
                        await #expect(throws: Self.refused(.outsideHours)) {
                            _ = try await scene.prove(session, with: card)
                        }
                    }
                }
            }
        }
    }

    @Test("an order for another fee, too many copies or a member who is not there is not offered")
    func notOffered() async throws {
        try await Scene.play { scene in
            let (session, entitlement) = try await scene.provenSession(of: "shibuya-household")
            var wrongFee = try entitlement.order()
            wrongFee.fee = try #require(Yen(1))
            let nobody = try entitlement.order(
                .residenceRecord(.init(members: .members([4]), showsDomicile: false, showsRelationship: false)))
            for order in [wrongFee, nobody] {
                await #expect(throws: CloudError(.failed(.malformed), .problem(.orderNotOffered))) {
                    _ = try await scene.client.issue(order, in: session, request: .fresh)
                }
            }
            #expect(await scene.cloud.counts.issuances == 0)
        }
    }
}
