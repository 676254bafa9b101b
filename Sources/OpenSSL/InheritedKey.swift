internal import COpenSSL

/// DSA keys whose certificates leave out the parameters: they are the issuer's (RFC 3279 §2.3.2).
/// OpenSSL 3 cannot read such a key at all.
extension Certificate {
    /// Whether the key lacks parameters that its issuer's key has.
    public var inheritsKeyParameters: Bool {
        var object: OpaquePointer?
        var algorithm: UnsafeMutablePointer<X509_ALGOR>?
        var type: Int32 = 0
        guard let key = X509_get_X509_PUBKEY(pointer), X509_PUBKEY_get0_param(&object, nil, nil, &algorithm, key) == 1,
            OBJ_obj2nid(object) == NID_dsa
        else { return false }
        X509_ALGOR_get0(nil, &type, nil, algorithm)
        return type == V_ASN1_UNDEF || type == V_ASN1_NULL
    }

    /// The subject's key with the parameters of its issuer's.
    public func publicKey(inheritingFrom issuer: PublicKey) throws(OpenSSLError) -> PublicKey {
        let lender = try decoded(
            issuer.der, maximum: 16_384, "d2i_X509_PUBKEY", { d2i_X509_PUBKEY(nil, $0, $1) },
            free: { X509_PUBKEY_free($0) })
        defer { X509_PUBKEY_free(lender) }
        var algorithm: UnsafeMutablePointer<X509_ALGOR>?
        try OpenSSLError.check(
            X509_PUBKEY_get0_param(nil, nil, nil, &algorithm, lender), "X509_PUBKEY_get0_param")
        var start: UnsafePointer<UInt8>?
        var length: Int32 = 0
        try OpenSSLError.check(
            X509_PUBKEY_get0_param(nil, &start, &length, nil, X509_get_X509_PUBKEY(pointer)),
            "X509_PUBKEY_get0_param")
        let parameters = try encoded("i2d_X509_ALGOR") { i2d_X509_ALGOR(algorithm, $0) }
        let bits = [0] + UnsafeBufferPointer(start: start, count: Int(length))
        return try PublicKey(der: element(0x30, parameters + element(0x03, bits)))
    }

    // Tag, length in its shortest form, content: 65 535 bytes at most, of which a key has a few hundred.
    private func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        let (high, low) = (UInt8(truncatingIfNeeded: content.count >> 8), UInt8(truncatingIfNeeded: content.count))
        let length: [UInt8] = content.count < 0x80 ? [low] : high == 0 ? [0x81, low] : [0x82, high, low]
        return [tag] + length + content
    }
}

extension PathValidation {
    /// The path with every key complete. Certificates whose key inherits are copies of their own: what
    /// is written into them is seen by nobody else.
    static func withInheritedKeys(_ path: [Certificate]) throws(OpenSSLError) -> [Certificate] {
        guard path.contains(where: \.inheritsKeyParameters) else { return path }
        var complete: [Certificate] = []
        var issuer: PublicKey?
        for certificate in path.reversed() {
            guard certificate.inheritsKeyParameters, let lender = issuer,
                let key = try? certificate.publicKey(inheritingFrom: lender)
            else {
                issuer = try? certificate.publicKey
                complete.append(certificate)
                continue
            }
            let copy = try Certificate(der: certificate.der)
            // Read into the place of the key that could not be read. The certificate's own encoding,
            // which its signature is over, stays as it came.
            var place = X509_get_X509_PUBKEY(copy.pointer)
            let isRead = key.der.withUnsafeBufferPointer { buffer in
                var cursor = buffer.baseAddress
                return d2i_X509_PUBKEY(&place, &cursor, buffer.count) != nil
            }
            guard isRead else { throw OpenSSLError.drained("d2i_X509_PUBKEY") }
            issuer = key
            complete.append(copy)
        }
        return complete.reversed()
    }
}
