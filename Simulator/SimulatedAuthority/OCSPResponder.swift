internal import COpenSSL
public import OpenSSL
internal import Synchronization

/// Answers OCSP requests (RFC 6960) about one authority's certificates, from memory.
///
/// A certificate that was never registered is `unknown`, as a real responder answers about a serial
/// number that its authority never gave.
public final class OCSPResponder: Sendable {
    /// What is known of a certificate.
    public enum Status: Hashable, Sendable {
        case good
        /// Revoked at this second (since 1970 UTC).
        case revoked(RevocationReason, at: Int64)
    }

    /// How an answer is to be wrong, for those who must notice.
    public struct Shape: Hashable, Sendable {
        /// What becomes of the request's nonce.
        public enum Nonce: Hashable, Sendable {
            case echoed, omitted
            case replaced([UInt8])
        }

        /// What becomes of the request's nonce.
        public var nonce = Nonce.echoed
        /// `producedAt` and `thisUpdate`, in seconds after the request.
        public var thisUpdate: Int64 = 0
        /// `nextUpdate`, in seconds after `thisUpdate`; nil: none.
        public var lifetime: Int64? = 3_600
        /// Answer about the certificate with this serial number instead.
        public var serialNumber: [UInt8]?
        /// Answer with this error (RFC 6960 §4.2.1: 1, 2, 3, 5 or 6) and nothing else.
        public var error: Int32?

        /// The right shape.
        public init() {}
    }

    /// The authority's certificate.
    public let issuer: Certificate
    /// Who signs the answers.
    public let signer: Credential
    private let known: Mutex<[[UInt8]: Status]> = Mutex([:])
    private let lookUp: @Sendable (_ serialHex: String) -> Status?

    /// Makes a responder.
    ///
    /// - Parameters:
    ///   - signer: the authority itself, or one that it delegated to.
    ///   - lookUp: asked first: where several processes share a folder, another one may know better.
    public init(
        issuer: Certificate, signer: Credential,
        lookUp: @escaping @Sendable (_ serialHex: String) -> Status? = { _ in nil }
    ) {
        self.issuer = issuer
        self.signer = signer
        self.lookUp = lookUp
    }

    /// Makes a certificate known, or changes what is known of it.
    public func set(_ status: Status, for certificate: Certificate) {
        known.withLock { $0[certificate.serialNumber] = status }
    }

    /// Whether anything is known of a certificate, here or where `lookUp` looks.
    public func knows(_ certificate: Certificate) -> Bool { status(of: certificate) != nil }

    /// What is known of a certificate, here or where `lookUp` looks; nil: nothing.
    public func status(of certificate: Certificate) -> Status? {
        lookUp(certificate.serialHex) ?? known.withLock { $0[certificate.serialNumber] }
    }

    /// What is known here, by serial number.
    func statuses() -> [[UInt8]: Status] { known.withLock { $0 } }

    /// Forgets a certificate: it is `unknown` from here on.
    public func forget(_ certificate: Certificate) {
        known.withLock { $0[certificate.serialNumber] = nil }
    }

    /// Whether the request is about a certificate of this authority.
    public func serves(_ request: [UInt8]) -> Bool {
        guard let read = Request(request) else { return false }
        return read.serialNumber(if: issuer) != nil
    }

    /// The answer to a request, at a time in seconds since 1970 UTC. Never fails: what cannot be
    /// answered is answered with an error of the protocol's own.
    public func answer(_ request: [UInt8], at seconds: Int64, shape: Shape = Shape()) -> [UInt8] {
        if let error = shape.error { return OCSPResponder.failure(error) }
        guard let read = Request(request) else { return OCSPResponder.failure(OCSP_RESPONSE_STATUS_MALFORMEDREQUEST) }
        guard let serialNumber = read.serialNumber(if: issuer) else {
            return OCSPResponder.failure(OCSP_RESPONSE_STATUS_UNAUTHORIZED)
        }
        let status = lookUp(Certificate.serialHex(of: serialNumber)) ?? known.withLock { $0[serialNumber] }
        let answer = try? sign(status, to: read, at: seconds, shape)
        return answer ?? OCSPResponder.failure(OCSP_RESPONSE_STATUS_INTERNALERROR)
    }

    /// An answer that says only that there is none (RFC 6960 §4.2.1).
    public static func failure(_ status: Int32) -> [UInt8] {
        // A SEQUENCE of one ENUMERATED.
        [0x30, 0x03, 0x0A, 0x01, UInt8(truncatingIfNeeded: status)]
    }

    private func sign(
        _ status: Status?, to request: Request, at seconds: Int64, _ shape: Shape
    ) throws(AuthorityError) -> [UInt8] {
        guard let basic = OCSP_BASICRESP_new() else { throw CertificateTemplate.failure("OCSP_BASICRESP_new") }
        defer { OCSP_BASICRESP_free(basic) }
        try add(status, to: basic, request, at: seconds, shape)
        switch shape.nonce {
        case .echoed:
            // 1 copied, 2 the request had none.
            guard OCSP_copy_nonce(basic, request.pointer) > 0 else {
                throw CertificateTemplate.failure("OCSP_copy_nonce")
            }
        case .omitted: break
        case .replaced(var nonce):
            try CertificateTemplate.check(
                OCSP_basic_add1_nonce(basic, &nonce, Int32(nonce.count)), "OCSP_basic_add1_nonce")
        }
        // OpenSSL writes its own clock's time, unless told not to, and then none at all; there is no
        // function to give it one.
        if let produced = OCSP_resp_get0_produced_at(basic) {
            ASN1_GENERALIZEDTIME_set(UnsafeMutablePointer(mutating: produced), time_t(seconds + shape.thisUpdate))
        }
        try CertificateTemplate.check(
            OCSP_basic_sign(
                basic, signer.certificate.pointer, signer.privateKey.pointer, EVP_sha256(), nil, UInt(OCSP_NOTIME)),
            "OCSP_basic_sign")
        guard let response = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic) else {
            throw CertificateTemplate.failure("OCSP_response_create")
        }
        defer { OCSP_RESPONSE_free(response) }
        let length = i2d_OCSP_RESPONSE(response, nil)
        var bytes = [UInt8](repeating: 0, count: Int(max(0, length)))
        let written = bytes.withUnsafeMutableBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return i2d_OCSP_RESPONSE(response, &cursor)
        }
        guard length > 0, written == length else { throw CertificateTemplate.failure("i2d_OCSP_RESPONSE") }
        return bytes
    }

    private func add(
        _ status: Status?, to basic: OpaquePointer, _ request: Request, at seconds: Int64, _ shape: Shape
    ) throws(AuthorityError) {
        let from = seconds + shape.thisUpdate
        let thisUpdate = ASN1_TIME_set(nil, time_t(from))
        defer { ASN1_STRING_free(thisUpdate) }
        let nextUpdate = shape.lifetime.flatMap { ASN1_TIME_set(nil, time_t(from + $0)) }
        defer { ASN1_STRING_free(nextUpdate) }
        var identifier = request.identifier
        var other: OpaquePointer?
        defer { OCSP_CERTID_free(other) }
        if let serialNumber = shape.serialNumber {
            other = Request.identifier(of: serialNumber, issuer: issuer)
            identifier = other
        }
        let single: OpaquePointer?
        switch status {
        case .good:
            single = OCSP_basic_add1_status(
                basic, identifier, V_OCSP_CERTSTATUS_GOOD, 0, nil, thisUpdate, nextUpdate)
        case .revoked(let reason, let at):
            let revoked = ASN1_TIME_set(nil, time_t(at))
            defer { ASN1_STRING_free(revoked) }
            single = OCSP_basic_add1_status(
                basic, identifier, V_OCSP_CERTSTATUS_REVOKED, reason.rawValue, revoked, thisUpdate, nextUpdate)
        case nil:
            single = OCSP_basic_add1_status(
                basic, identifier, V_OCSP_CERTSTATUS_UNKNOWN, 0, nil, thisUpdate, nextUpdate)
        }
        guard single != nil else { throw CertificateTemplate.failure("OCSP_basic_add1_status") }
    }
}
