import ChildProcesses
import Issuance
import LockedMemory
import MunicipalCloud
import OpenSSL
import SimulatedAuthority
import SimulatedCloud
import Testing

@Suite("Which kiosks the cloud answers")
struct KioskIdentityTests {
    private func firstError(_ client: CloudClient) async -> CloudError? {
        do throws(CloudError) {
            _ = try await client.openSession(.fresh)
            return nil
        } catch {
            return error
        }
    }

    private static let turnedAway = CloudError(.failed(.untrusted), .problem(.kioskNotAccepted))

    @Test(
        "a kiosk's expired certificate, and one that is not valid yet, do not get through the handshake",
        arguments: [-10, 10])
    func dates(_ days: Int64) async throws {
        try await Scene.play { scene in
            let world = scene.cloud.world
            var template = CertificateTemplate.endEntity(
                [("C", "JP"), ("O", "Simulated Issuance Platform"), ("OU", "kiosk"), ("CN", Scene.kiosk)],
                now: world.now, keyUsage: "digitalSignature", extendedKeyUsage: "clientAuth")
            if days < 0 {
                template.notAfter = world.now + days * CertificateTemplate.day
            } else {
                template.notBefore = world.now + days * CertificateTemplate.day
            }
            let credential = try world.platformAuthority().issue(template, key: KeyCache.key(.p256, "kiosk-dates"))
            let client = try Scene.client(of: scene.cloud, kiosk: Scene.kiosk, credential: credential)
            #expect(await firstError(client)?.kind == .failed(.untrusted))
            #expect(await scene.cloud.counts == CloudCounts())
        }
    }

    @Test("a certificate that was taken back is turned away, and a new one of the same kiosk is not")
    func revoked() async throws {
        try await Scene.play { scene in
            let old = try scene.cloud.world.kioskCredential(id: Scene.kiosk)
            #expect(await firstError(scene.client) == nil)
            scene.cloud.revoke(kioskCertificate: old.certificate)
            #expect(await firstError(scene.client) == Self.turnedAway)
            let new = try scene.cloud.world.platformAuthority().issue(
                .endEntity(
                    [("C", "JP"), ("O", "Simulated Issuance Platform"), ("OU", "kiosk"), ("CN", Scene.kiosk)],
                    now: scene.cloud.world.now, keyUsage: "digitalSignature", extendedKeyUsage: "clientAuth"),
                key: KeyCache.key(.p256, "kiosk-renewed"))
            let client = try Scene.client(of: scene.cloud, kiosk: Scene.kiosk, credential: new)
            #expect(await firstError(client) == nil)
        }
    }

    @Test("a kiosk that is enrolled for another store is turned away")
    func otherStore() async throws {
        try await Scene.play { scene in
            let (here, there) = (
                try scene.cloud.world.kioskCredential(id: "SIM-0003", store: "store-0003"),
                try scene.cloud.world.kioskCredential(id: "SIM-0003", store: "store-0004")
            )
            scene.cloud.enrol(kiosk: "SIM-0003", store: "store-0003")
            let right = try Scene.client(of: scene.cloud, kiosk: "SIM-0003", credential: here)
            let wrong = try Scene.client(of: scene.cloud, kiosk: "SIM-0003", credential: there)
            let storeless = try Scene.client(of: scene.cloud, kiosk: "SIM-0003")
            #expect(await firstError(right) == nil)
            #expect(await firstError(wrong) == Self.turnedAway)
            #expect(await firstError(storeless) == Self.turnedAway)
        }
    }

    @Test(
        "a client that does not get on is dropped: no head, half a head, half a body",
        arguments: [
            "", "GET /v1/service HTTP/1.1\r\nHost: local",
            "POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{\"req",
        ])
    func slow(_ request: String) async throws {
        try await Scene.play { configuration in
            configuration.headLimit = .milliseconds(500)
            configuration.bodyLimit = .milliseconds(500)
        } _: { scene in
            // s_client keeps the connection open after the end of its input, until the other side closes it.
            let said = try await Outside.askOpenSSL(scene, request)
            #expect(said.contains("Verify return code: 0 (ok)"))
            #expect(!said.contains("HTTP/1.1 2"))
        }
    }
}
