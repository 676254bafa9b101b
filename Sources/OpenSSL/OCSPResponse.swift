internal import COpenSSL

/// Why a certificate was revoked (RFC 5280 §5.3.1).
public enum RevocationReason: Int32, Hashable, Sendable, CaseIterable {
    case unspecified = 0, keyCompromise = 1, cACompromise = 2, affiliationChanged = 3, superseded = 4
    case cessationOfOperation = 5, certificateHold = 6, removeFromCRL = 8, privilegeWithdrawn = 9, aACompromise = 10
}

/// What an OCSP responder said (RFC 6960 §4.2), read and not yet believed.
public final class OCSPResponse: Sendable {
    // Both are only read after `init`.
    private nonisolated(unsafe) let basic: OpaquePointer?

    /// The responder's own state (RFC 6960 §4.2.1).
    public enum Status: Hashable, Sendable {
        case successful, malformedRequest, internalError, tryLater, signatureRequired, unauthorized
        /// A number that the standard does not give.
        case other(Int32)
    }

    /// Whether there is an answer at all; the rest has content only when it is `.successful`.
    public let status: Status

    /// What is said of one certificate.
    public struct Single: Hashable, Sendable {
        /// The certificate's state.
        public enum CertificateStatus: Hashable, Sendable {
            case good
            /// Revoked at this second (since 1970 UTC).
            case revoked(RevocationReason, at: Int64)
            case unknown
        }

        /// The certificate's state.
        public var status: CertificateStatus
        /// When the state was known to be right (seconds since 1970 UTC).
        public var thisUpdate: Int64
        /// When newer news will be there; nil: at any time.
        public var nextUpdate: Int64?
        /// Whether an extension that must be understood is not.
        public var hasUnhandledCriticalExtension: Bool
    }

    /// Reads a response of 64 KiB at most: an answer about one certificate, with the responder's own.
    public init(der: [UInt8]) throws(OpenSSLError) {
        let response = try decoded(
            der, maximum: 65_536, "d2i_OCSP_RESPONSE", { d2i_OCSP_RESPONSE(nil, $0, $1) },
            free: { OCSP_RESPONSE_free($0) })
        defer { OCSP_RESPONSE_free(response) }
        status = Status(OCSP_response_status(response))
        guard status == .successful else {
            basic = nil
            return
        }
        let basic = try OpenSSLError.check(OCSP_response_get1_basic(response), "OCSP_response_get1_basic")
        self.basic = basic
        // OpenSSL reads BER and verifies what it would have written itself: another spelling of a signed
        // answer would pass. In DER the answer is all of the tail.
        let inner = try encoded("i2d_OCSP_BASICRESP") { i2d_OCSP_BASICRESP(basic, $0) }
        let outer = try encoded("i2d_OCSP_RESPONSE") { i2d_OCSP_RESPONSE(response, $0) }
        guard outer == der, der.suffix(inner.count).elementsEqual(inner) else {
            throw OpenSSLError(operation: "DER check")
        }
    }

    deinit { OCSP_BASICRESP_free(basic) }

    /// When the response was signed (seconds since 1970 UTC).
    public var producedAt: Int64? { basic.flatMap { seconds(OCSP_resp_get0_produced_at($0)) } }

    /// The nonce, or nil when there is none or it is no octet string of 1 to 32 bytes (RFC 8954 §2.1).
    public var nonce: [UInt8]? {
        guard let basic else { return nil }
        let index = OCSP_BASICRESP_get_ext_by_NID(basic, NID_id_pkix_OCSP_Nonce, -1)
        guard index >= 0, let found = OCSP_BASICRESP_get_ext(basic, index) else { return nil }
        let value = bytes(X509_EXTENSION_get_data(found))
        guard value.count > 2, value[0] == UInt8(V_ASN1_OCTET_STRING), Int(value[1]) == value.count - 2,
            value[1] <= UInt8(OCSPRequest.nonceLength)
        else { return nil }
        return Array(value[2...])
    }

    /// Whether an extension of the whole response must be understood and is not. The nonce is understood.
    public var hasUnhandledCriticalExtension: Bool {
        guard let basic else { return false }
        var index: Int32 = -1
        while true {
            index = OCSP_BASICRESP_get_ext_by_critical(basic, 1, index)
            guard index >= 0 else { return false }
            let object = X509_EXTENSION_get_object(OCSP_BASICRESP_get_ext(basic, index))
            if OBJ_obj2nid(object) != NID_id_pkix_OCSP_Nonce { return true }
        }
    }

    /// The digest under the signature, such as "SHA256"; nil for one without.
    public var signatureDigest: String? {
        guard let basic, let algorithm = OCSP_resp_get0_tbs_sigalg(basic) else { return nil }
        var object: OpaquePointer?
        X509_ALGOR_get0(&object, nil, nil, algorithm)
        var digest: Int32 = 0
        guard OpenSSLError.holds(OBJ_find_sigid_algs(OBJ_obj2nid(object), &digest, nil)) else { return nil }
        return OBJ_nid2sn(digest).map { String(cString: $0) }
    }

    /// The certificates that came along, with no standing.
    public func certificates() throws(OpenSSLError) -> [Certificate] {
        guard let basic else { return [] }
        return try CertificateStack.certificates(in: OCSP_resp_get0_certs(basic))
    }

    /// Whether `responder` is the one that the response names and its key made the signature. Whether
    /// it may answer for anybody is for others to say.
    public func isSigned(by responder: Certificate) -> Bool {
        guard let basic, let stack = try? CertificateStack([responder]) else { return false }
        return OpenSSLError.holds(OCSP_basic_verify(basic, stack.pointer, nil, UInt(OCSP_NOVERIFY | OCSP_NOINTERN)))
    }

    /// What is said of `certificate`, which `issuer` issued. Several if the responder repeats itself.
    ///
    /// - Throws: when an answer's times cannot be read.
    public func answers(about certificate: Certificate, issuer: Certificate) throws(OpenSSLError) -> [Single] {
        guard let basic else { return [] }
        var answers: [Single] = []
        for index in 0..<OCSP_resp_count(basic) {
            let single = try OpenSSLError.check(OCSP_resp_get0(basic, index), "OCSP_resp_get0")
            guard OCSPResponse.isAbout(single, certificate, issuer) else { continue }
            answers.append(try OCSPResponse.read(single))
        }
        return answers
    }
}

extension OCSPResponse.Status {
    init(_ code: Int32) {
        switch code {
        case OCSP_RESPONSE_STATUS_SUCCESSFUL: self = .successful
        case OCSP_RESPONSE_STATUS_MALFORMEDREQUEST: self = .malformedRequest
        case OCSP_RESPONSE_STATUS_INTERNALERROR: self = .internalError
        case OCSP_RESPONSE_STATUS_TRYLATER: self = .tryLater
        case OCSP_RESPONSE_STATUS_SIGREQUIRED: self = .signatureRequired
        case OCSP_RESPONSE_STATUS_UNAUTHORIZED: self = .unauthorized
        default: self = .other(code)
        }
    }
}
