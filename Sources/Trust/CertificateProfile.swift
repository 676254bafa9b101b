public import OpenSSL

/// What a certificate must be to be good for one purpose, as data.
public struct CertificateProfile: Hashable, Sendable {
    /// What the extended key usage must say (RFC 5280 §4.2.1.12).
    public enum ExtendedKeyUsageRule: Hashable, Sendable {
        /// Whatever it says.
        case any
        /// One of these, or no extension at all.
        case ifPresent(Set<String>)
        /// One of these.
        case required(Set<String>)
    }

    /// Which certificates of the path must be shown not to be revoked. One of which the evidence says that it
    /// is revoked is refused under each of them, wherever in the path it stands.
    public enum RevocationRule: Hashable, Sendable {
        /// None: what is not known is left aside.
        case notRequired
        /// The end entity's. What is not known is not good.
        case endEntity
        /// Every one but the anchor's, and those of whoever signed the lists.
        case path
    }

    /// Key usages that the end entity's certificate must have, if it limits its key usage at all.
    public var keyUsage: KeyUsage
    /// Whether a certificate without key usage is refused.
    public var requiresKeyUsage: Bool
    /// What its extended key usage must say.
    public var extendedKeyUsage: ExtendedKeyUsageRule
    /// Certificate policies, dotted, of which one must hold along the path (RFC 5280 §6.1.1 c). Empty:
    /// any, or none.
    public var policies: [String]
    /// Whether one of them must hold (§6.1.1 f); otherwise only a certificate of the path can demand it.
    /// Nil: when there are any.
    public var requiresExplicitPolicy: Bool?
    /// Whether policies may not be mapped to others on the way (§6.1.1 e).
    public var inhibitsPolicyMapping = false
    /// Whether `anyPolicy` stands for none (§6.1.1 g).
    public var inhibitsAnyPolicy = false
    /// The weakest algorithms that are believed.
    public var floor: AlgorithmFloor
    /// Which certificates must be shown not to be revoked.
    public var revocation: RevocationRule
    /// How OCSP answers are judged.
    public var ocsp: OCSPRules
    /// How far the clock of whoever issues a revocation list may be from ours, in seconds.
    public var listSkew: Int64 = 300
    /// How many authorities may stand between the anchor and the end entity.
    public var maximumIntermediates: Int

    /// Makes a profile.
    public init(
        keyUsage: KeyUsage, requiresKeyUsage: Bool = true, extendedKeyUsage: ExtendedKeyUsageRule = .any,
        policies: [String] = [], floor: AlgorithmFloor = .current, revocation: RevocationRule = .endEntity,
        ocsp: OCSPRules = OCSPRules(), maximumIntermediates: Int = 4
    ) {
        self.keyUsage = keyUsage
        self.requiresKeyUsage = requiresKeyUsage
        self.extendedKeyUsage = extendedKeyUsage
        self.policies = policies
        self.floor = floor
        self.revocation = revocation
        self.ocsp = ocsp
        self.maximumIntermediates = maximumIntermediates
    }

    /// 利用者証明用電子証明書, the certificate by which a resident's card authenticates: for digital
    /// signatures, under the policy that was seen on cards, and not revoked at this moment.
    public static let userAuthentication = CertificateProfile(
        keyUsage: .digitalSignature,
        extendedKeyUsage: .ifPresent([ExtendedKeyUsage.clientAuthentication]),
        policies: ["1.2.392.200149.8.5.1.3.30"])

    /// The role that an operator's authority gives to technicians: a certificate policy (RFC 5280 §4.2.1.4) under the
    /// arc of UUIDs, which needs no registration (Recommendation ITU-T X.667).
    public static let technicianRole = "2.25.116503936269795416839608550089510235929"

    /// The certificate of a technician's card, by the operator's own authority. One that is known to be revoked is
    /// refused; where nobody can be asked it is believed until its end, for a technician comes to mend just that.
    public static let technician = CertificateProfile(
        keyUsage: .digitalSignature, extendedKeyUsage: .ifPresent([ExtendedKeyUsage.clientAuthentication]),
        policies: [technicianRole], revocation: .notRequired)

    /// 職責証明書, the certificate of the seal that a municipality signs manifests with; not revoked, by the responder or
    /// the list that it names.
    public static let municipalSeal = CertificateProfile(
        keyUsage: .digitalSignature,
        extendedKeyUsage: .ifPresent([ExtendedKeyUsage.documentSigning]))
}

/// Extended key usages by their dotted identifiers.
public enum ExtendedKeyUsage {
    /// id-kp-clientAuth (RFC 5280 §4.2.1.12).
    public static let clientAuthentication = "1.3.6.1.5.5.7.3.2"
    /// id-kp-serverAuth (RFC 5280 §4.2.1.12).
    public static let serverAuthentication = "1.3.6.1.5.5.7.3.1"
    /// id-kp-OCSPSigning (RFC 6960 §4.2.2.2).
    public static let ocspSigning = "1.3.6.1.5.5.7.3.9"
    /// id-kp-documentSigning (RFC 9336).
    public static let documentSigning = "1.3.6.1.5.5.7.3.36"
}
