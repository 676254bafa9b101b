import MunicipalCloud
import OpenSSL
import SimulatedAuthority
import SimulatedCloud
import Synchronization
import Testing

@Suite("A kiosk whose certificate was renewed")
struct RenewalTests {
    private func identity(_ credential: Credential, _ scene: Scene) throws -> CloudIdentity {
        try CloudIdentity(
            anchors: [try scene.cloud.world.platformAuthority().certificate], chain: [credential.certificate],
            key: credential.privateKey)
    }

    @Test("shows the new one from its next look at the hours on, and nothing of the old one; another kiosk's never")
    func renewal() async throws {
        try await Scene.play { scene in
            let world = scene.cloud.world
            let old = try world.kioskCredential(id: Scene.kiosk)
            func issue(_ name: String) throws -> Credential {
                try world.platformAuthority().issue(
                    .endEntity(
                        [("OU", "kiosk"), ("CN", name)], now: world.now, keyUsage: "digitalSignature",
                        extendedKeyUsage: "clientAuth"), key: old.privateKey)
            }
            let waiting = Mutex<CloudIdentity?>(nil)
            let client = try CloudClient(
                CloudClient.Configuration(url: scene.cloud.url, identity: identity(old, scene)) {
                    waiting.withLock { waiting in
                        defer { waiting = nil }
                        return waiting
                    }
                })
            func isTurnedAway() async -> Bool {
                do throws(CloudError) {
                    _ = try await client.openSession(.fresh)
                    return false
                } catch {
                    return error.cause == .problem(.kioskNotAccepted)
                }
            }
            _ = try await client.service()
            scene.cloud.revoke(kioskCertificate: old.certificate)
            #expect(await isTurnedAway())
            let other = try identity(try issue("SIM-0099"), scene)
            waiting.withLock { $0 = other }
            #expect(await isTurnedAway())
            await #expect(throws: CloudError.self) { _ = try await client.service() }
            #expect(client.kioskID == Scene.kiosk)

            let next = try identity(try issue(Scene.kiosk), scene)
            waiting.withLock { $0 = next }
            _ = try await client.service()
            #expect(await !isTurnedAway())
        }
    }
}
