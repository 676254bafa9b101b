public import OpenSSL

/// One question that a certificate is asked.
public enum CertificatePolicy: String, Hashable, Sendable, CaseIterable {
    /// Is it DER that we understand, critical extensions included (RFC 5280 §4.2)?
    case encoding
    /// Does a chain of signatures lead to an anchor (RFC 5280 §6.1.3 a)?
    case path
    /// Is every certificate of the path valid at this time?
    case validity
    /// May every issuer of the path issue, and the path be this long?
    case authority
    /// Are the names permitted (RFC 5280 §4.2.1.10)?
    case names
    /// May the key be used for this purpose?
    case usage
    /// Does a certificate policy that was asked for hold along the path?
    case certificatePolicy
    /// Is every key and signature strong enough?
    case algorithms
    /// Is it known not to be revoked?
    case revocation
}

/// Why a certificate is refused.
public struct CertificateRefusal: Hashable, Sendable {
    /// What a caller can act on.
    public enum Kind: Hashable, Sendable {
        case malformed
        case unhandledCriticalExtension
        /// Nobody we know bears the name of its issuer.
        case unknownIssuer
        /// Somebody we know bears the name of its issuer, and none of their keys made the signature.
        case signatureInvalid
        case notYetValid, expired
        /// It issued another certificate and may not.
        case notAnAuthority
        case pathTooLong
        case nameNotPermitted
        /// The key is for another purpose.
        case wrongUsage
        case policyMissing
        case weakAlgorithm
        /// Revoked at this second (since 1970 UTC).
        case revoked(RevocationReason, at: Int64)
        case revocationUnknown(RevocationUnknown)
        /// A code of OpenSSL's that has no kind here.
        case other(Int32)
    }

    /// What a caller can act on.
    public var kind: Kind
    /// Which certificate of the path: 0 is the one that was asked about, 1 its issuer's, and so on.
    public var depth: Int

    /// Makes a refusal.
    public init(_ kind: Kind, depth: Int = 0) {
        self.kind = kind
        self.depth = depth
    }
}

/// One question with its answer.
public struct PolicyAnswer: Hashable, Sendable {
    /// How it was answered.
    public enum Result: Hashable, Sendable {
        case meets
        /// The profile did not ask, and no evidence was given.
        case notAsked
        /// At least one reason.
        case failsBecause([CertificateRefusal])
    }

    /// The question.
    public var policy: CertificatePolicy
    /// The answer.
    public var result: Result
}

/// The verdict on a certificate: every question with its answer.
public struct CertificateVerdict: Hashable, Sendable {
    /// Every policy of `CertificatePolicy.allCases`, once, in that order.
    public let answers: [PolicyAnswer]
    /// The path that was judged, the certificate first and the anchor last; without an anchor, or
    /// empty, when there is none.
    public let path: [Certificate]
    /// What is known of its revocation; nil when nobody asked.
    public let revocation: RevocationVerdict?

    /// Whether no policy fails.
    public var isAccepted: Bool { reasons.isEmpty && !path.isEmpty }

    /// Every reason against it, in the order of the policies.
    public var reasons: [CertificateRefusal] {
        answers.flatMap { (answer) -> [CertificateRefusal] in
            switch answer.result {
            case .meets, .notAsked: return []
            case .failsBecause(let refusals): return refusals
            }
        }
    }

    /// Whether one of the reasons is of a kind that `matches` picks.
    public func isRefused(_ matches: (CertificateRefusal.Kind) -> Bool) -> Bool {
        reasons.contains { matches($0.kind) }
    }

    init(
        refusals: [CertificatePolicy: [CertificateRefusal]], notAsked: Set<CertificatePolicy>, path: [Certificate],
        revocation: RevocationVerdict?
    ) {
        answers = CertificatePolicy.allCases.map { policy in
            if let reasons = refusals[policy], !reasons.isEmpty {
                PolicyAnswer(policy: policy, result: .failsBecause(reasons))
            } else {
                PolicyAnswer(policy: policy, result: notAsked.contains(policy) ? .notAsked : .meets)
            }
        }
        self.path = path
        self.revocation = revocation
    }
}
