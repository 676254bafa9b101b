public import OpenSSL

/// What is known of a certificate's revocation.
public enum RevocationVerdict: Hashable, Sendable {
    /// Not revoked, and this may be repeated up to `until` (seconds since 1970 UTC) and no longer.
    case good(until: Int64)
    /// Revoked at this second (since 1970 UTC).
    case revoked(RevocationReason, at: Int64)
    /// Not known, which is no.
    case unknown(RevocationUnknown)
}

/// Why nothing is known of a certificate's revocation.
public enum RevocationUnknown: Hashable, Sendable {
    /// Nobody asked, and somebody had to.
    case notAsked
    /// No responder could be reached, or it gave no answer within the limits.
    case unreachable
    /// Nobody is known who could have issued the certificate.
    case issuerUnknown
    /// The answer is too long, or no OCSP response.
    case malformed
    /// The responder says that it cannot answer now.
    case responderFailed(OCSPResponse.Status)
    /// The answer is about another certificate.
    case otherCertificate
    /// The answer repeats another nonce, or none: it answers another question.
    case nonceMismatch
    /// Nobody's signature that we know.
    case signatureInvalid
    /// Signed by somebody who may not answer for the issuer.
    case responderNotAuthorized
    case weakAlgorithm
    /// From the future, beyond the skew.
    case notYetValid
    /// Older than it may be.
    case stale
    /// An extension that must be understood is not.
    case unhandledCriticalExtension
    /// The responder does not know the certificate.
    case responderDoesNotKnow
    /// No list that is here is about the certificate.
    case noList
    /// The lists that are here leave out reasons for which it could be revoked.
    case reasonsNotCovered
    /// The index of a list is not as it was written.
    case damaged
}

/// What was gathered about the revocation of a certificate and of those on its path, to be judged.
///
/// Answers of responders come first, in their order: the first that says "revoked" or "good" decides.
/// When none does, the lists are asked, all together (RFC 5280 §6.3); and when they do not know either,
/// the first trouble is told.
public struct RevocationEvidence: Hashable, Sendable {
    /// One thing that was gathered.
    public enum Source: Hashable, Sendable {
        /// An answer that came for a query.
        case ocsp(OCSPQuery, response: [UInt8])
        /// An answer that nobody here asked for, such as one stapled to a TLS handshake.
        case ocspResponse([UInt8])
        /// A revocation list.
        case list(RevocationList)
        /// Nothing came.
        case unavailable(RevocationUnknown)
    }

    /// What was gathered, the best first.
    public var sources: [Source]

    /// Makes evidence from several sources.
    public init(_ sources: [Source]) { self.sources = sources }

    /// The answer that came for `query`.
    public static func ocsp(_ query: OCSPQuery, response: [UInt8]) -> RevocationEvidence {
        RevocationEvidence([.ocsp(query, response: response)])
    }

    /// Revocation lists.
    public static func lists(_ lists: [RevocationList]) -> RevocationEvidence {
        RevocationEvidence(lists.map(Source.list))
    }

    /// Nothing came.
    public static func unavailable(_ why: RevocationUnknown = .unreachable) -> RevocationEvidence {
        RevocationEvidence([.unavailable(why)])
    }

    var lists: [RevocationList] {
        sources.compactMap { if case .list(let list) = $0 { list } else { nil } }
    }

    /// What the responders say; `trouble` is nil where nobody was asked.
    func responders(
        on certificate: Certificate, issuer: Certificate, judge: OCSPJudge, at seconds: Int64
    ) -> (verdict: RevocationVerdict?, trouble: RevocationUnknown?) {
        var trouble: RevocationUnknown?
        for source in sources {
            let response: [UInt8]
            var nonce: [UInt8]?
            switch source {
            case .list: continue
            case .unavailable(let why):
                trouble = trouble ?? why
                continue
            case .ocspResponse(let bytes): response = bytes
            case .ocsp(let query, let bytes):
                response = bytes
                nonce = query.nonce
            }
            // The judge's certificate and issuer, not the query's: the evidence was gathered elsewhere.
            let verdict = judge.verdict(
                on: response, nonce: nonce, certificate: certificate, issuer: issuer, at: seconds)
            guard case .unknown(let why) = verdict else { return (verdict, nil) }
            trouble = trouble ?? why
        }
        return (nil, trouble)
    }
}
