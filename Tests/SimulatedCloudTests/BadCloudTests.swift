import Glibc
import Issuance
import LockedMemory
import MunicipalCloud
import OpenSSL
import SimulatedAuthority
import SimulatedCloud
import Testing
import Trust

@Suite("Clouds and kiosks that are not what they say")
struct BadCloudTests {
    private static func untrusted(_ cause: CloudError.Cause) -> CloudError { CloudError(.failed(.untrusted), cause) }

    /// The error of the first call, which no such cloud may see.
    private func firstError(_ scene: Scene, client: CloudClient? = nil) async -> CloudError? {
        do throws(CloudError) {
            _ = try await (client ?? scene.client).openSession(.fresh)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "a cloud that can't be proven to be the municipality's gets no request",
        arguments: [
            (.wrongHostCertificate, .server(.wrongName)), (.unknownAuthority, .server(.unknownAuthority)),
            (.expiredCertificate, .server(.expired)), (.revokedCertificate, .server(.revoked)),
            (.noStaple, .server(.statusMissing)), (.oldTLS, .server(.oldProtocol)),
            // CURLE_SSL_CONNECT_ERROR
            (.plainHTTP, .curl(35)), (.noClientCertificateRequest, .noCertificateRequest),
        ] as [(CloudDisguise, CloudError.Cause)])
    func disguises(disguise: CloudDisguise, cause: CloudError.Cause) async throws {
        try await Scene.play(disguise: disguise) { scene in
            let error = try #require(await firstError(scene))
            #expect(error.kind == .failed(.untrusted))
            #expect(error.cause == cause)
            #expect(await scene.cloud.counts == CloudCounts())
        }
    }

    @Test("a kiosk whose certificate is of another authority is turned away in the handshake")
    func strangersCertificate() async throws {
        try await Scene.play { scene in
            let authority = try Authority.unrelated(
                now: scene.cloud.world.now, key: KeyCache.key(.p256, "unrelated-authority"))
            let credential = try authority.issue(
                .endEntity(
                    [("O", "Elsewhere"), ("CN", Scene.kiosk)], now: scene.cloud.world.now,
                    keyUsage: "digitalSignature", extendedKeyUsage: "clientAuth"),
                key: KeyCache.key(.p256, "stranger"))
            let stranger = try Scene.client(of: scene.cloud, kiosk: Scene.kiosk, credential: credential)
            let error = try #require(await firstError(scene, client: stranger))
            #expect(error.kind == .failed(.untrusted))
            #expect(await scene.cloud.counts == CloudCounts())
        }
    }

    @Test("a kiosk that is not enrolled, or not any more, is turned away by name")
    func notEnrolled() async throws {
        try await Scene.play { scene in
            let turnedAway = Self.untrusted(.problem(.kioskNotAccepted))
            let unknown = try Scene.client(of: scene.cloud, kiosk: "SIM-0099")
            #expect(await firstError(scene, client: unknown) == turnedAway)
            scene.cloud.enrol(kiosk: "SIM-0099")
            #expect(await firstError(scene, client: unknown) == nil)
            #expect(await firstError(scene) == nil)
            scene.cloud.strike(kiosk: Scene.kiosk)
            #expect(await firstError(scene) == turnedAway)
        }
    }

    @Test(
        "an answer that breaks the contract is an error of its kind, and the next call works again",
        arguments: [
            (.cutBody, .failed(.malformed), .curl(18)), (.wrongJSON, .failed(.malformed), .shape("$.sessionId")),
            (.wrongMediaType, .failed(.malformed), .mediaType),
            (.problem(status: 500, type: "fault"), .failed(.serverFault), .problem(.fault)),
            (.problem(status: 403, type: "refused:no-such-reason"), .failed(.untrusted), .status(403)),
            (.problem(status: 404, type: "not-found"), .failed(.malformed), .problem(.notFound)),
            (.hugeBody(bytes: 1 << 30, announced: true), .failed(.malformed), .tooLarge),
            (.hugeBody(bytes: 1 << 30, announced: false), .failed(.malformed), .tooLarge),
        ] as [(CloudFault, CloudError.Kind, CloudError.Cause)])
    func wrongAnswers(fault: CloudFault, kind: CloudError.Kind, cause: CloudError.Cause) async throws {
        try await Scene.play { scene in
            scene.cloud.lay(fault, on: .openSession)
            #expect(await firstError(scene) == CloudError(kind, cause))
            #expect(await firstError(scene) == nil)
        }
    }

    @Test("an answer that is lost, or never comes, is unreachable or late")
    func noAnswer() async throws {
        var limits = CloudClient.Limits()
        limits.answer = .milliseconds(300)
        try await Scene.play(limits: limits) { scene in
            scene.cloud.lay(.silence, on: .openSession)
            #expect(await firstError(scene) == CloudError(.failed(.late), .curl(28)))
        }
        try await Scene.play { scene in
            scene.cloud.lay(.loseAnswer, on: .openSession)
            #expect(await firstError(scene)?.kind == .failed(.unreachable))
        }
    }

    @Test("a cloud that has gone is unreachable")
    func gone() async throws {
        try await Scene.play { scene in
            #expect(await firstError(scene) == nil)
            await scene.cloud.stop()
            #expect(await firstError(scene)?.kind == .failed(.unreachable))
        }
    }

    @Test("a document of a gigabyte stops at the manifest's length and leaves the memory as it was")
    func hugeDocument() async throws {
        try await Scene.play { scene in
            let (session, entitlement) = try await scene.provenSession(of: "shibuya-household")
            let request = RequestID.fresh
            _ = try await scene.client.issue(try entitlement.order(), in: session, request: request)
            for announced in [true, false] {
                scene.cloud.lay(.hugeBody(bytes: 1 << 30, announced: announced), on: .document)
                let before = try #require(Self.residentKilobytes)
                await #expect(throws: CloudError(.failed(.malformed), .length)) {
                    _ = try await scene.client.document(of: request, length: 100_000)
                }
                let after = try #require(Self.residentKilobytes)
                // Other tests run in this process: far from a gigabyte is what can be said.
                #expect(after - before < 300_000)
            }
        }
    }

    @Test("a document of another length than the manifest's is malformed, longer or shorter")
    func documentLength() async throws {
        try await Scene.play { scene in
            let (session, entitlement) = try await scene.provenSession(of: "shibuya-household")
            let request = RequestID.fresh
            let order = try entitlement.order()
            let signed = try await scene.client.issue(order, in: session, request: request)
            let length = try HappyCourseTests.verified(signed, order, request, session, scene).documentLength
            await #expect(throws: CloudError(.failed(.malformed), .length)) {
                _ = try await scene.client.document(of: request, length: length - 1)
            }
            await #expect(throws: CloudError(.failed(.malformed), .length)) {
                _ = try await scene.client.document(of: request, length: length + 1)
            }
            #expect(try await scene.client.document(of: request, length: length).count == length)
        }
    }

    @Test("a cancelled call ends at once and is nobody's when its answer comes")
    func cancellation() async throws {
        try await Scene.play { scene in
            scene.cloud.lay(.silence, on: .openSession)
            let call = Task { await firstError(scene) }
            call.cancel()
            #expect(await call.value == CloudError(.failed(.late), .cancelled))
        }
    }

    private static var residentKilobytes: Int? {
        guard let file = fopen("/proc/self/statm", "r") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        guard fgets(&line, 128, file) != nil else { return nil }
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let fields = text.split(separator: " ")
        return fields.count > 1 ? Int(fields[1]).map { $0 * 4 } : nil
    }
}
