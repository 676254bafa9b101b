internal import COpenSSL

/// A CMS SignedData (RFC 5652 §5) as it came from somewhere: what it says of itself, and the check of
/// its signature. Whether the signer is anybody to trust is for others to say.
public final class SignedData: Sendable {
    // Only read after `init`; `isSigned` works on a copy of its own.
    private nonisolated(unsafe) let pointer: OpaquePointer
    private let der: [UInt8]

    /// id-data (RFC 5652 §4): content without a type of its own.
    public static let plainData = "1.2.840.113549.1.7.1"
    private static let signedData = "1.2.840.113549.1.7.2"

    /// Reads a ContentInfo that holds SignedData.
    ///
    /// - Parameters:
    ///   - der: the whole of it and nothing more.
    ///   - maximum: how many bytes are looked at, at most.
    public init(der: [UInt8], maximum: Int = 65_536) throws(OpenSSLError) {
        pointer = try SignedData.read(der, maximum: maximum)
        self.der = der
        guard dotted(CMS_get0_type(pointer)) == SignedData.signedData else {
            throw OpenSSLError(operation: "CMS SignedData type")
        }
    }

    private static func read(_ der: [UInt8], maximum: Int) throws(OpenSSLError) -> OpaquePointer {
        try decoded(
            der, maximum: maximum, "d2i_CMS_ContentInfo", { d2i_CMS_ContentInfo(nil, $0, $1) },
            free: { CMS_ContentInfo_free($0) })
    }

    deinit { CMS_ContentInfo_free(pointer) }

    /// The type of the content, dotted.
    public var contentType: String { dotted(CMS_get0_eContentType(pointer)) }

    /// The content, or nil when it is elsewhere ("detached"). Nothing is verified yet.
    public var content: [UInt8]? {
        guard let place = CMS_get0_content(pointer), let string = place.pointee else { return nil }
        return bytes(string)
    }

    /// The certificates that came along, in no order and with no standing.
    ///
    /// - Throws: when one of them cannot be read.
    public func certificates() throws(OpenSSLError) -> [Certificate] {
        guard let stack = CMS_get1_certs(pointer) else {
            ERR_clear_error()
            return []
        }
        return try CertificateStack(owning: stack).certificates()
    }

    /// One signer, as the structure describes it.
    public struct Signer: Hashable, Sendable {
        /// The digest, by OpenSSL's short name: "SHA256".
        public var digest: String
        /// The signature algorithm, by OpenSSL's short name: "ecdsa-with-SHA256", "rsaEncryption".
        public var signature: String
        /// The content type that was signed, dotted; nil when there are no signed attributes, or not just one.
        public var signedContentType: String?
        /// Whether exactly one message digest was signed.
        public var hasMessageDigest: Bool
    }

    /// The signers, in order.
    public var signers: [Signer] {
        let infos = CMS_get0_SignerInfos(pointer)
        return (0..<COpenSSL_sk_CMS_SignerInfo_num(infos)).map { index in
            let info = COpenSSL_sk_CMS_SignerInfo_value(infos, index)
            var digest: UnsafeMutablePointer<X509_ALGOR>?
            var signature: UnsafeMutablePointer<X509_ALGOR>?
            CMS_SignerInfo_get0_algs(info, nil, nil, &digest, &signature)
            return Signer(
                digest: shortName(digest), signature: shortName(signature),
                signedContentType: SignedData.signedContentType(info),
                hasMessageDigest: SignedData.onlyAttribute(info, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING) != nil)
        }
    }

    /// Whether `certificate` is the one that the signer at `index` names (issuer and serial number, or key identifier).
    public func signer(_ index: Int, isNamed certificate: Certificate) -> Bool {
        let infos = CMS_get0_SignerInfos(pointer)
        guard let index = Int32(exactly: index), (0..<COpenSSL_sk_CMS_SignerInfo_num(infos)).contains(index)
        else { return false }
        return CMS_SignerInfo_cert_cmp(COpenSSL_sk_CMS_SignerInfo_value(infos, index), certificate.pointer) == 0
    }

    /// Whether every signature holds, each by one of `certificates`: signed attributes, message digest
    /// and content. No path, no time and no purpose is looked at.
    public func isSigned(by certificates: [Certificate]) -> Bool {
        // CMS_verify writes the signer that it found into the message and takes it from there the next
        // time, whatever certificates it is given then: so each question gets a fresh message.
        guard let stack = try? CertificateStack(certificates),
            let fresh = try? SignedData.read(der, maximum: der.count)
        else { return false }
        defer { CMS_ContentInfo_free(fresh) }
        let flags = UInt32(CMS_NO_SIGNER_CERT_VERIFY) | UInt32(CMS_NOINTERN) | UInt32(CMS_BINARY)
        return OpenSSLError.holds(CMS_verify(fresh, stack.pointer, nil, nil, nil, flags))
    }

    private static func signedContentType(_ info: OpaquePointer?) -> String? {
        guard let value = onlyAttribute(info, NID_pkcs9_contentType, V_ASN1_OBJECT) else { return nil }
        return dotted(OpaquePointer(value))
    }

    // The value of a signed attribute that is there once and has one value of this type.
    private static func onlyAttribute(
        _ info: OpaquePointer?, _ identifier: Int32, _ type: Int32
    ) -> UnsafeMutableRawPointer? {
        // -3: "must be the only one, with one value".
        let value = CMS_signed_get0_data_by_OBJ(info, OBJ_nid2obj(identifier), -3, type)
        if value == nil { ERR_clear_error() }
        return value
    }
}

/// OpenSSL's short name of an algorithm, or its dotted identifier when it has none.
func shortName(_ algorithm: UnsafePointer<X509_ALGOR>?) -> String {
    guard let algorithm else { return "" }
    var object: OpaquePointer?
    X509_ALGOR_get0(&object, nil, nil, algorithm)
    let number = OBJ_obj2nid(object)
    guard number != NID_undef, let name = OBJ_nid2sn(number) else { return dotted(object) }
    return String(cString: name)
}
