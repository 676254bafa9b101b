internal import OpenSSL

extension AuthorityWorld {
    /// The municipal platform's authority: issues the cloud's server certificate and the kiosks' own. It
    /// is the one anchor of the mutual TLS between them.
    public func platformAuthority() throws(AuthorityError) -> Authority {
        Authority(
            try credential(
                Recipe(
                    name: "platform-authority", kind: .p256,
                    template: .authority(
                        [("C", "JP"), ("O", "Simulated Issuance Platform"), ("CN", "Platform Authority")], now: now))))
    }

    /// The cloud's server certificate, for localhost, 127.0.0.1 and ::1.
    public func serverCredential() throws(AuthorityError) -> Credential {
        try credential(
            Recipe(
                name: "server-localhost", kind: .p256,
                template: .endEntity(
                    [("C", "JP"), ("O", "Simulated Issuance Platform"), ("CN", "localhost")], now: now,
                    keyUsage: "digitalSignature", extendedKeyUsage: "serverAuth",
                    more: [.init("subjectAltName", "DNS:localhost,IP:127.0.0.1,IP:::1")]),
                issuer: try platformAuthority()))
    }

    /// A kiosk's device certificate: its id is the common name, its role the organisational unit.
    ///
    /// - Parameters:
    ///   - id: letters, digits, "-", "_" and "."; 64 at most (X.520's bound of a common name).
    ///   - store: the store that it is enrolled for, which becomes the locality.
    public func kioskCredential(id: String, store: String? = nil) throws(AuthorityError) -> Credential {
        guard id.utf8.count <= 64 else { throw .unusableName(id) }
        let place = store.map { [(attribute: "L", value: $0)] } ?? []
        return try credential(
            Recipe(
                name: "kiosk-" + id + (store.map { "-at-" + $0 } ?? ""), kind: .p256,
                template: .endEntity(
                    [("C", "JP"), ("O", "Simulated Issuance Platform"), ("OU", "kiosk")] + place + [("CN", id)],
                    now: now,
                    keyUsage: "digitalSignature", extendedKeyUsage: "clientAuth"),
                issuer: try platformAuthority()))
    }

    /// The authority of the municipalities' seals, after the manner of 地方公共団体組織認証基盤 (LGPKI).
    public func sealAuthority() throws(AuthorityError) -> Authority {
        Authority(
            try credential(
                Recipe(
                    name: "seal-authority", kind: .p256,
                    template: .authority(
                        [("C", "JP"), ("O", "Simulated Local Governments"), ("CN", "Application Authority")], now: now)
                )))
    }

    /// The seal of a municipality: its code is the subject's `serialNumber` attribute (2.5.4.5), its name
    /// the organisational unit.
    ///
    /// Whoever calls it names the municipality; a platform for several must do so from the tenant at hand.
    public func sealCredential(_ municipality: Municipality) throws(AuthorityError) -> Credential {
        let seal = try credential(
            Recipe(
                name: "seal-" + municipality.code, kind: .p256,
                template: .endEntity(
                    [
                        ("C", "JP"), ("O", "Simulated Local Governments"), ("OU", municipality.name),
                        ("serialNumber", municipality.code), ("CN", municipality.mayor),
                    ], now: now, keyUsage: "digitalSignature,nonRepudiation",
                    extendedKeyUsage: "1.3.6.1.5.5.7.3.36",
                    more: [.init("authorityInfoAccess", "OCSP;URI:" + ocspURL)]),
                issuer: try sealAuthority()))
        // What was set since stays.
        let responder = try sealResponder()
        if !responder.knows(seal.certificate) { try set(.good, forSeal: seal.certificate) }
        return seal
    }
}
