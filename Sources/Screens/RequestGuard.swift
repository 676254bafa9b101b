internal import HTTPTypes
internal import Hummingbird

/// Who may read and press. Loopback keeps other machines out; this keeps out other programs on this one, and other
/// pages in its browser.
struct RequestGuard: Sendable {
    let port: Int
    let token: ScreenToken

    /// Everything that the page may do, and nothing else: no script or style but its own files, no connection but to
    /// its own server, no markup parsed from text.
    static let contentPolicy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self'",
        "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ].joined(separator: "; ")

    /// Goes with every answer.
    static func headers(contentType: String) -> HTTPFields {
        var headers: HTTPFields = [.contentType: contentType]
        let fixed = [
            ("Content-Security-Policy", contentPolicy), ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"), ("Cache-Control", "no-store"),
            ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
        ]
        for (name, value) in fixed {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        return headers
    }

    private static let tokenName = HTTPField.Name("X-Madoguchi-Token")
    private static let fetchSiteName = HTTPField.Name("Sec-Fetch-Site")

    /// The name in the address is ours: a page that made its own name point here (DNS rebinding) has another.
    func isOurs(_ request: Request) -> Bool {
        guard let authority = request.head.authority else { return false }
        return authority == "127.0.0.1:\(port)" || authority == "localhost:\(port)"
    }

    /// The page itself asks: it knows the token, and the browser says that it comes from here.
    func isPage(_ request: Request, mustNameOrigin: Bool) -> Bool {
        guard isOurs(request), let authority = request.head.authority, let name = Self.tokenName,
            let given = request.headers[name], token.matches(given)
        else { return false }
        if let site = Self.fetchSiteName.flatMap({ request.headers[$0] }), site != "same-origin" { return false }
        guard let origin = request.headers[.origin] else { return !mustNameOrigin }
        return origin == "http://\(authority)"
    }
}
