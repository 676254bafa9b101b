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

    /// One verdict for each certificate that the profile asks about, the end entity's first.
    func verdicts(on path: [Certificate], hasAnchor: Bool) -> [RevocationVerdict] {
        guard let evidence else { return profile.revocation == .notRequired ? [] : [.unknown(.notAsked)] }
        guard path.count > 1 else { return [.unknown(.issuerUnknown)] }
        let count = profile.revocation == .path && hasAnchor ? path.count - 1 : 1
        return (0..<count).map { verdict(on: path, place: $0, evidence) }
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

extension RevocationVerdict {
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

    /// Why a certificate of which this is known is refused; nil: it is not.
    var refusal: CertificateRefusal.Kind? {
        switch self {
        case .good: nil
        case .revoked(let reason, let at): .revoked(reason, at: at)
        case .unknown(let why): .revocationUnknown(why)
        }
    }
}
