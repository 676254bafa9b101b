public import OpenSSL

/// Judges an OCSP answer (RFC 6960 §3.2). What is not certain is unknown, and unknown is no.
public struct OCSPJudge: Hashable, Sendable {
    /// How answers are judged.
    public var rules: OCSPRules
    /// The weakest algorithms that are believed.
    public var floor: AlgorithmFloor

    /// Makes a judge.
    public init(rules: OCSPRules = OCSPRules(), floor: AlgorithmFloor = .current) {
        self.rules = rules
        self.floor = floor
    }

    /// The verdict on an answer to `query`, at a time in seconds since 1970 UTC.
    public func judge(ocspResponse bytes: [UInt8], for query: OCSPQuery, at seconds: Int64) -> RevocationVerdict {
        verdict(on: bytes, nonce: query.nonce, certificate: query.certificate, issuer: query.issuer, at: seconds)
    }

    /// The verdict on an answer that nobody here asked for, such as one stapled to a TLS handshake (RFC 6066 §8).
    public func judge(
        stapledResponse bytes: [UInt8], certificate: Certificate, issuer: Certificate, at seconds: Int64
    ) -> RevocationVerdict {
        verdict(on: bytes, nonce: nil, certificate: certificate, issuer: issuer, at: seconds)
    }

    func verdict(
        on bytes: [UInt8], nonce: [UInt8]?, certificate: Certificate, issuer: Certificate, at seconds: Int64
    ) -> RevocationVerdict {
        guard bytes.count <= OCSPQuery.maximumResponseLength, let response = try? OCSPResponse(der: bytes) else {
            return .unknown(.malformed)
        }
        guard response.status == .successful else { return .unknown(.responderFailed(response.status)) }
        // The signature first: nothing in the answer is anybody's word before.
        if let why = refusal(ofSignerOf: response, issuer: issuer, at: seconds) { return .unknown(why) }
        if response.hasUnhandledCriticalExtension { return .unknown(.unhandledCriticalExtension) }
        if let nonce {
            let repeated = response.nonce
            guard repeated == nonce || (repeated == nil && !rules.requiresNonce) else {
                return .unknown(.nonceMismatch)
            }
        }
        guard let producedAt = response.producedAt, producedAt <= seconds + rules.skew else {
            return .unknown(.notYetValid)
        }
        guard let answers = try? response.answers(about: certificate, issuer: issuer) else {
            return .unknown(.malformed)
        }
        guard !answers.isEmpty else { return .unknown(.otherCertificate) }
        // A responder that says two things of one certificate is believed for the worse.
        let verdicts = answers.map { verdict(on: $0, at: seconds) }
        return verdicts.first { if case .revoked = $0 { true } else { false } }
            ?? verdicts.first { if case .unknown = $0 { true } else { false } } ?? verdicts[0]
    }

    private func verdict(on answer: OCSPResponse.Single, at seconds: Int64) -> RevocationVerdict {
        if answer.hasUnhandledCriticalExtension { return .unknown(.unhandledCriticalExtension) }
        let end = answer.nextUpdate ?? (answer.thisUpdate + rules.maximumAge)
        guard answer.thisUpdate <= seconds + rules.skew else { return .unknown(.notYetValid) }
        guard seconds <= end + rules.skew, end >= answer.thisUpdate else { return .unknown(.stale) }
        switch answer.status {
        case .good: return .good(until: end)
        case .revoked(let reason, let at): return .revoked(reason, at: at)
        case .unknown: return .unknown(.responderDoesNotKnow)
        }
    }

    // Who signed must be the issuer itself, or somebody to whom the issuer gave a certificate for
    // signing OCSP answers (RFC 6960 §4.2.2.2).
    private func refusal(
        ofSignerOf response: OCSPResponse, issuer: Certificate, at seconds: Int64
    ) -> RevocationUnknown? {
        guard floor.allows(digest: response.signatureDigest) else { return .weakAlgorithm }
        if response.isSigned(by: issuer) { return nil }
        guard let sent = try? response.certificates() else { return .malformed }
        // A responder sends its own certificate and perhaps its issuer's.
        guard let responder = sent.prefix(8).first(where: response.isSigned) else { return .signatureInvalid }
        guard let key = try? responder.publicKey, floor.allows(key), floor.allows(digest: responder.signatureDigest)
        else { return .weakAlgorithm }
        return isAuthorized(responder, issuer: issuer, at: seconds) ? nil : .responderNotAuthorized
    }

    private func isAuthorized(_ responder: Certificate, issuer: Certificate, at seconds: Int64) -> Bool {
        guard let issuerKey = try? issuer.publicKey, responder.names(issuer: issuer),
            responder.isSigned(by: issuerKey),
            responder.extendedKeyUsage?.contains(ExtendedKeyUsage.ocspSigning) == true,
            responder.keyUsage?.contains(.digitalSignature) ?? true,
            !rules.requiresNoCheck || responder.hasExtension("1.3.6.1.5.5.7.48.1.5")
        else { return false }
        let path = try? PathValidation.validate(
            [responder, issuer], endsInAnchor: true, question: PathQuestion(at: seconds, maximumIntermediates: 0))
        return path.map { $0.findings.isEmpty && $0.path == [responder, issuer] } ?? false
    }
}
