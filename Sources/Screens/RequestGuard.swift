package import HTTPTypes
package import Hummingbird

/// Who may read and press. Loopback keeps other machines out; this keeps out other programs on this one, and other
/// pages in its browser.
package struct RequestGuard: Sendable {
    let port: Int
    let token: ScreenToken

    package init(port: Int, token: ScreenToken) {
        self.port = port
        self.token = token
    }

    /// Everything that the page may do, and nothing else: no script or style but its own files, no connection but to
    /// its own server, no markup parsed from text.
    static let contentPolicy = contentPolicy(framedBy: nil)

    /// The same, with one page more that may frame this one: the simulator's dock, which listens on that port of
    /// 127.0.0.1. The firmware names none.
    static func contentPolicy(framedBy dock: Int?) -> String {
        let ancestors = dock.map { "http://127.0.0.1:\($0)" } ?? "'none'"
        return [
            "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self'",
            "base-uri 'none'", "form-action 'none'", "frame-ancestors \(ancestors)",
            "require-trusted-types-for 'script'", "trusted-types 'none'",
        ].joined(separator: "; ")
    }

    /// Goes with every answer.
    package static func headers(contentType: String, policy: String) -> HTTPFields {
        var headers: HTTPFields = [.contentType: contentType]
        let fixed = [
            ("Content-Security-Policy", policy), ("X-Content-Type-Options", "nosniff"),
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
    package func isOurs(_ request: Request) -> Bool {
        guard let authority = request.head.authority else { return false }
        return authority == "127.0.0.1:\(port)" || authority == "localhost:\(port)"
    }

    /// The page itself asks: it knows the token, and the browser says that it comes from here.
    package func isPage(_ request: Request, mustNameOrigin: Bool) -> Bool {
        guard isOurs(request), let authority = request.head.authority, let name = Self.tokenName,
            let given = request.headers[name], token.matches(given)
        else { return false }
        if let site = Self.fetchSiteName.flatMap({ request.headers[$0] }), site != "same-origin" { return false }
        guard let origin = request.headers[.origin] else { return !mustNameOrigin }
        return origin == "http://\(authority)"
    }
}
