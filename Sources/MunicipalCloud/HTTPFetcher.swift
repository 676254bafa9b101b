internal import Issuance

/// Fetches signed answers over plain HTTP: OCSP responses (RFC 6960 appendix A.1) and revocation lists (RFC 5280
/// §4.2.1.13), which prove themselves and would need an answer about another certificate if they came over TLS.
///
/// The address usually stands in a certificate: verify that certificate's signature before asking.
public final class HTTPFetcher: Sendable {
    private let loop: TransferLoop
    private let limit: Duration
    private let listLimit: Duration
    private let proxy: String?

    /// An OCSP response has 2 KiB; more than this is none.
    public static let longestAnswer = 64 << 10
    /// The resident waits at the reader while it is fetched.
    public static let usualLimit: Duration = .seconds(5)
    /// Three times a list with a million entries.
    public static let longestList = 64 << 20
    /// A list with a million entries, of 23 MB, at 4 Mbit/s. Nobody waits for it longer than the machine has them wait;
    /// what comes later is there for the next.
    public static let listLimit: Duration = .seconds(60)

    /// - Parameters:
    ///   - limit: for the whole of a request, connection and name look-up included.
    ///   - listLimit: the same, where a list is asked for.
    ///   - proxy: such as `http://proxy.example:8080`; nil for none.
    public init(
        limit: Duration = HTTPFetcher.usualLimit, listLimit: Duration = HTTPFetcher.listLimit, proxy: String? = nil
    ) throws(CloudError) {
        self.loop = try TransferLoop()
        self.limit = limit
        self.listLimit = listLimit
        self.proxy = proxy
    }

    /// Posts `body` and returns the answer's.
    ///
    /// - Parameters:
    ///   - url: `http://…`; any other scheme is refused.
    ///   - contentType: of the body, such as `application/ocsp-request`.
    ///   - accept: the media type that a good answer has, such as `application/ocsp-response`.
    ///   - body: at most 64 KiB.
    ///   - limit: bytes of the answer, at most `longestAnswer`.
    public func post(
        url: String, contentType: String, accept: String, body: [UInt8],
        limit bodyLimit: Int = HTTPFetcher.longestAnswer
    ) async throws(CloudError) -> [UInt8] {
        try HTTPOrigin.checkedAddress(url, scheme: "http")
        guard (1...Self.longestAnswer).contains(bodyLimit) else { throw .malformed(.request) }
        let content = WipedBuffer(limit: 64 << 10)
        try content.append(body)
        let answer = try await loop.perform(
            TransferRequest(
                method: .post(contentType: contentType, content), url: url, security: .none, proxy: proxy,
                mediaType: accept, bodyLimit: bodyLimit, connectLimit: limit, totalLimit: limit))
        guard answer.status == 200 else {
            throw CloudError(.failed(answer.status >= 500 ? .serverFault : .malformed), .status(answer.status))
        }
        guard answer.mediaType == accept else { throw .malformed(.mediaType) }
        return answer.body.withBytes { Array($0) }
    }

    /// Gets a revocation list, whatever media type the server calls it by.
    ///
    /// - Parameters:
    ///   - url: `http://…`; any other scheme is refused.
    ///   - bodyLimit: bytes of the list, at most `longestList`.
    public func list(
        url: String, limit bodyLimit: Int = HTTPFetcher.longestList
    ) async throws(CloudError) -> [UInt8] {
        try HTTPOrigin.checkedAddress(url, scheme: "http")
        guard (1...Self.longestList).contains(bodyLimit) else { throw .malformed(.request) }
        let answer = try await loop.perform(
            TransferRequest(
                method: .get, url: url, security: .none, proxy: proxy, mediaType: TransferRequest.anyMediaType,
                bodyLimit: bodyLimit, connectLimit: limit, totalLimit: max(limit, listLimit), stallLimit: limit))
        guard answer.status == 200 else {
            throw CloudError(.failed(answer.status >= 500 ? .serverFault : .malformed), .status(answer.status))
        }
        return answer.body.withBytes { Array($0) }
    }
}
