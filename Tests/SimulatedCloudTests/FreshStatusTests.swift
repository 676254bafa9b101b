import Issuance
import LockedMemory
import MunicipalCloud
import OpenSSL
import SimulatedCloud
import SimulatedResidents
import SimulatedTownHall
import Synchronization
import Testing
import Trust

@Suite("Status is checked at the moment of issue")
struct FreshStatusTests {
    private static func refused(_ refusal: Refusal) -> CloudError {
        CloudError(.refused(refusal), .problem(.refused(refusal)))
    }

    /// What a counter does at a chosen moment, once.
    private final class Moment: Sendable {
        private let deed = Mutex<(@Sendable () async throws -> Void)?>(nil)
        func plan(_ deed: @escaping @Sendable () async throws -> Void) { self.deed.withLock { $0 = deed } }
        func come() async {
            let deed = deed.withLock { deed in
                defer { deed = nil }
                return deed
            }
            try? await deed?()
        }
    }

    /// What counters do, by a name for the test's list, and what the next order hears.
    private static let deeds: [(name: String, refusal: Refusal, deed: @Sendable (Registry) async throws -> Void)] = [
        (
            "the seal is cancelled", .sealCancelled,
            { try await $0.townHall(of: "shibuya-seal").cancelSeal("shibuya-seal") }
        ),
        ("the person dies", .cardNotAccepted, { try await $0.townHall(of: "shibuya-seal").die("shibuya-seal") }),
        (
            "the person moves away", .cardNotAccepted,
            { _ = try await $0.townHall(of: "shibuya-seal").moveOut("shibuya-seal") }
        ),
        (
            "the person is protected", .protected,
            { try await $0.townHall(of: "shibuya-seal").restrict("shibuya-seal", .protected) }
        ),
        (
            "the card is reported lost", .cardNotAccepted,
            { try await $0.townHall(of: "shibuya-seal").revokeCard("shibuya-seal") }
        ),
    ]

    @Test("what happens at a counter between sign-in and order counts", arguments: 0..<deeds.count)
    func betweenSignInAndOrder(_ index: Int) async throws {
        let (name, refusal, deed) = Self.deeds[index]
        try await Scene.play { scene in
            let (session, entitlement) = try await scene.provenSession(of: "shibuya-seal")
            try await deed(scene.cloud.registry)
            let order = try entitlement.order(.sealRegistration)
            await #expect(throws: Self.refused(refusal), "\(name)") {
                _ = try await scene.client.issue(order, in: session, request: .fresh)
            }
            #expect(await scene.cloud.counts.issuances == 0)
        }
    }

    @Test(
        "and what happens between order and issue counts too: the document that was set is thrown away",
        arguments: 0..<deeds.count)
    func betweenOrderAndIssue(_ index: Int) async throws {
        let (name, refusal, deed) = Self.deeds[index]
        let moment = Moment()
        try await Scene.play { configuration in
            configuration.beforeApproval = { await moment.come() }
        } _: { scene in
            let (session, entitlement) = try await scene.provenSession(of: "shibuya-seal")
            let registry = scene.cloud.registry
            moment.plan { try await deed(registry) }
            let (order, request) = (try entitlement.order(.sealRegistration), RequestID.fresh)
            await #expect(throws: Self.refused(refusal), "\(name)") {
                _ = try await scene.client.issue(order, in: session, request: request)
            }
            #expect(await scene.cloud.counts.issuances == 0)
            let hall = try #require(registry.townHall("13113"))
            #expect(try await hall.register.issues(to: "shibuya-seal").isEmpty)
            await #expect(throws: CloudError(.failed(.malformed), .problem(.unknownIssuance))) {
                _ = try await scene.client.document(of: request, length: 1_000)
            }
        }
    }

    @Test("a record that changes under the document and is still good is set anew, as it is now")
    func setAnew() async throws {
        let moment = Moment()
        try await Scene.play { configuration in
            configuration.beforeApproval = { await moment.come() }
        } _: { scene in
            let registry = scene.cloud.registry
            func length(_ deed: (@Sendable () async throws -> Void)?) async throws -> [UInt8] {
                let (session, entitlement) = try await scene.provenSession(of: "shibuya-my-number")
                if let deed { moment.plan(deed) }
                let (order, request) = (try entitlement.order(), RequestID.fresh)
                let signed = try await scene.client.issue(order, in: session, request: request)
                let manifest = try HappyCourseTests.verified(
                    signed, order, request, session, scene, card: "shibuya-my-number")
                return try await scene.client.document(of: request, length: manifest.documentLength)
                    .withBytes { Array($0) }
            }
            let address = "東京都渋谷区新町七丁目7番7号"
            let document = try await length {
                try await registry.townHall(of: "shibuya-my-number").moveWithin("shibuya-my-number", address: address)
            }
            let folder = try TemporaryFolder()
            try folder.write(document, "paper.pdf")
            let text = try await Outside.text(of: folder.path("paper.pdf"))
            #expect(text.contains(address))
            let hall = try #require(registry.townHall("13113"))
            #expect(try await hall.register.issues(to: "shibuya-my-number").count == 1)
        }
    }

    @Test("a record that never stands still is a fault, and nothing is issued")
    func neverStill() async throws {
        let held = Mutex<Registry?>(nil)
        let turns = Mutex(0)
        try await Scene.play { configuration in
            configuration.beforeApproval = {
                let turn = turns.withLock { turns in
                    turns += 1
                    return turns
                }
                guard let registry = held.withLock({ $0 }) else { return }
                try? await registry.update(id: "shibuya-my-number") { $0.kana = "シケン \(turn)" }
            }
        } _: { scene in
            held.withLock { $0 = scene.cloud.registry }
            let (session, entitlement) = try await scene.provenSession(of: "shibuya-my-number")
            let order = try entitlement.order()
            await #expect(throws: CloudError(.failed(.serverFault), .problem(.fault))) {
                _ = try await scene.client.issue(order, in: session, request: .fresh)
            }
            #expect(await scene.cloud.counts.issuances == 0)
        }
    }

    @Test("outcomes and orders outlive the cloud: an outcome is taken after a restart, an order not made twice")
    func restart() async throws {
        let folder = try TemporaryFolder()
        let request = RequestID.fresh
        try await Scene.play {
            $0.registers = .folder(folder.path(""))
        } _: { scene in
            let (session, entitlement) = try await scene.provenSession(of: "shibuya-household")
            _ = try await scene.client.issue(try entitlement.order(), in: session, request: request)
        }
        try await Scene.play {
            $0.registers = .folder(folder.path(""))
        } _: { scene in
            let (session, entitlement) = try await scene.provenSession(of: "shibuya-household")
            await #expect(throws: CloudError(.failed(.late), .problem(.issuanceClosed))) {
                _ = try await scene.client.issue(try entitlement.order(), in: session, request: request)
            }
            try await scene.client.report(.delivered(sheets: 1), of: request)
            try await scene.client.report(.delivered(sheets: 1), of: request)
            await #expect(throws: CloudError(.failed(.malformed), .problem(.outcomeConflict))) {
                try await scene.client.report(.refused, of: request)
            }
        }
        try await Scene.play {
            $0.registers = .folder(folder.path(""))
        } _: { scene in
            #expect(await scene.cloud.outcome(of: request, kiosk: Scene.kiosk) == .delivered(sheets: 1))
        }
    }
}
