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
}

/// What was gathered about a certificate's revocation, to be judged.
///
/// Sources are asked in order. The first that says "revoked" or "good" decides; when none does, the
/// first one's trouble is told.
public struct RevocationEvidence: Hashable, Sendable {
    /// One thing that was gathered.
    public enum Source: Hashable, Sendable {
        /// An answer that came for a query.
        case ocsp(OCSPQuery, response: [UInt8])
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

    /// Nothing came.
    public static func unavailable(_ why: RevocationUnknown = .unreachable) -> RevocationEvidence {
        RevocationEvidence([.unavailable(why)])
    }

    func verdict(
        on certificate: Certificate, issuer: Certificate, rules: OCSPRules, floor: AlgorithmFloor, at seconds: Int64
    ) -> RevocationVerdict {
        var trouble: RevocationUnknown?
        for source in sources {
            switch source {
            case .unavailable(let why):
                trouble = trouble ?? why
            case .ocsp(let query, let response):
                // The judge's certificate and issuer, not the query's: the evidence was gathered elsewhere.
                let judge = OCSPJudge(rules: rules, floor: floor)
                let verdict = judge.verdict(
                    on: response, nonce: query.nonce, certificate: certificate, issuer: issuer, at: seconds)
                guard case .unknown(let why) = verdict else { return verdict }
                trouble = trouble ?? why
            }
        }
        return .unknown(trouble ?? .notAsked)
    }
}
