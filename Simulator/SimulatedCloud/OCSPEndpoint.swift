internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import SimulatedAuthority
internal import Synchronization

/// The authorities' OCSP responder over plain HTTP (RFC 6960 appendix A.1, by POST), and their revocation lists (RFC
/// 5280 §4.2.1.13, by GET).
struct OCSPEndpoint: HTTPResponder {
    typealias Context = BasicRequestContext

    let authorities: LateAuthorities
    let now: @Sendable () -> Int64
    let faults: FaultBoard
    let count: @Sendable () async -> Void
    let beforeCall: @Sendable (CloudCall) async -> CloudFault?
    let onCall: @Sendable (CloudExchange) -> Void

    static let path = "/ocsp"
    static let lists = "/crl/"
    /// A request about one certificate has 120 bytes.
    static let bodyLimit = 4 << 10

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        if request.uri.path.hasPrefix(Self.lists) { return list(request) }
        guard request.uri.path == Self.path else { return Response(status: .notFound) }
        guard request.method == .post else { return Response(status: .methodNotAllowed, headers: [.allow: "POST"]) }
        guard request.headers[.contentType] == "application/ocsp-request" else {
            return Response(status: .unsupportedMediaType)
        }
        guard let world = authorities.world else { return Response(status: .serviceUnavailable) }
        guard let body = try? await request.body.collect(upTo: Self.bodyLimit) else {
            return Response(status: .contentTooLarge)
        }
        await count()
        let began = ContinuousClock.now
        let fault = if let waiting = faults.take(.ocsp) { waiting } else { await beforeCall(.ocsp) }
        do throws(Problem) {
            try await fault?.before()
        } catch {
            onCall(CloudExchange(.ocsp, error.status, fault: fault, since: began))
            return Response(status: .init(code: error.status))
        }
        let answer = world.answer(ocspRequest: Array(buffer: body), at: now())
        onCall(CloudExchange(.ocsp, 200, fault: fault, since: began))
        let response = Response(
            status: .ok, headers: [.contentType: "application/ocsp-response"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer)))
        return fault?.applied(to: response) ?? response
    }
}

extension OCSPEndpoint {
    private func list(_ request: Request) -> Response {
        guard request.method == .get else { return Response(status: .methodNotAllowed, headers: [.allow: "GET"]) }
        guard let world = authorities.world else { return Response(status: .serviceUnavailable) }
        let name = String(request.uri.path.dropFirst(Self.lists.count))
        guard let list = try? world.revocationList(named: name, at: now()) else { return Response(status: .notFound) }
        return Response(
            status: .ok, headers: [.contentType: "application/pkix-crl"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: list)))
    }
}

/// The authorities, once there are any: their certificates name the responder's address, which is known only when it
/// listens.
final class LateAuthorities: Sendable {
    private let held = Mutex<AuthorityWorld?>(nil)

    var world: AuthorityWorld? { held.withLock { $0 } }
    func open(_ world: AuthorityWorld) { held.withLock { $0 = world } }
}
