internal import COpenSSL

extension Certificate {
    /// The subject's name (RFC 2253), such as "CN=…,O=…,C=JP".
    public var subject: String { nameText(X509_get_subject_name(pointer)) }

    /// The issuer's name (RFC 2253).
    public var issuer: String { nameText(X509_get_issuer_name(pointer)) }

    /// The subject's name as it is encoded, to compare with another's issuer.
    public var subjectDER: [UInt8] { nameDER(X509_get_subject_name(pointer)) }

    /// The issuer's name as it is encoded.
    public var issuerDER: [UInt8] { nameDER(X509_get_issuer_name(pointer)) }

    /// Whether this certificate names `issuer` as its issuer (RFC 5280 §7.1: case and spaces fold).
    /// Says nothing about signatures.
    public func names(issuer: Certificate) -> Bool {
        X509_NAME_cmp(X509_get_issuer_name(pointer), X509_get_subject_name(issuer.pointer)) == 0
    }

    /// Whether `issuer`'s key made this certificate's signature. Names are not looked at.
    public func isSigned(by issuer: PublicKey) -> Bool {
        OpenSSLError.holds(X509_verify(pointer, issuer.pointer))
    }

    /// Whether this certificate's key is the one that an authorityKeyIdentifier extension (RFC 5280
    /// §4.2.1.1, §5.2.1) of something it signed means.
    ///
    /// - Throws: when `identifier` is none.
    public func isMeant(byKeyIdentifier identifier: [UInt8]) throws(OpenSSLError) -> Bool {
        let read = try decoded(
            identifier, maximum: DistinguishedName.maximumLength, "d2i_AUTHORITY_KEYID",
            { d2i_AUTHORITY_KEYID(nil, $0, $1) }, free: { AUTHORITY_KEYID_free($0) })
        defer { AUTHORITY_KEYID_free(read) }
        return X509_check_akid(pointer, read) == X509_V_OK
    }

    /// The subject's common name, the last one if there are several (the most specific).
    public var commonName: String? { subjectAttribute(NID_commonName) }

    /// The subject's `serialNumber` attribute (X.520, 2.5.4.5): where a seal certificate carries its
    /// municipality's code. Not the certificate's serial number.
    public var subjectSerialNumber: String? { subjectAttribute(NID_serialNumber) }

    /// The subject's organisational unit.
    public var organizationalUnit: String? { subjectAttribute(NID_organizationalUnitName) }

    /// The subject's locality (2.5.4.7), the last one of it. A kiosk's names the store that it stands in.
    public var locality: String? { subjectAttribute(NID_localityName) }

    /// How many values the subject has for its `serialNumber` attribute; two would let two readers
    /// disagree.
    public var subjectSerialNumberCount: Int {
        var count = 0
        var index: Int32 = -1
        let name = X509_get_subject_name(pointer)
        while case let next = X509_NAME_get_index_by_NID(name, NID_serialNumber, index), next >= 0 {
            count += 1
            index = next
        }
        return count
    }

    /// The serial number's magnitude, big-endian, without leading zeros.
    public var serialNumber: [UInt8] {
        let all = bytes(X509_get0_serialNumber(pointer))
        return Array(all.drop { $0 == 0 })
    }

    /// The serial number as it is encoded: two's complement, big-endian, without the DER tag and length.
    /// Unlike `serialNumber` it tells -1 from 255.
    public var serialContent: [UInt8] {
        let number = X509_get0_serialNumber(pointer)
        let der = (try? encoded("i2d_ASN1_INTEGER") { i2d_ASN1_INTEGER(number, $0) }) ?? []
        // Tag, then a length in one byte, or in 1 + n.
        guard der.count > 2 else { return [] }
        return Array(der.dropFirst(der[1] < 0x80 ? 2 : 2 + Int(der[1] & 0x7F)))
    }

    /// The serial number in lower-case hexadecimal, two digits a byte; "00" for zero.
    public var serialHex: String {
        let number = serialNumber
        return number.isEmpty ? "00" : hexadecimal(number)
    }

    /// Valid from this second on (since 1970 UTC). `Int64.max` if the field cannot be read, which is
    /// never reached.
    public var notBefore: Int64 { seconds(X509_get0_notBefore(pointer)) ?? .max }

    /// Valid up to this second (since 1970 UTC). `Int64.min` if the field cannot be read,
    /// which is always past.
    public var notAfter: Int64 { seconds(X509_get0_notAfter(pointer)) ?? .min }

    /// The subject's public key.
    ///
    /// - Throws: when the key is of a kind or a value that OpenSSL does not know.
    public var publicKey: PublicKey {
        get throws(OpenSSLError) {
            try PublicKey(retaining: OpenSSLError.check(X509_get0_pubkey(pointer), "X509_get0_pubkey"))
        }
    }

    /// The digest under the issuer's signature, such as "SHA256"; nil for a signature of no known digest.
    public var signatureDigest: String? {
        var digest: Int32 = 0
        guard OpenSSLError.holds(X509_get_signature_info(pointer, &digest, nil, nil, nil)) else { return nil }
        return OBJ_nid2sn(digest).map { String(cString: $0) }
    }

    private func subjectAttribute(_ identifier: Int32) -> String? {
        let name = X509_get_subject_name(pointer)
        var last: Int32 = -1
        while case let next = X509_NAME_get_index_by_NID(name, identifier, last), next >= 0 { last = next }
        guard last >= 0, let value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, last)) else { return nil }
        var text: UnsafeMutablePointer<UInt8>?
        let length = ASN1_STRING_to_UTF8(&text, value)
        guard length >= 0, let text else {
            ERR_clear_error()
            return nil
        }
        defer { COpenSSL_free(text) }
        return String(decoding: UnsafeBufferPointer(start: text, count: Int(length)), as: UTF8.self)
    }

    private func nameText(_ name: OpaquePointer?) -> String {
        let text = try? written("X509_NAME_print_ex") { X509_NAME_print_ex($0, name, 0, COpenSSL_name_flags()) }
        return String(decoding: text ?? [], as: UTF8.self)
    }

    private func nameDER(_ name: OpaquePointer?) -> [UInt8] {
        (try? encoded("i2d_X509_NAME") { i2d_X509_NAME(name, $0) }) ?? []
    }
}

/// Lower-case hexadecimal, two digits a byte.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}
