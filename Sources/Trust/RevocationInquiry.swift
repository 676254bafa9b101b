internal import OpenSSL

/// Asks the evidence about the certificates of one path.
struct RevocationInquiry {
    let verifier: CertificateVerifier
    let evidence: RevocationEvidence?
    /// Certificates that came along: one of them may have signed a list.
    let extra: [Certificate]
    let seconds: Int64
    /// The signers of lists that this question is asked for the sake of, the first one's first.
    var signers: [Certificate] = []

    private var profile: CertificateProfile { verifier.profile }

    /// One verdict for each certificate that the profile asks about, the end entity's first, and after them
    /// those of the others of which the evidence says that they are revoked.
    func findings(on path: [Certificate], hasAnchor: Bool) -> [RevocationFinding] {
        let mustKnow = profile.revocation != .notRequired
        guard let evidence else {
            return mustKnow ? [RevocationFinding(depth: 0, verdict: .unknown(.notAsked), isRequired: true)] : []
        }
        guard path.count > 1 else {
            return [RevocationFinding(depth: 0, verdict: .unknown(.issuerUnknown), isRequired: mustKnow)]
        }
        // Without an anchor, nobody vouches for whoever would speak of the authorities.
        let places = hasAnchor ? 0..<(path.count - 1) : 0..<1
        return places.compactMap { place in
            let verdict = verdict(on: path, place: place, evidence)
            let isAsked = place == 0 || profile.revocation == .path
            guard isAsked || verdict.isRevoked else { return nil }
            return RevocationFinding(depth: place, verdict: verdict, isRequired: isAsked && mustKnow)
        }
    }

    // OCSP first, since it is fresher and names no other certificate; the lists when it cannot answer.
    private func verdict(
        on path: [Certificate], place: Int, _ evidence: RevocationEvidence
    ) -> RevocationVerdict {
        let judge = OCSPJudge(rules: profile.ocsp, floor: profile.floor)
        let answer = evidence.responders(on: path[place], issuer: path[place + 1], judge: judge, at: seconds)
        if let verdict = answer.verdict { return verdict }
        let lists = evidence.lists
        guard !lists.isEmpty else { return .unknown(answer.trouble ?? .notAsked) }
        let verdict = RevocationListJudge(inquiry: self, lists: lists, path: path, place: place).verdict()
        if case .unknown(let why) = verdict { return .unknown(answer.trouble ?? why) }
        return verdict
    }
}

/// What is known of the revocation of one certificate of a path.
struct RevocationFinding {
    var depth: Int
    var verdict: RevocationVerdict
    /// Whether not to know is a reason against it.
    var isRequired: Bool

    /// Why the certificate is refused for it; nil: it is not.
    var refusal: CertificateRefusal? {
        switch verdict {
        case .good: nil
        case .revoked(let reason, let at): CertificateRefusal(.revoked(reason, at: at), depth: depth)
        case .unknown(let why): isRequired ? CertificateRefusal(.revocationUnknown(why), depth: depth) : nil
        }
    }
}

extension RevocationVerdict {
    fileprivate var isRevoked: Bool {
        if case .revoked = self { true } else { false }
    }

    /// Several in one: the worst. Nil: nobody asked.
    init?(all verdicts: [RevocationVerdict]) {
        guard var worst = verdicts.first else { return nil }
        for verdict in verdicts.dropFirst() {
            switch (worst, verdict) {
            case (.good(let one), .good(let other)): worst = .good(until: min(one, other))
            case (.good, _), (.unknown, .revoked): worst = verdict
            case (.revoked, _), (.unknown, _): break
            }
        }
        self = worst
    }
}
