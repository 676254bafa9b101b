internal import LockedMemory
public import OpenSSL
internal import Synchronization

extension AuthorityWorld {
    /// The OCSP responder of a prefecture's authority, with a certificate that the authority delegated to
    /// it (RFC 6960 §4.2.2.2) and that says `id-pkix-ocsp-nocheck`.
    public func ocspResponder(
        _ prefecture: Prefecture, _ generation: AuthorityGeneration = .second
    ) throws(AuthorityError) -> OCSPResponder {
        let issuer = Issuer(prefecture: prefecture, generation: generation)
        if let known = responders.withLock({ $0[issuer] }) { return known }
        let authority = try prefecturalAuthority(prefecture, generation)
        let signer = try credential(
            Recipe(
                name: "ocsp-" + Self.authorityName(prefecture, generation), kind: .p256,
                template: .endEntity(
                    [("C", "JP"), ("O", "Simulated JPKI"), ("OU", prefecture.name), ("CN", "OCSP Responder")], now: now,
                    keyUsage: "digitalSignature", extendedKeyUsage: "OCSPSigning",
                    more: [.init("noCheck", "ignored")]),
                issuer: authority))
        let made = OCSPResponder(issuer: authority.certificate, signer: signer, lookUp: lookUp)
        return responders.withLock { responders in
            if let known = responders[issuer] { return known }
            responders[issuer] = made
            return made
        }
    }

    /// The OCSP responder of the authority of seals, which signs by itself (RFC 6960 §4.2.2.2, 1).
    func sealResponder() throws(AuthorityError) -> OCSPResponder {
        if let known = sealResponderMade.withLock({ $0 }) { return known }
        let authority = try sealAuthority()
        let made = OCSPResponder(issuer: authority.certificate, signer: authority.credential, lookUp: lookUp)
        return sealResponderMade.withLock { held in
            if let known = held { return known }
            held = made
            return made
        }
    }

    /// Revokes a municipality's seal, or gives it back: `.good`.
    public func set(_ status: OCSPResponder.Status, forSeal seal: Certificate) throws(AuthorityError) {
        try sealResponder().set(status, for: seal)
        try files?.write(status.text, to: "issued-\(seal.serialHex).txt")
    }

    // Issued by another process that shares the folder.
    var lookUp: @Sendable (String) -> OCSPResponder.Status? {
        let files = files
        return { serial in
            guard let files, let text = try? files.read("issued-\(serial).txt") else { return nil }
            return IssuedRecord(text: text.withBytes { String(decoding: $0, as: UTF8.self) })?.status
        }
    }

    /// The answer to an OCSP request about a certificate of any of the prefectures or a seal, at a time in seconds
    /// since 1970 UTC: what is posted comes in, what is answered goes out.
    public func answer(
        ocspRequest request: [UInt8], at seconds: Int64, shape: OCSPResponder.Shape = OCSPResponder.Shape()
    ) -> [UInt8] {
        for prefecture in prefectures {
            for generation in AuthorityGeneration.allCases {
                guard let responder = try? ocspResponder(prefecture, generation) else {
                    return OCSPResponder.failure(2)
                }
                if responder.serves(request) { return responder.answer(request, at: seconds, shape: shape) }
            }
        }
        if let responder = try? sealResponder(), responder.serves(request) {
            return responder.answer(request, at: seconds, shape: shape)
        }
        if let responder = try? operatorResponder(), responder.serves(request) {
            return responder.answer(request, at: seconds, shape: shape)
        }
        // Nobody's: malformed (1), or of an authority that is not ours (6, unauthorized).
        return OCSPResponder.failure(OCSPResponder.Request(request) == nil ? 1 : 6)
    }

    /// Revokes a certificate, or gives it back: `.good`.
    public func set(
        _ status: OCSPResponder.Status, for certificate: Certificate, prefecture: Prefecture
    ) throws(AuthorityError) {
        let generation = try generation(of: certificate, prefecture)
        try ocspResponder(prefecture, generation).set(status, for: certificate)
        let record = IssuedRecord(status, issuer: Self.authorityName(prefecture, generation))
        try files?.write(record.text, to: "issued-\(certificate.serialHex).txt")
    }

    /// Whether a certificate of this prefecture's authority is revoked.
    public func isRevoked(_ certificate: Certificate, prefecture: Prefecture) throws(AuthorityError) -> Bool {
        if case .revoked? = try responder(of: certificate, prefecture).status(of: certificate) { return true }
        return false
    }

    // Two generations bear one name: the signature tells whose certificate it is.
    private func generation(
        of certificate: Certificate, _ prefecture: Prefecture
    ) throws(AuthorityError) -> AuthorityGeneration {
        let first = try prefecturalAuthority(prefecture, .first).certificate
        let isFirst = (try? first.publicKey).map(certificate.isSigned) ?? false
        return isFirst ? .first : .second
    }

    private func responder(
        of certificate: Certificate, _ prefecture: Prefecture
    ) throws(AuthorityError) -> OCSPResponder {
        try ocspResponder(prefecture, generation(of: certificate, prefecture))
    }

    func register(
        _ certificate: Certificate, prefecture: Prefecture, state: ResidentState
    ) throws(AuthorityError) {
        let status: OCSPResponder.Status
        switch state {
        case .unregistered: return
        case .valid, .expired: status = .good
        case .revoked: status = .revoked(.cessationOfOperation, at: now - 10 * CertificateTemplate.day)
        }
        let responder = try responder(of: certificate, prefecture)
        // What was set since (a revocation in the middle of a scenario) stays.
        if !responder.knows(certificate) { try set(status, for: certificate, prefecture: prefecture) }
    }
}

extension OCSPResponder.Status {
    /// One line: "good", or "revoked REASON SECONDS".
    var text: String {
        switch self {
        case .good: "good\n"
        case .revoked(let reason, let at): "revoked \(reason.rawValue) \(at)\n"
        }
    }

    init?(text: String) {
        let words = text.split(whereSeparator: \.isWhitespace)
        if words == ["good"] {
            self = .good
        } else if words.count == 3, words[0] == "revoked", let code = Int32(words[1]), let at = Int64(words[2]),
            let reason = RevocationReason(rawValue: code)
        {
            self = .revoked(reason, at: at)
        } else {
            return nil
        }
    }
}
