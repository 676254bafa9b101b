internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import Issuance
internal import NIOCore

/// An error of the contract: an RFC 9457 problem document with a stable type.
public struct Problem: Error, Hashable, Sendable {
    /// Without `urn:madoguchi:problem:`.
    public var type: String
    /// The HTTP status.
    public var status: Int
    /// English, for a technician. Never about a resident.
    public var title: String
    /// The methods that the path has, where the request's is none of them (RFC 9110 §15.5.6).
    public var allow: String?

    /// Makes a problem.
    public init(_ type: String, _ status: Int, _ title: String) {
        self.type = type
        self.status = status
        self.title = title
    }

    static let malformedRequest = Problem("malformed-request", 400, "The request breaks the contract")
    static let kioskNotAccepted = Problem("kiosk-not-accepted", 403, "The kiosk is not enrolled")
    static let notFound = Problem("not-found", 404, "No such path")
    static let unknownSession = Problem("unknown-session", 404, "No such session")
    static let unknownIssuance = Problem("unknown-issuance", 404, "No such issuance")
    static let requestIDReused = Problem("request-id-reused", 409, "The id names another request")
    static let proofAlreadyGiven = Problem("proof-already-given", 409, "The session had another proof")
    static let sessionNotProven = Problem("session-not-proven", 409, "The session has no accepted proof")
    static let orderNotOffered = Problem("order-not-offered", 409, "The order is not within what is offered")
    static let outcomeConflict = Problem("outcome-conflict", 409, "Another outcome stands")
    static let orderClosed = Problem("issuance-closed", 409, "The issuance is closed")
    static let documentClosed = Problem("issuance-closed", 410, "The issuance is closed")
    static let sessionExpired = Problem("session-expired", 410, "The session is over")
    static let tooLarge = Problem("too-large", 413, "The body is too large")
    static let unsupportedMediaType = Problem("unsupported-media-type", 415, "The body must be JSON")
    static let fault = Problem("fault", 500, "Something is wrong in the cloud")

    static func methodNotAllowed(allow method: String) -> Problem {
        var problem = Problem("method-not-allowed", 405, "The path does not have this method")
        problem.allow = method
        return problem
    }

    static func refused(_ refusal: Refusal) -> Problem {
        Problem("refused:" + refusal.rawValue, 403, "The municipality does not issue")
    }

    private struct Document: Encodable {
        var type: String
        var title: String
        var status: Int
    }

    var response: Response {
        let document = Document(type: "urn:madoguchi:problem:" + type, title: title, status: status)
        var response = Response.json(document, status: status, mediaType: "application/problem+json")
        if let allow { response.headers[.allow] = allow }
        return response
    }
}

extension Response {
    static func json(_ value: some Encodable, status: Int, mediaType: String = "application/json") -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Strings and whole numbers always encode.
        let body = (try? encoder.encode(value)) ?? Data()
        return Response(
            status: .init(code: status), headers: [.contentType: mediaType, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}
