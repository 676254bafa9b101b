internal import COpenSSL

/// One thing that RFC 5280 §6 path validation holds against one certificate of a path.
public struct PathFinding: Hashable, Sendable {
    /// What is wrong. Several of OpenSSL's codes share a kind.
    public enum Kind: Hashable, Sendable {
        case notYetValid, expired
        /// No certificate was found that could have issued this one.
        case issuerMissing
        case signatureInvalid
        /// It issued another, and its basic constraints do not let it.
        case notAnAuthority
        /// It issued another, and its key usage does not let it.
        case keyUsageWithoutCertificateSigning
        case pathTooLong
        case unhandledCriticalExtension
        /// An extension or a field that cannot be read, or contradicts another.
        case malformed
        case nameNotPermitted
        /// No policy that was asked for holds along the path.
        case noExplicitPolicy
        /// Any other of OpenSSL's codes (`X509_V_ERR_…`).
        case other(Int32)
    }

    /// What is wrong.
    public var kind: Kind
    /// Which certificate: 0 is the end entity's, 1 its issuer's, and so on.
    public var depth: Int
}

/// What path validation found.
public struct PathResult: Sendable {
    /// Everything that was held against the path; validation does not stop at the first.
    public var findings: [PathFinding]
    /// The path that was looked at, end entity first.
    public var path: [Certificate]
}

/// What path validation is asked for.
public struct PathQuestion: Hashable, Sendable {
    /// The time of the verdict, in seconds since 1970 UTC. OpenSSL's own clock is never asked.
    public var at: Int64
    /// The user-initial-policy-set, dotted (RFC 5280 §6.1.1 c). Empty: any policy.
    public var policies: [String]
    /// initial-explicit-policy (§6.1.1 f): one of `policies` must hold along the whole path.
    public var requiresExplicitPolicy: Bool
    /// initial-policy-mapping-inhibit (§6.1.1 e).
    public var inhibitsPolicyMapping: Bool
    /// initial-any-policy-inhibit (§6.1.1 g).
    public var inhibitsAnyPolicy: Bool
    /// How many intermediate authorities may stand between anchor and end entity.
    public var maximumIntermediates: Int

    /// Asks for a verdict at a time.
    ///
    /// - Parameter requiresExplicitPolicy: nil: when `policies` names any.
    public init(
        at: Int64, policies: [String] = [], requiresExplicitPolicy: Bool? = nil, inhibitsPolicyMapping: Bool = false,
        inhibitsAnyPolicy: Bool = false, maximumIntermediates: Int = 8
    ) {
        self.at = at
        self.policies = policies
        self.requiresExplicitPolicy = requiresExplicitPolicy ?? !policies.isEmpty
        self.inhibitsPolicyMapping = inhibitsPolicyMapping
        self.inhibitsAnyPolicy = inhibitsAnyPolicy
        self.maximumIntermediates = maximumIntermediates
    }
}

/// RFC 5280 §6 by OpenSSL, with nothing of the system's: no clock, no root certificates, no network.
public enum PathValidation {
    /// Validates one path: this one, link by link, and no other that OpenSSL might prefer.
    ///
    /// An anchor may be a subordinate authority: it is trusted because it was given, not because it
    /// signed itself.
    ///
    /// - Parameters:
    ///   - path: the certificate first, each followed by its issuer's.
    ///   - endsInAnchor: whether the last one is trusted.
    /// - Throws: when OpenSSL could not do its work, which is no verdict.
    public static func validate(
        _ path: [Certificate], endsInAnchor: Bool, question: PathQuestion
    ) throws(OpenSSLError) -> PathResult {
        let path = try withInheritedKeys(path)
        guard let first = path.first else { throw OpenSSLError(operation: "empty path") }
        let store = try OpenSSLError.check(X509_STORE_new(), "X509_STORE_new")
        defer { X509_STORE_free(store) }
        if endsInAnchor, let anchor = path.last {
            try OpenSSLError.check(X509_STORE_add_cert(store, anchor.pointer), "X509_STORE_add_cert")
        }
        X509_STORE_set_check_issued(store) { context, subject, issuer in
            guard let context, let subject, let issuer else { return 0 }
            return Run.of(context)?.isLink(subject, issuer) == true ? 1 : 0
        }
        let untrusted = try CertificateStack(Array(endsInAnchor ? path.dropLast() : path[...]))
        let context = try OpenSSLError.check(X509_STORE_CTX_new(), "X509_STORE_CTX_new")
        defer { X509_STORE_CTX_free(context) }
        try OpenSSLError.check(
            X509_STORE_CTX_init(context, store, first.pointer, untrusted.pointer), "X509_STORE_CTX_init")
        try apply(question, to: X509_STORE_CTX_get0_param(context))

        // The callback lets validation go on, so that one run finds all there is; the verdict is then
        // "no finding", not OpenSSL's own "yes".
        let run = Run(path)
        X509_STORE_CTX_set_ex_data(context, 0, Unmanaged.passUnretained(run).toOpaque())
        X509_STORE_CTX_set_verify_cb(context) { ok, context in
            // 2: a notice about the policies, no error.
            guard ok == 0, let context, let run = Run.of(context) else { return ok }
            return run.note(X509_STORE_CTX_get_error(context), depth: X509_STORE_CTX_get_error_depth(context))
        }
        let outcome = withExtendedLifetime(run) { X509_verify_cert(context) }
        guard outcome == 1 || !run.findings.isEmpty else { throw OpenSSLError.drained("X509_verify_cert") }
        ERR_clear_error()
        let validated = try CertificateStack.certificates(in: X509_STORE_CTX_get0_chain(context))
        return PathResult(findings: run.findings, path: validated)
    }

    private static func apply(_ question: PathQuestion, to parameters: OpaquePointer?) throws(OpenSSLError) {
        X509_VERIFY_PARAM_set_time(parameters, time_t(question.at))
        X509_VERIFY_PARAM_set_depth(parameters, Int32(clamping: question.maximumIntermediates))
        for policy in question.policies {
            let object = try OpenSSLError.check(OBJ_txt2obj(policy, 1), "OBJ_txt2obj")
            // The parameters own the object from here on.
            guard X509_VERIFY_PARAM_add0_policy(parameters, object) == 1 else {
                ASN1_OBJECT_free(object)
                throw OpenSSLError.drained("X509_VERIFY_PARAM_add0_policy")
            }
        }
        // Policies are processed even where none is asked for: a certificate of the path may require one.
        var flags =
            UInt(X509_V_FLAG_PARTIAL_CHAIN) | UInt(X509_V_FLAG_CHECK_SS_SIGNATURE) | UInt(X509_V_FLAG_POLICY_CHECK)
        if question.requiresExplicitPolicy { flags |= UInt(X509_V_FLAG_EXPLICIT_POLICY) }
        if question.inhibitsPolicyMapping { flags |= UInt(X509_V_FLAG_INHIBIT_MAP) }
        if question.inhibitsAnyPolicy { flags |= UInt(X509_V_FLAG_INHIBIT_ANY) }
        try OpenSSLError.check(X509_VERIFY_PARAM_set_flags(parameters, flags), "X509_VERIFY_PARAM_set_flags")
    }

    /// One validation under way, as OpenSSL's callbacks see it.
    private final class Run {
        private let path: [Certificate]
        private(set) var findings: [PathFinding] = []

        init(_ path: [Certificate]) { self.path = path }

        static func of(_ context: OpaquePointer) -> Run? {
            X509_STORE_CTX_get_ex_data(context, 0).map { Unmanaged<Run>.fromOpaque($0).takeUnretainedValue() }
        }

        // Whether `issuer` stands next to `subject` in the path, or is itself. OpenSSL would go by names
        // and key identifiers and take the first; those it still checks, and the rest comes later.
        func isLink(_ subject: OpaquePointer, _ issuer: OpaquePointer) -> Bool {
            guard let place = path.firstIndex(where: { $0.pointer == subject }),
                subject == issuer || (place + 1 < path.count && path[place + 1].pointer == issuer)
            else { return false }
            let answer = X509_check_issued(issuer, subject)
            return answer == X509_V_OK || answer == X509_V_ERR_KEYUSAGE_NO_CERTSIGN
        }

        // Bounded: a path has at most a dozen certificates and each a handful of faults.
        func note(_ code: Int32, depth: Int32) -> Int32 {
            guard findings.count < 256 else { return 0 }
            let finding = PathFinding(kind: PathFinding.Kind(code), depth: Int(max(0, depth)))
            if !findings.contains(finding) { findings.append(finding) }
            return 1
        }
    }
}

extension PathFinding.Kind {
    init(_ code: Int32) {
        switch code {
        case X509_V_ERR_CERT_NOT_YET_VALID: self = .notYetValid
        case X509_V_ERR_CERT_HAS_EXPIRED: self = .expired
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
            X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, X509_V_ERR_CERT_UNTRUSTED, X509_V_ERR_SUBJECT_ISSUER_MISMATCH,
            X509_V_ERR_AKID_SKID_MISMATCH, X509_V_ERR_AKID_ISSUER_SERIAL_MISMATCH:
            self = .issuerMissing
        case X509_V_ERR_CERT_SIGNATURE_FAILURE, X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE,
            X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY, X509_V_ERR_SIGNATURE_ALGORITHM_MISMATCH:
            self = .signatureInvalid
        case X509_V_ERR_INVALID_CA, X509_V_ERR_INVALID_NON_CA: self = .notAnAuthority
        case X509_V_ERR_KEYUSAGE_NO_CERTSIGN: self = .keyUsageWithoutCertificateSigning
        case X509_V_ERR_PATH_LENGTH_EXCEEDED, X509_V_ERR_CERT_CHAIN_TOO_LONG: self = .pathTooLong
        case X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION: self = .unhandledCriticalExtension
        case X509_V_ERR_INVALID_EXTENSION, X509_V_ERR_INVALID_POLICY_EXTENSION,
            X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD, X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD:
            self = .malformed
        case X509_V_ERR_PERMITTED_VIOLATION, X509_V_ERR_EXCLUDED_VIOLATION, X509_V_ERR_SUBTREE_MINMAX,
            X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE, X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX,
            X509_V_ERR_UNSUPPORTED_NAME_SYNTAX:
            self = .nameNotPermitted
        case X509_V_ERR_NO_EXPLICIT_POLICY: self = .noExplicitPolicy
        default: self = .other(code)
        }
    }
}
