import Issuance
import LockedMemory
import MunicipalCloud
import OpenSSL
import SimulatedAuthority
import SimulatedCloud
import Testing
import Trust

@Suite("Documents and manifests that belong to something else")
struct FaultTests {
    /// What the verdicts on a manifest and its document say.
    private struct Findings: Sendable {
        var manifest: [ManifestRefusal] = []
        var document: [ManifestRefusal] = []
        var bytes: [UInt8] = []
    }

    /// Orders under a fault.
    private func findings(_ fault: CloudFault, on call: CloudCall) async throws -> Findings {
        try await Scene.play { scene in
            let (session, entitlement) = try await scene.provenSession(of: "shibuya-household")
            let request = RequestID.fresh
            let order = try entitlement.order()
            scene.cloud.lay(fault, on: call)
            let signed = try await scene.client.issue(order, in: session, request: request)
            let verdict = try HappyCourseTests.verdict(on: signed, order, request, session, scene)
            guard let manifest = verdict.manifest else { return Findings(manifest: verdict.refusals) }
            let document = try await scene.client.document(of: request, length: manifest.documentLength)
            return document.withBytes { Findings(document: manifest.verifyDocument($0), bytes: Array($0)) }
        }
    }

    @Test("a manifest for another request is told by the binding")
    func manifestForAnotherRequest() async throws {
        #expect(try await findings(.manifestForAnotherRequest, on: .issue).manifest == [.differs(.requestID)])
    }

    @Test("another document of the same length is told by its digest")
    func anotherDocument() async throws {
        let result = try await findings(.anotherDocument, on: .document)
        #expect(result.manifest == [])
        #expect(result.document == [.differs(.documentSHA256)])
    }

    @Test("a document that is no PDF fits its manifest: only a look at it tells")
    func notPDF() async throws {
        let result = try await findings(.notPDF, on: .issue)
        #expect(result.manifest == [])
        #expect(result.document == [])
        #expect(!result.bytes.starts(with: Array("%PDF-".utf8)))
    }

    @Test("a stranger's document under a right manifest is made on purpose, for those who must notice")
    func strangersDocument() async throws {
        let proper = try await findings(.delay(.zero), on: .issue)
        let strange = try await findings(.strangersDocument, on: .issue)
        #expect(strange.manifest == [])
        #expect(strange.document == [])
        #expect(strange.bytes.count > 1_000)
        #expect(strange.bytes != proper.bytes)
    }
}
