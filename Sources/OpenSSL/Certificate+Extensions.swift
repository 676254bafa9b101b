internal import COpenSSL

/// What a key may be used for (RFC 5280 §4.2.1.3).
public struct KeyUsage: OptionSet, Hashable, Sendable {
    /// OpenSSL's `KU_…` bits.
    public let rawValue: UInt32
    /// Makes a set from OpenSSL's bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Signatures other than on certificates and CRLs: authentication, documents.
    public static let digitalSignature = KeyUsage(rawValue: 0x0080)
    /// Signatures that commit the signer (also "contentCommitment").
    public static let nonRepudiation = KeyUsage(rawValue: 0x0040)
    /// Encryption of keys.
    public static let keyEncipherment = KeyUsage(rawValue: 0x0020)
    /// Signatures on certificates.
    public static let keyCertSign = KeyUsage(rawValue: 0x0004)
    /// Signatures on CRLs.
    public static let cRLSign = KeyUsage(rawValue: 0x0002)
}

extension Certificate {
    /// The key usage, or nil when the certificate does not limit it.
    public var keyUsage: KeyUsage? {
        let bits = X509_get_key_usage(pointer)
        return bits == UInt32.max ? nil : KeyUsage(rawValue: bits)
    }

    /// The extended key usages as dotted object identifiers, or nil when the certificate does not limit them.
    public var extendedKeyUsage: [String]? {
        guard let found = extensionValue(NID_ext_key_usage) else { return nil }
        let usages = OpaquePointer(found)
        defer { EXTENDED_KEY_USAGE_free(usages) }
        return (0..<COpenSSL_sk_ASN1_OBJECT_num(usages)).map { dotted(COpenSSL_sk_ASN1_OBJECT_value(usages, $0)) }
    }

    /// The certificate policies as dotted object identifiers (RFC 5280 §4.2.1.4).
    public var policies: [String] {
        guard let found = extensionValue(NID_certificate_policies) else { return [] }
        let policies = OpaquePointer(found)
        defer { CERTIFICATEPOLICIES_free(policies) }
        return (0..<COpenSSL_sk_POLICYINFO_num(policies)).map { dotted(COpenSSL_policy_object(policies, $0)) }
    }

    /// Whether the certificate is a certification authority's: version 3 with basic constraints that say so.
    public var isAuthority: Bool { X509_check_ca(pointer) == 1 }

    /// Whether its own key signed it and its issuer is its subject.
    public var isSelfSigned: Bool { OpenSSLError.holds(X509_self_signed(pointer, 1)) }

    /// Whether the extension of this dotted identifier is there.
    public func hasExtension(_ identifier: String) -> Bool {
        guard let object = OBJ_txt2obj(identifier, 1) else {
            ERR_clear_error()
            return false
        }
        defer { ASN1_OBJECT_free(object) }
        return X509_get_ext_by_OBJ(pointer, object, -1) >= 0
    }

    /// Whether every extension that OpenSSL knows could be read and none came twice.
    public var hasReadableExtensions: Bool {
        X509_get_extension_flags(pointer) & UInt32(EXFLAG_INVALID) == 0
    }

    /// Where the issuer's OCSP responders listen (RFC 5280 §4.2.2.1, id-ad-ocsp).
    public var ocspURLs: [String] {
        guard let found = extensionValue(NID_info_access) else { return [] }
        let access = OpaquePointer(found)
        defer { AUTHORITY_INFO_ACCESS_free(access) }
        return (0..<COpenSSL_sk_ACCESS_DESCRIPTION_num(access)).compactMap { index in
            guard let description = COpenSSL_sk_ACCESS_DESCRIPTION_value(access, index),
                OBJ_obj2nid(description.pointee.method) == NID_ad_OCSP
            else { return nil }
            return text(COpenSSL_access_uri(description))
        }
    }

    /// Where the issuer publishes its revocation lists (RFC 5280 §4.2.1.13).
    public var crlURLs: [String] {
        guard let found = extensionValue(NID_crl_distribution_points) else { return [] }
        let points = OpaquePointer(found)
        defer { CRL_DIST_POINTS_free(points) }
        return (0..<COpenSSL_sk_DIST_POINT_num(points)).compactMap { text(COpenSSL_distribution_point_uri(points, $0)) }
    }

    // nil: absent, or not readable (which `hasReadableExtensions` and path validation tell).
    private func extensionValue(_ identifier: Int32) -> UnsafeMutableRawPointer? {
        let value = X509_get_ext_d2i(pointer, identifier, nil, nil)
        if value == nil { ERR_clear_error() }
        return value
    }

    // A URI is ASCII without a zero byte (RFC 5280 §4.2.1.6); any other is no address to go to.
    private func text(_ string: UnsafePointer<ASN1_IA5STRING>?) -> String? {
        let characters = bytes(string)
        guard !characters.isEmpty, characters.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        return String(decoding: characters, as: UTF8.self)
    }
}
