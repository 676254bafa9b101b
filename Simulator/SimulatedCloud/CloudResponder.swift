internal import HTTPTypes
internal import Hummingbird
internal import Issuance
internal import NIOCore
internal import OpenSSL

/// Answers the contract's requests, and nothing else.
struct CloudResponder: HTTPResponder {
    typealias Context = KioskContext

    let desk: CloudDesk
    let notice: PlanNotice
    let now: @Sendable () -> Int64
    let kiosks: EnrolledKiosks
    let faults: FaultBoard
    let tally: Tally
    let beforeCall: @Sendable (CloudCall) async -> CloudFault?
    let onCall: @Sendable (CloudExchange) -> Void
    /// Behind a disguise that has no client certificates everybody passes for this kiosk, so that whoever would talk
    /// to such a cloud gets as far as possible.
    let assumedKiosk: String?

    /// The contract's bound for a request's body.
    static let bodyLimit = 64 << 10

    func respond(to request: Request, context: KioskContext) async throws -> Response {
        tally.see(port: context.channel.remoteAddress?.port)
        let began = ContinuousClock.now
        var called: CloudCall?
        var laid: CloudFault?
        func told(_ response: Response) -> Response {
            if let called { onCall(CloudExchange(called, response.status.code, fault: laid, since: began)) }
            return response
        }
        do throws(Problem) {
            let (call, id) = try CloudRoute.match(request.method, path: request.uri.path)
            called = call
            let kiosk: String
            if let assumedKiosk { kiosk = assumedKiosk } else { kiosk = try await context.kiosk(among: kiosks) }
            let fault = if let waiting = faults.take(call) { waiting } else { await beforeCall(call) }
            laid = fault
            try await fault?.before()
            let response = try await respond(to: call, id, kiosk, request, fault)
            if fault == .loseAnswer { try? await context.channel.close() }
            return told(fault?.applied(to: response) ?? response)
        } catch {
            return told(error.response)
        }
    }

    private func respond(
        to call: CloudCall, _ id: String, _ kiosk: String, _ request: Request, _ fault: CloudFault?
    ) async throws(Problem) -> Response {
        let key = CloudDesk.Key(kiosk: kiosk, id: id)
        switch call {
        case .openSession:
            let body = try SessionBody.read(try await Self.body(of: request))
            return .json(try await desk.openSession(body, kiosk: kiosk), status: 201)
        case .prove:
            let bytes = try await Self.body(of: request)
            let body = try ProofBody.read(bytes)
            return .json(try await desk.prove(body, digest: Digest.sha256(bytes), session: key), status: 200)
        case .issue:
            let body = try OrderBody.read(try await Self.body(of: request))
            return .json(try await desk.issue(body, session: key, fault: fault), status: 201)
        case .document:
            return Self.document(try await desk.document(key, fault: fault), fault)
        case .report:
            let body = try OutcomeBody.read(try await Self.body(of: request))
            guard let outcome = body.value else { throw .malformedRequest }
            try await desk.report(outcome, of: key)
            return Response(status: .noContent)
        case .service:
            return .json(notice.plan.answer(at: now()), status: 200)
        case .ocsp:
            throw .notFound
        }
    }

    private static func document(_ pdf: [UInt8], _ fault: CloudFault?) -> Response {
        var pdf = pdf
        // As long as the right one, and still a PDF to a fleeting glance.
        if fault == .anotherDocument { for index in pdf.indices.dropFirst(8) { pdf[index] ^= 1 } }
        return Response(
            status: .ok, headers: [.contentType: "application/pdf", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: pdf)))
    }

    private static func body(of request: Request) async throws(Problem) -> [UInt8] {
        guard
            request.headers[.contentType]?.prefix(while: { $0 != ";" && $0 != " " }).lowercased() == "application/json"
        else { throw .unsupportedMediaType }
        do {
            return Array(buffer: try await request.body.collect(upTo: bodyLimit))
        } catch is NIOTooManyBytesError {
            throw .tooLarge
        } catch {
            throw .malformedRequest
        }
    }
}
