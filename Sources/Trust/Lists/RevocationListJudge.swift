internal import OpenSSL

/// Says what lists say of one certificate of a path (RFC 5280 §6.3.3).
struct RevocationListJudge {
    let inquiry: RevocationInquiry
    let lists: [RevocationList]
    let path: [Certificate]
    let place: Int

    private var certificate: Certificate { path[place] }

    func verdict() -> RevocationVerdict {
        guard let issuer = try? certificate.issuerName, let points = try? certificate.distributionPoints else {
            return .unknown(.malformed)
        }
        let scope = ListScope(
            issuer: issuer, points: points, isAuthority: certificate.isAuthority)
        var covered: RevocationReasons = []
        var until = Int64.max
        var first: RevocationUnknown?
        // The newest first: what an older one says of the same reasons is no news.
        for list in lists.sorted(by: { $0.thisUpdate > $1.thisUpdate }) where list.baseNumber == nil {
            guard let reasons = scope.reasons(of: list), !reasons.subtracting(covered).isEmpty else { continue }
            let delta = newestDelta(to: list)
            if let why = trouble(with: list) ?? delta.flatMap(trouble(with:)) {
                first = first ?? why
                continue
            }
            switch answer(list, delta, issuer) {
            case .listed(let reason, let at): return .revoked(reason ?? .unspecified, at: at)
            case .damaged: first = first ?? .damaged
            case .notListed:
                covered.formUnion(reasons)
                // `trouble(with:)` made sure that each says when it ends.
                until = min(until, list.nextUpdate ?? .min, delta?.nextUpdate ?? .max)
            }
        }
        guard covered == .all else {
            return .unknown(first ?? (covered.isEmpty ? .noList : .reasonsNotCovered))
        }
        return .good(until: until)
    }

    // The delta's word counts before its base's; "removed" is the end of a hold (§5.3.1).
    private func answer(
        _ list: RevocationList, _ delta: RevocationList?, _ issuer: DistinguishedName
    ) -> RevocationList.Answer {
        let serial = certificate.serialContent
        switch delta?.answer(serial: serial, issuer: issuer) {
        case .listed(.removeFromCRL, _): return .notListed
        case .some(.notListed), nil: return list.answer(serial: serial, issuer: issuer)
        case .some(let answer): return answer
        }
    }

    // §6.3.3 c, and as OpenSSL has it: only where the certificate or the list says that there are newer parts.
    private func newestDelta(to list: RevocationList) -> RevocationList? {
        guard list.fields.hasFreshestList || certificate.hasFreshestList, let number = list.number else { return nil }
        return lists.filter { delta in
            guard let base = delta.baseNumber, let own = delta.number else { return false }
            return delta.issuer == list.issuer && delta.fields.scopeValue == list.fields.scopeValue
                && delta.fields.authorityKeyIdentifier == list.fields.authorityKeyIdentifier
                && !isLess(number, base) && isLess(number, own)
        }.max { isLess($0.number ?? [], $1.number ?? []) }
    }

    private func isLess(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        one.count != other.count ? one.count < other.count : one.lexicographicallyPrecedes(other)
    }

    /// Why a list cannot be used now; nil: it can.
    private func trouble(with list: RevocationList) -> RevocationUnknown? {
        let profile = inquiry.verifier.profile
        if list.hasUnhandledCriticalExtension { return .unhandledCriticalExtension }
        guard list.thisUpdate <= inquiry.seconds + profile.listSkew else { return .notYetValid }
        // §5.1.2.5 demands the next update; a list without one never ends and is never fresh.
        guard let end = list.nextUpdate, inquiry.seconds < end + profile.listSkew else { return .stale }
        guard profile.floor.allows(digest: list.signatureDigest) else { return .weakAlgorithm }
        return refusal(ofSignerOf: list)
    }

    // §6.3.3 f, g: signed by somebody of the list's name, who may sign lists, and whom the same anchor
    // vouches for.
    private func refusal(ofSignerOf list: RevocationList) -> RevocationUnknown? {
        var trouble = RevocationUnknown.signatureInvalid
        for (index, candidate) in path.enumerated().dropFirst(place + 1) {
            let key = CertificateVerifier.key(at: index, of: path)
            guard isSigned(list, by: candidate, key: key) else { continue }
            guard let why = refusal(of: candidate, key: key) else { return nil }
            trouble = why
        }
        let verifier = inquiry.verifier
        let others = verifier.anchors + verifier.intermediates + inquiry.extra.prefix(16)
        for candidate in others where !path[(place + 1)...].contains(candidate) {
            guard (try? candidate.subjectName) == list.issuer else { continue }
            for way in verifier.paths(for: candidate, extra: inquiry.extra).complete where way.last == path.last {
                let key = CertificateVerifier.key(at: 0, of: way)
                guard isSigned(list, by: candidate, key: key) else { break }
                var why = refusal(of: candidate, key: key)
                // A signer whose own list is the one that would name it (PKITS 4.14.30): what stands in the
                // list is then asked, and nothing else can be.
                if why == nil, !inquiry.signers.contains(candidate) { why = refusal(of: way) }
                guard let why else { return nil }
                trouble = why
            }
        }
        return trouble
    }

    private func isSigned(_ list: RevocationList, by candidate: Certificate, key: PublicKey?) -> Bool {
        guard let key, list.names(candidate) else { return false }
        return list.isSigned(by: key)
    }

    private func refusal(of signer: Certificate, key: PublicKey?) -> RevocationUnknown? {
        guard signer.keyUsage?.contains(.cRLSign) ?? true else { return .responderNotAuthorized }
        guard let key, inquiry.verifier.profile.floor.allows(key) else { return .weakAlgorithm }
        return nil
    }

    // The path of a signer who stands beside the certificate's own path.
    private func refusal(of way: [Certificate]) -> RevocationUnknown? {
        let verifier = inquiry.verifier
        // Signers of lists about signers of lists: three are more than anybody has.
        guard inquiry.signers.count < 3 else { return .responderNotAuthorized }
        let question = PathQuestion(at: inquiry.seconds, maximumIntermediates: verifier.profile.maximumIntermediates)
        guard let result = try? PathValidation.validate(way, endsInAnchor: true, question: question),
            result.findings.isEmpty, result.path == way
        else { return .responderNotAuthorized }
        guard verifier.algorithmRefusals(way, hasAnchor: true).isEmpty else { return .weakAlgorithm }
        guard verifier.profile.revocation == .path, way.count > 1 else { return nil }
        var next = inquiry
        next.signers.append(way[0])
        let isGood = next.findings(on: way, hasAnchor: true).allSatisfy { $0.refusal == nil }
        return isGood ? nil : .responderNotAuthorized
    }
}

/// What lists are about one certificate (§6.3.3 b, d).
struct ListScope {
    /// Who issued the certificate.
    let issuer: DistinguishedName
    /// Where it says that its lists are.
    let points: [DistributionPoint]
    let isAuthority: Bool

    /// The reasons for which `list` would name the certificate; nil: it is not about it.
    func reasons(of list: RevocationList) -> RevocationReasons? {
        let scope = list.scope
        if let scope {
            guard !scope.onlyAttributeCertificates, !(isAuthority && scope.onlyUserCertificates),
                isAuthority || !scope.onlyAuthorityCertificates
            else { return nil }
        }
        let isOwn = list.issuer == issuer
        let isIndirect = scope?.isIndirect ?? false
        guard isOwn || isIndirect else { return nil }
        let limit = scope?.onlySomeReasons ?? .all
        var reasons: RevocationReasons?
        for point in points {
            if let issuers = point.listIssuers {
                guard isIndirect, issuers.contains(list.issuer) else { continue }
            } else {
                guard isOwn else { continue }
            }
            if let names = scope?.names, Set(names).isDisjoint(with: point.namesToMatch) { continue }
            reasons = (reasons ?? []).union(limit.intersection(point.reasons))
        }
        // A list that says of no place that it belongs there is about all that its issuer issued.
        if reasons == nil, isOwn, scope?.names == nil { return limit }
        return reasons
    }
}
