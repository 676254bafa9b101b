public import OpenSSL

/// Says whether a certificate is good for a purpose, at a time that it is told.
///
/// A plain value: no clock, no network, no system roots. It may be asked from many tasks at once.
public struct CertificateVerifier: Sendable {
    /// Whom we trust: nobody but these.
    public let anchors: [Certificate]
    /// Authorities on the way to an anchor that we know beforehand.
    public let intermediates: [Certificate]
    /// What a certificate must be.
    public let profile: CertificateProfile

    /// Makes a verifier.
    public init(anchors: [Certificate], intermediates: [Certificate] = [], profile: CertificateProfile) {
        self.anchors = anchors
        self.intermediates = intermediates
        self.profile = profile
    }

    /// The verdict on bytes that came from somewhere, such as a card's file.
    public func verify(
        der: [UInt8], at seconds: Int64, revocation: RevocationEvidence? = nil
    ) -> CertificateVerdict {
        guard let certificate = try? Certificate(der: der) else { return malformed(path: []) }
        return verify(certificate, at: seconds, revocation: revocation)
    }

    /// The verdict on a certificate.
    ///
    /// - Parameters:
    ///   - seconds: the time of the verdict, since 1970 UTC.
    ///   - evidence: what is known of its revocation; nil when nothing was asked.
    ///   - extra: authorities that came along with the certificate, with no standing of their own; the
    ///     first sixteen are looked at.
    public func verify(
        _ certificate: Certificate, at seconds: Int64, revocation evidence: RevocationEvidence? = nil,
        extra: [Certificate] = []
    ) -> CertificateVerdict {
        let paths = paths(for: certificate, extra: extra)
        guard !paths.complete.isEmpty else {
            // No anchor: still say what else is wrong with it.
            let isForged = paths.namesMatched && !paths.signatureMatched
            return judge(
                [certificate], missing: CertificateRefusal(isForged ? .signatureInvalid : .unknownIssuer),
                at: seconds, evidence, extra)
        }
        var best: CertificateVerdict?
        for path in paths.complete {
            let verdict = judge(path, missing: nil, at: seconds, evidence, extra)
            if verdict.isAccepted { return verdict }
            if verdict.reasons.count < best?.reasons.count ?? .max { best = verdict }
        }
        return best ?? malformed(path: [certificate])
    }

    /// What to ask an OCSP responder about `certificate`, or nil when we know nobody who issued it.
    ///
    /// - Throws: when OpenSSL cannot make random numbers or encode.
    public func ocspQuery(for certificate: Certificate) throws(OpenSSLError) -> OCSPQuery? {
        guard let path = paths(for: certificate, extra: []).complete.first, path.count > 1 else { return nil }
        return try OCSPQuery(certificate: certificate, issuer: path[1])
    }

    private func malformed(path: [Certificate]) -> CertificateVerdict {
        CertificateVerdict(
            refusals: [.encoding: [CertificateRefusal(.malformed)]], notAsked: [], path: path, revocation: nil)
    }

    // One path, every policy. `missing` is set when the path ends without an anchor.
    private func judge(
        _ path: [Certificate], missing: CertificateRefusal?, at seconds: Int64, _ evidence: RevocationEvidence?,
        _ extra: [Certificate]
    ) -> CertificateVerdict {
        var refusals: [CertificatePolicy: [CertificateRefusal]] = [:]
        var judged = path
        let question = PathQuestion(
            at: seconds, policies: profile.policies, requiresExplicitPolicy: profile.requiresExplicitPolicy,
            inhibitsPolicyMapping: profile.inhibitsPolicyMapping, inhibitsAnyPolicy: profile.inhibitsAnyPolicy,
            maximumIntermediates: profile.maximumIntermediates)
        do {
            let result = try PathValidation.validate(path, endsInAnchor: missing == nil, question: question)
            for finding in result.findings {
                let (policy, refusal) = CertificateVerifier.refusal(for: finding)
                // Without an anchor the path's own fault is known better than OpenSSL can.
                if missing != nil && policy == .path { continue }
                refusals[policy, default: []].append(refusal)
            }
            if let missing {
                refusals[.path] = [missing]
            } else if result.path != path {
                // OpenSSL went another way than the signatures do: nothing here was then judged as a whole.
                refusals[.path, default: []].append(CertificateRefusal(.unknownIssuer))
            }
            judged = result.path.isEmpty ? path : result.path
        } catch {
            return malformed(path: path)
        }
        if !path[0].hasReadableExtensions, refusals[.encoding] == nil {
            refusals[.encoding] = [CertificateRefusal(.malformed)]
        }
        refusals[.usage, default: []] += usageRefusals(path[0])
        refusals[.algorithms, default: []] += algorithmRefusals(path, hasAnchor: missing == nil)

        let asksPolicies = profile.requiresExplicitPolicy ?? !profile.policies.isEmpty
        var notAsked: Set<CertificatePolicy> = asksPolicies ? [] : [.certificatePolicy]
        let inquiry = RevocationInquiry(verifier: self, evidence: evidence, extra: extra, seconds: seconds)
        let findings = inquiry.findings(on: path, hasAnchor: missing == nil)
        if findings.isEmpty { notAsked.insert(.revocation) }
        refusals[.revocation] = findings.compactMap(\.refusal)
        return CertificateVerdict(
            refusals: refusals, notAsked: notAsked, path: judged,
            revocation: RevocationVerdict(all: findings.map(\.verdict)))
    }
}
