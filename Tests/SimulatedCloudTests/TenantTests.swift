import Issuance
import LockedMemory
import MunicipalCloud
import OpenSSL
import SimulatedAuthority
import SimulatedCloud
import SimulatedResidents
import SimulatedTownHall
import Synchronization
import Testing

@Suite("One platform, many municipalities")
struct TenantTests {
    private static func refused(_ refusal: Refusal) -> CloudError {
        CloudError(.refused(refusal), .problem(.refused(refusal)))
    }

    @Test("each municipality answers with its own name, fees and members, and seals with its own seal")
    func own() async throws {
        try await Scene.play { scene in
            let people = ["shibuya-household", "mitaka-variant", "ichikawa-foreign", "soma-parent"]
            for id in people {
                let resident = try #require(scene.cloud.registry.town.resident(id: id))
                let municipality = try #require(scene.cloud.registry.town.municipality(code: resident.municipality))
                let (session, entitlement) = try await scene.provenSession(of: id)
                #expect(entitlement.offer.municipality.code.description == municipality.code)
                #expect(entitlement.offer.municipality.name == municipality.name)
                #expect(entitlement.offer[.residenceRecord]?.fee.amount == municipality.fees["residence-record"])
                #expect(entitlement.names == scene.cloud.registry.town.household(of: resident).map(\.name))
                let (order, request) = (try entitlement.order(), RequestID.fresh)
                let signed = try await scene.client.issue(order, in: session, request: request)
                // The verifier asks for the seal of the municipality that was asked.
                _ = try HappyCourseTests.verified(signed, order, request, session, scene, card: id)
            }
        }
    }

    @Test("what was issued is in the municipality's own audit trail, and in no other's")
    func audit() async throws {
        try await Scene.play { scene in
            let (session, entitlement) = try await scene.provenSession(of: "mitaka-variant")
            let request = RequestID.fresh
            _ = try await scene.client.issue(try entitlement.order(), in: session, request: request)
            for municipality in scene.cloud.registry.town.municipalities {
                let hall = try #require(scene.cloud.registry.townHall(municipality.code))
                let notes = try await hall.register.issues(to: "mitaka-variant")
                #expect(notes.map(\.request) == (municipality.code == "13204" ? [request.description] : []))
                #expect(notes.allSatisfy { $0.kiosk == Scene.kiosk && $0.kind == "residence-record" })
            }
        }
    }

    @Test("a session of one municipality's resident orders nothing of another's, whatever it names")
    func reachAcross() async throws {
        try await Scene.play { scene in
            let (session, entitlement) = try await scene.provenSession(of: "soma-parent")
            #expect(entitlement.offer.memberCount == 2)
            // A member's number beyond the household is nobody: there is no other household to count on into.
            for number in [2, 8, 63] {
                let order = try entitlement.order(
                    .residenceRecord(.init(members: .members([number]), showsDomicile: true, showsRelationship: true)))
                await #expect(throws: CloudError(.failed(.malformed), .problem(.orderNotOffered))) {
                    _ = try await scene.client.issue(order, in: session, request: .fresh)
                }
            }
            // Another resident's card proves nothing in a session that is this one's.
            await #expect(throws: CloudError(.failed(.malformed), .problem(.proofAlreadyGiven))) {
                _ = try await scene.prove(session, with: try scene.card(of: "shibuya-household"))
            }
            // Another session's issuance, by path.
            let (other, offered) = try await scene.provenSession(of: "shibuya-household")
            let request = RequestID.fresh
            _ = try await scene.client.issue(try offered.order(), in: other, request: request)
            await #expect(throws: CloudError(.failed(.malformed), .problem(.requestIDReused))) {
                _ = try await scene.client.issue(try entitlement.order(), in: session, request: request)
            }
        }
    }

    @Test("a certificate of one prefecture's authority with a name that another's gave leads to nobody")
    func certificateAcross() async throws {
        try await Scene.play { scene in
            let world = scene.cloud.world
            // Chiba's authority writes Tokyo's resident's name onto a card.
            let name = try #require(try scene.card(of: "shibuya-household").certificate.commonName)
            let forged = try world.prefecturalAuthority(.chiba).issue(
                .endEntity(
                    [("C", "JP"), ("O", "Simulated JPKI"), ("OU", "User Authentication"), ("CN", name)], now: world.now,
                    keyUsage: "digitalSignature", extendedKeyUsage: "clientAuth",
                    more: [
                        .init("certificatePolicies", AuthorityWorld.userAuthenticationPolicy),
                        .init("authorityInfoAccess", "OCSP;URI:" + world.ocspURL),
                    ]),
                key: KeyCache.key(.rsa(bits: 2048), "resident-shibuya-seal"))
            try world.set(.good, for: forged.certificate, prefecture: .chiba)
            let session = try await scene.client.openSession(.fresh)
            await #expect(throws: Self.refused(.unknownResident)) { _ = try await scene.prove(session, with: forged) }
        }
    }

    @Test("a municipality that a file added serves at once: its fees, its closed days, what it does not offer")
    func fifth() async throws {
        let now = SimulatedCloud.Configuration(town: try .load(), kiosks: []).now()
        // Noon of tomorrow in Japan, when every municipality is open, whenever this test runs.
        let noon = (now + 9 * 3_600) / 86_400 * 86_400 - 9 * 3_600 + 86_400 + 12 * 3_600
        let text = try Self.file(closed: CivilDate(inJapanAt: Int(noon) + 86_400))
        try await Scene.play(plan: ServicePlan(hours: 0..<1_440)) { configuration in
            configuration.town = try configuration.town.adding(tenant: text)
        } _: { scene in
            scene.ahead.advance(by: noon - now)
            let (session, entitlement) = try await scene.provenSession(of: "sapporo-example")
            #expect(entitlement.offer.municipality.code.description == "01101")
            #expect(entitlement.offer[.residenceRecord]?.fee.amount == 350)
            #expect(entitlement.offer[.sealRegistration] == nil)
            let seal = Order(
                municipality: entitlement.offer.municipality.code, certificate: .sealRegistration, copies: 1,
                fee: try #require(Yen(0)))
            await #expect(throws: Self.refused(.notOffered)) {
                _ = try await scene.client.issue(seal, in: session, request: .fresh)
            }
            _ = try await scene.client.issue(try entitlement.order(), in: session, request: .fresh)
            // The child is 15 or older, or not: this municipality issues to children too.
            _ = try await scene.provenSession(of: "sapporo-child")
            scene.ahead.advance(by: 86_400)
            let closed = try await scene.client.openSession(.fresh)
            await #expect(throws: Self.refused(.outsideHours)) {
                _ = try await scene.prove(closed, with: try scene.card(of: "sapporo-example"))
            }
            // The others are open.
            _ = try await scene.provenSession(of: "shibuya-household")
        }
    }

    /// A municipality as a file describes it.
    private static func file(closed day: CivilDate) throws -> String {
        """
        municipality:
          code: "01101"
          name: 例示市
          kana: れいじし
          prefecture: 北海道
          prefectureKey: hokkaido
          headTitle: 例示市長
          headName: 見本 五郎
          fees: { residence-record: 350 }
          officialSeal: { inscription: 例示市長之印, millimetres: 21 }
          opens: "00:00"
          closes: "23:59"
          closedDays: ["\(day.description)"]
          refuses: [adult-ward]
        households:
          - id: sapporo-reiji
            municipality: "01101"
            address: 北海道例示市北一条1番1号
            addressSince: 2001-04-01
            movedInOn: 2001-04-01
            notifiedOn: 2001-04-02
            previousAddress: 北海道例示市北二条2番2号
            domicile: 北海道例示市北一条1番
            registerHead: 例示 北男
            members:
              - id: sapporo-example
                name: 例示 北男
                kana: レイジ キタオ
                birthDate: 1970-01-01
                sex: male
                relationship: 世帯主
                card: { profile: my-number, pin: "1212" }
                special: Lives in a municipality that a file added
              - id: sapporo-child
                name: 例示 北子
                kana: レイジ キタコ
                birthDate: 2024-01-01
                bornHere: true
                sex: female
                relationship: 子
                card: { profile: my-number, pin: "1313", authorityGeneration: 1 }
                special: A child, with a card that the authority's first key signed
        """
    }
}
