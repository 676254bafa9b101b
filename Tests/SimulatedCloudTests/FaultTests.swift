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
    /// Orders under a fault, and gives what the manifest's verdict and the document's say.
    private func refusals(
        _ fault: CloudFault, on call: CloudCall
    ) async throws -> (manifest: [ManifestRefusal], document: [ManifestRefusal], bytes: [UInt8]) {
        nonisolated(unsafe) var result: (manifest: [ManifestRefusal], document: [ManifestRefusal], bytes: [UInt8]) = (
            [], [], []
        )
        try await Scene.play { scene in
            let (session, entitlement) = try await scene.provenSession(of: "shibuya-household")
            let request = RequestID.fresh
            let order = try entitlement.order()
            scene.cloud.lay(fault, on: call)
            let signed = try await scene.client.issue(order, in: session, request: request)
            let binding = ManifestBinding(
                requestID: request.description, sessionID: session.id, kioskID: Scene.kiosk,
                cardCertificateSHA256: Hexadecimal.text(try scene.card(of: "shibuya-household").certificate.sha256),
                municipality: "13113", kind: "residence-record", options: order.certificate.optionTokens, copies: 1,
                fee: order.fee.amount)
            let verdict = ManifestVerifier(anchors: [try scene.cloud.world.sealAuthority().certificate])
                .verify(signed, binding: binding, at: scene.cloud.world.now)
            result.manifest = verdict.refusals
            guard let manifest = verdict.manifest else { return }
            let document = try await scene.client.document(of: request, length: manifest.documentLength)
            document.withBytes {
                result.document = manifest.verifyDocument($0)
                result.bytes = Array($0)
            }
        }
        return result
    }

    @Test("a manifest for another request is told by the binding")
    func manifestForAnotherRequest() async throws {
        #expect(try await refusals(.manifestForAnotherRequest, on: .issue).manifest == [.differs(.requestID)])
    }

    @Test("another document of the same length is told by its digest")
    func anotherDocument() async throws {
        let result = try await refusals(.anotherDocument, on: .document)
        #expect(result.manifest == [])
        #expect(result.document == [.differs(.documentSHA256)])
    }

    @Test("a document that is no PDF fits its manifest: only a look at it tells")
    func notPDF() async throws {
        let result = try await refusals(.notPDF, on: .issue)
        #expect(result.manifest == [])
        #expect(result.document == [])
        #expect(!result.bytes.starts(with: Array("%PDF-".utf8)))
    }

    @Test("a stranger's document under a right manifest is made on purpose, for those who must notice")
    func strangersDocument() async throws {
        let proper = try await refusals(.delay(.zero), on: .issue)
        let strange = try await refusals(.strangersDocument, on: .issue)
        #expect(strange.manifest == [])
        #expect(strange.document == [])
        #expect(strange.bytes.count > 1_000)
        #expect(strange.bytes != proper.bytes)
    }
}
