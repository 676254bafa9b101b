internal import HTTPTypes
internal import Issuance

/// The contract's paths, each with its one method.
struct CloudRoute: Sendable {
    var call: CloudCall
    var method: HTTPRequest.Method
    /// `{}` stands for an id.
    var segments: [String]

    static let all: [CloudRoute] = [
        CloudRoute(call: .openSession, method: .post, segments: ["v1", "sessions"]),
        CloudRoute(call: .prove, method: .post, segments: ["v1", "sessions", "{}", "proof"]),
        CloudRoute(call: .issue, method: .post, segments: ["v1", "sessions", "{}", "issuances"]),
        CloudRoute(call: .document, method: .get, segments: ["v1", "issuances", "{}", "document"]),
        CloudRoute(call: .report, method: .post, segments: ["v1", "issuances", "{}", "outcome"]),
        CloudRoute(call: .service, method: .get, segments: ["v1", "service"]),
    ]

    /// The call that a request makes, and the id in its path.
    static func match(_ method: HTTPRequest.Method, path: String) throws(Problem) -> (call: CloudCall, id: String) {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        for route in all {
            guard let id = route.id(in: segments) else { continue }
            guard route.method == method else { throw .methodNotAllowed(allow: route.method.rawValue) }
            return (route.call, id)
        }
        throw .notFound
    }

    // The id, empty where the path has none; nil where this is another path.
    private func id(in path: [String]) -> String? {
        guard path.count == segments.count else { return nil }
        var id = ""
        for (part, expected) in zip(path, segments) {
            if expected == "{}" {
                guard RequestID(part) != nil else { return nil }
                id = part
            } else if part != expected {
                return nil
            }
        }
        return id
    }
}
