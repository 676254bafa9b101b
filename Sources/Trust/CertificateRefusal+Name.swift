public import OpenSSL

extension CertificateRefusal.Kind {
    /// A word for reports and scripts, which stays what it is: "revoked", "path-too-long".
    public var name: String {
        switch self {
        case .malformed: "malformed"
        case .unhandledCriticalExtension: "unhandled-critical-extension"
        case .unknownIssuer: "unknown-issuer"
        case .signatureInvalid: "signature-invalid"
        case .notYetValid: "not-yet-valid"
        case .expired: "expired"
        case .notAnAuthority: "not-an-authority"
        case .pathTooLong: "path-too-long"
        case .nameNotPermitted: "name-not-permitted"
        case .wrongUsage: "wrong-usage"
        case .policyMissing: "policy-missing"
        case .weakAlgorithm: "weak-algorithm"
        case .revoked: "revoked"
        case .revocationUnknown: "revocation-unknown"
        case .other: "other"
        }
    }
}

extension RevocationUnknown {
    /// A word for reports and scripts, which stays what it is: "no-list", "stale".
    public var name: String {
        switch self {
        case .notAsked: "not-asked"
        case .unreachable: "unreachable"
        case .issuerUnknown: "issuer-unknown"
        case .malformed: "malformed"
        case .responderFailed: "responder-failed"
        case .otherCertificate: "other-certificate"
        case .nonceMismatch: "nonce-mismatch"
        case .signatureInvalid: "signature-invalid"
        case .responderNotAuthorized: "responder-not-authorized"
        case .weakAlgorithm: "weak-algorithm"
        case .notYetValid: "not-yet-valid"
        case .stale: "stale"
        case .unhandledCriticalExtension: "unhandled-critical-extension"
        case .responderDoesNotKnow: "responder-does-not-know"
        case .noList: "no-list"
        case .reasonsNotCovered: "reasons-not-covered"
        case .damaged: "damaged"
        }
    }
}

extension RevocationReason {
    /// The standard's own word (RFC 5280 §5.3.1), such as "keyCompromise".
    public var name: String {
        switch self {
        case .unspecified: "unspecified"
        case .keyCompromise: "keyCompromise"
        case .cACompromise: "cACompromise"
        case .affiliationChanged: "affiliationChanged"
        case .superseded: "superseded"
        case .cessationOfOperation: "cessationOfOperation"
        case .certificateHold: "certificateHold"
        case .removeFromCRL: "removeFromCRL"
        case .privilegeWithdrawn: "privilegeWithdrawn"
        case .aACompromise: "aACompromise"
        }
    }
}
