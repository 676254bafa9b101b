public import MunicipalCloud
internal import OpenSSL
public import Trust

/// Gathers what the authorities say of a certificate. Judging it is the verifier's.
public protocol RevocationSource: Sendable {
    /// What could be learned within the source's own limits; never an error, since "nothing" is an answer too.
    func evidence(for query: OCSPQuery?) async -> RevocationEvidence
}

/// Brings what authorities publish, within limits of its own for time and size.
public protocol RevocationFetcher: Sendable {
    /// What the responder at `url` answers to an OCSP request; nil: nothing usable came.
    func answer(from url: String, to request: [UInt8]) async -> [UInt8]?
    /// The revocation list at `url`, as it came; nil: nothing usable came.
    func list(at url: String) async -> [UInt8]?
}

extension HTTPFetcher: RevocationFetcher {
    /// See `RevocationFetcher`. RFC 6960 appendix A.1, by POST.
    public func answer(from url: String, to request: [UInt8]) async -> [UInt8]? {
        try? await post(
            url: url, contentType: "application/ocsp-request", accept: "application/ocsp-response", body: request,
            limit: OCSPQuery.maximumResponseLength)
    }

    /// See `RevocationFetcher`.
    public func list(at url: String) async -> [UInt8]? { try? await list(url: url) }
}

/// Asks the responders that the certificate names, and where none of them knows, fetches the lists that it names.
public struct PublishedRevocation: RevocationSource {
    private let fetcher: any RevocationFetcher
    private let shelf: ListShelf
    private let now: @Sendable () -> Int64

    /// - Parameters:
    ///   - shelf: where lists are kept for as long as they say.
    ///   - now: seconds since 1970 UTC.
    public init(_ fetcher: any RevocationFetcher, shelf: ListShelf, now: @escaping @Sendable () -> Int64) {
        self.fetcher = fetcher
        self.shelf = shelf
        self.now = now
    }

    /// Asks the responders that `query` names, in their order, at most two of them, then for lists at two places.
    public func evidence(for query: OCSPQuery?) async -> RevocationEvidence {
        guard let query else { return .unavailable(.issuerUnknown) }
        var sources: [RevocationEvidence.Source] = []
        // A certificate names one or two responders; more would only keep the resident waiting.
        for url in query.urls.prefix(2) {
            guard let answer = await fetcher.answer(from: url, to: query.request) else { continue }
            sources.append(.ocsp(query, response: answer))
            switch OCSPJudge().judge(ocspResponse: answer, for: query, at: now()) {
            case .good, .revoked: return RevocationEvidence(sources)
            case .unknown: continue
            }
        }
        if sources.isEmpty { sources.append(.unavailable(.unreachable)) }
        for url in query.certificate.crlURLs.prefix(2) {
            guard let list = await shelf.list(at: url, signedBy: query.issuer) else { continue }
            sources.append(.list(list))
        }
        return RevocationEvidence(sources)
    }
}
