import Issuance
import LockedMemory
import MunicipalCloud
import OpenSSL
import SimulatedAuthority
import SimulatedCloud
import SimulatedResidents
import Testing

@Suite("The same request again, and everybody's own")
struct IdempotencyTests {
    private static func problem(_ type: ProblemType, _ failure: CloudFailure = .malformed) -> CloudError {
        CloudError(.failed(failure), .problem(type))
    }

    @Test("every call repeated with the same body gets the same answer and happens once")
    func repeated() async throws {
        try await Scene.play { scene in
            let card = try scene.card(of: "shibuya-household")
            let opening = RequestID.fresh
            let session = try await scene.client.openSession(opening)
            #expect(try await scene.client.openSession(opening) == session)
            let entitlement = try await scene.prove(session, with: card)
            #expect(try await scene.prove(session, with: card).offer == entitlement.offer)
            let request = RequestID.fresh
            let order = try entitlement.order()
            let manifest = try await scene.client.issue(order, in: session, request: request)
            #expect(try await scene.client.issue(order, in: session, request: request) == manifest)
            try await scene.client.report(.delivered(sheets: 1), of: request)
            try await scene.client.report(.delivered(sheets: 1), of: request)
            let counts = await scene.cloud.counts
            #expect(counts.sessions == 1)
            #expect(counts.issuances == 1)
            #expect(counts.delivered == 1)
        }
    }

    @Test("ten orders with one id at the same moment make one issuance, and all get its manifest")
    func atOnce() async throws {
        try await Scene.play { scene in
            let (session, entitlement) = try await scene.provenSession(of: "shibuya-household")
            let request = RequestID.fresh
            let order = try entitlement.order()
            let manifests = try await withThrowingTaskGroup(of: [UInt8].self) { group in
                for _ in 0..<10 {
                    group.addTask { try await scene.client.issue(order, in: session, request: request) }
                }
                return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
            }
            #expect(manifests.count == 1)
            #expect(await scene.cloud.counts.issuances == 1)
        }
    }

    @Test("an id that was used with another body is refused")
    func reused() async throws {
        try await Scene.play { scene in
            let opening = RequestID.fresh
            let session = try await scene.client.openSession(opening)
            let entitlement = try await scene.prove(session, with: try scene.card(of: "shibuya-household"))
            let request = RequestID.fresh
            _ = try await scene.client.issue(try entitlement.order(), in: session, request: request)
            for (order, id) in [(try entitlement.order(copies: 2), request), (try entitlement.order(), opening)] {
                await #expect(throws: Self.problem(.requestIDReused)) {
                    _ = try await scene.client.issue(order, in: session, request: id)
                }
            }
            await #expect(throws: Self.problem(.requestIDReused)) { _ = try await scene.client.openSession(request) }
            // The same order from another session of the same resident is another order.
            let (other, _) = try await scene.provenSession(of: "shibuya-household")
            await #expect(throws: Self.problem(.requestIDReused)) {
                _ = try await scene.client.issue(try entitlement.order(), in: other, request: request)
            }
            #expect(await scene.cloud.counts.issuances == 1)
        }
    }

    @Test("the first outcome stands")
    func outcomes() async throws {
        try await Scene.play { scene in
            let (session, entitlement) = try await scene.provenSession(of: "shibuya-household")
            let request = RequestID.fresh
            _ = try await scene.client.issue(try entitlement.order(), in: session, request: request)
            try await scene.client.report(.spoiled(sheets: 1), of: request)
            for other in [Outcome.delivered(sheets: 1), .refused, .spoiled(sheets: 2)] {
                await #expect(throws: Self.problem(.outcomeConflict)) {
                    try await scene.client.report(other, of: request)
                }
            }
            #expect(await scene.cloud.outcome(of: request, kiosk: Scene.kiosk) == .spoiled(sheets: 1))
            #expect(await scene.cloud.counts.spoiled == 1)
        }
    }

    @Test("an outcome for an order that never arrived: refused closes the id, the others can't be true")
    func outcomeOfNothing() async throws {
        try await Scene.play { scene in
            let (session, entitlement) = try await scene.provenSession(of: "shibuya-household")
            let request = RequestID.fresh
            await #expect(throws: Self.problem(.unknownIssuance)) {
                try await scene.client.report(.delivered(sheets: 1), of: request)
            }
            try await scene.client.report(.refused, of: request)
            // The order, late: nobody waits for it.
            await #expect(throws: Self.problem(.issuanceClosed, .late)) {
                _ = try await scene.client.issue(try entitlement.order(), in: session, request: request)
            }
            #expect(await scene.cloud.counts.issuances == 0)
        }
    }

    @Test("an answer that was lost on the way comes again, and nothing happened twice")
    func lostAnswer() async throws {
        try await Scene.play { scene in
            let (session, entitlement) = try await scene.provenSession(of: "shibuya-household")
            let request = RequestID.fresh
            let order = try entitlement.order()
            scene.cloud.lay(.cutBody, on: .issue)
            await #expect(throws: CloudError(.failed(.malformed), .curl(18))) {
                _ = try await scene.client.issue(order, in: session, request: request)
            }
            #expect(await scene.cloud.counts.issuances == 1)
            _ = try await scene.client.issue(order, in: session, request: request)
            #expect(await scene.cloud.counts.issuances == 1)
        }
    }

    @Test("where a kept connection dies under a request, the request goes over a new one and happens once")
    func deadConnection() async throws {
        try await Scene.play { scene in
            let (session, entitlement) = try await scene.provenSession(of: "shibuya-household")
            #expect(await scene.cloud.counts.connections == 1)
            scene.cloud.lay(.loseAnswer, on: .issue)
            _ = try await scene.client.issue(try entitlement.order(), in: session, request: .fresh)
            #expect(await scene.cloud.counts.connections == 2)
            #expect(await scene.cloud.counts.issuances == 1)
        }
    }

    @Test("to another kiosk sessions, issuances and documents do not exist")
    func othersKiosk() async throws {
        try await Scene.play { scene in
            let other = try Scene.client(of: scene.cloud, kiosk: "SIM-0002")
            let (session, entitlement) = try await scene.provenSession(of: "shibuya-household")
            let request = RequestID.fresh
            let order = try entitlement.order()
            _ = try await scene.client.issue(order, in: session, request: request)
            await #expect(throws: Self.problem(.unknownIssuance)) {
                _ = try await other.document(of: request, length: 1_000)
            }
            await #expect(throws: Self.problem(.unknownIssuance)) {
                try await other.report(.delivered(sheets: 1), of: request)
            }
            await #expect(throws: Self.problem(.unknownSession)) {
                _ = try await other.issue(order, in: session, request: .fresh)
            }
            await #expect(throws: Self.problem(.unknownSession)) {
                _ = try await scene.prove(session, with: try scene.card(of: "shibuya-seal"), client: other)
            }
            // And the same id at both is two requests.
            let (mine, offered) = try await scene.provenSession(of: "shibuya-seal", client: other)
            let manifest = try await other.issue(try offered.order(), in: mine, request: request)
            #expect(try await scene.client.issue(order, in: session, request: request) != manifest)
            #expect(await scene.cloud.counts.issuances == 2)
        }
    }

    @Test("after its end a session gives nothing more: no order, no document")
    func expiry() async throws {
        try await Scene.play { scene in
            let (session, entitlement) = try await scene.provenSession(of: "shibuya-household")
            let request = RequestID.fresh
            _ = try await scene.client.issue(try entitlement.order(), in: session, request: request)
            let unproven = try await scene.client.openSession(.fresh)
            scene.ahead.advance(by: 3_601)
            await #expect(throws: Self.problem(.sessionExpired, .late)) {
                _ = try await scene.client.issue(try entitlement.order(), in: session, request: .fresh)
            }
            await #expect(throws: Self.problem(.sessionExpired, .late)) {
                _ = try await scene.prove(unproven, with: try scene.card(of: "shibuya-household"))
            }
            await #expect(throws: Self.problem(.issuanceClosed, .late)) {
                _ = try await scene.client.document(of: request, length: 1_000)
            }
            // How it ended can still be told.
            try await scene.client.report(.refused, of: request)
            #expect(await scene.cloud.counts.refused == 1)
        }
    }

    @Test("once its outcome is told a document is gone")
    func documentAfterOutcome() async throws {
        try await Scene.play { scene in
            let (session, entitlement) = try await scene.provenSession(of: "shibuya-household")
            let request = RequestID.fresh
            _ = try await scene.client.issue(try entitlement.order(), in: session, request: request)
            try await scene.client.report(.refused, of: request)
            await #expect(throws: Self.problem(.issuanceClosed, .late)) {
                _ = try await scene.client.document(of: request, length: 1_000)
            }
        }
    }
}
