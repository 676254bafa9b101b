internal import OpenSSL

/// One HTTP request, and what of its answer is acceptable.
struct TransferRequest: Sendable {
    enum Method: Sendable {
        case get
        case post(contentType: String, WipedBuffer)
    }

    enum Security: Sendable {
        /// Plain HTTP, for answers that prove themselves.
        case none
        case mutualTLS(CloudIdentity)
    }

    var method: Method
    /// Absolute.
    var url: String
    var security: Security
    /// Explicit, because the environment's is never looked at; nil for none.
    var proxy: String?
    /// The media type of a good answer, lower case; nil where it has no body, `anyMediaType` where it proves itself.
    var mediaType: String?
    /// Bytes of a good answer's body.
    var bodyLimit: Int
    /// A good answer has exactly as many: a longer one is another document, and not only too large.
    var isLengthKnown = false
    var connectLimit: Duration
    /// From the start to the last byte.
    var totalLimit: Duration
    /// Give up where less than `slowestRate` arrives for this long; nil for answers that are small.
    var stallLimit: Duration?

    /// Over a connection of its own, which is looked at.
    var isProbe = false

    /// Whatever the server calls it.
    static let anyMediaType = "*/*"

    /// Whether a resident's data may be in the answer.
    var isSecret: Bool {
        if case .mutualTLS = security { true } else { false }
    }

    /// Bytes a second. A document at this rate would outlast any `totalLimit` anyway; the guard ends a stalled
    /// connection early.
    static let slowestRate = 1_024
    /// Bytes of an answer's header: ours has ten short lines.
    static let headerLimit = 32 << 10

    /// Whole milliseconds, at least one: zero would mean "no limit" to libcurl.
    static func milliseconds(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        guard seconds < 86_400 else { return 86_400_000 }
        return max(1, Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}

/// What came back, whatever the server thinks of the request.
package struct TransferAnswer: Sendable {
    var status: Int
    /// Lower case, without parameters.
    var mediaType: String?
    var body: WipedBuffer
    /// Nil unless the request was a probe.
    var sighting: ConnectionSighting?

    package init(status: Int, mediaType: String?, body: WipedBuffer) {
        self.status = status
        self.mediaType = mediaType
        self.body = body
    }
}
