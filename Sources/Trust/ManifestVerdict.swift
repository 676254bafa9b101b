/// What a manifest must say to be about this very request, kiosk, session, card and order.
public struct ManifestBinding: Hashable, Sendable {
    /// See `Manifest.requestID`.
    public var requestID: String
    /// See `Manifest.sessionID`.
    public var sessionID: String
    /// See `Manifest.kioskID`.
    public var kioskID: String
    /// See `Manifest.cardCertificateSHA256`.
    public var cardCertificateSHA256: String
    /// See `Manifest.municipality`; also the municipality whose seal must have signed.
    public var municipality: String
    /// See `Manifest.kind`.
    public var kind: String
    /// See `Manifest.options`: sorted by bytes, each once.
    public var options: [String]
    /// See `Manifest.copies`.
    public var copies: Int
    /// See `Manifest.fee`: what the resident was shown and agreed to.
    public var fee: Int

    /// Makes a binding.
    public init(
        requestID: String, sessionID: String, kioskID: String, cardCertificateSHA256: String, municipality: String,
        kind: String, options: [String], copies: Int, fee: Int
    ) {
        self.requestID = requestID
        self.sessionID = sessionID
        self.kioskID = kioskID
        self.cardCertificateSHA256 = cardCertificateSHA256
        self.municipality = municipality
        self.kind = kind
        self.options = options
        self.copies = copies
        self.fee = fee
    }

    /// The fields in which `manifest` says something else.
    func differences(from manifest: Manifest) -> [Manifest.Field] {
        Manifest.Field.allCases.filter { field in
            switch field {
            case .version: manifest.version != 1
            case .requestID: manifest.requestID != requestID
            case .sessionID: manifest.sessionID != sessionID
            case .kioskID: manifest.kioskID != kioskID
            case .cardCertificateSHA256: manifest.cardCertificateSHA256 != cardCertificateSHA256
            case .municipality: manifest.municipality != municipality
            case .kind: manifest.kind != kind
            case .options: manifest.options != options
            case .copies: manifest.copies != copies
            case .fee: manifest.fee != fee
            // The document itself is held against these later: `Manifest.verifyDocument`.
            case .pages, .documentSHA256, .documentLength: false
            // Held against the clock: `ManifestVerifier.freshness`.
            case .issuedAt: false
            }
        }
    }
}

/// Why a manifest, or the document that it is about, is refused.
public enum ManifestRefusal: Hashable, Sendable {
    /// More bytes than any manifest has.
    case tooLarge
    /// Not DER of a CMS SignedData, or more than that.
    case notSignedData
    /// The content is not inside.
    case detached
    /// The content's type is not the plain one.
    case wrongContentType
    /// Not exactly one signer.
    case notOneSigner(Int)
    /// The signature is not over attributes that name content type and digest (RFC 5652 §5.3).
    case signedAttributesMissing
    case weakAlgorithm
    /// The signer's certificate did not come along, or came twice.
    case signerCertificateMissing
    case signatureInvalid
    /// The seal's certificate got a bad verdict.
    case sealRefused([CertificateRefusal])
    /// A good seal, of another municipality.
    case sealOfOtherMunicipality
    /// Signed, and no manifest.
    case malformed(ManifestMalformation)
    /// Says something else than the request.
    case differs(Manifest.Field)
    /// Issued longer ago than an answer can take.
    case stale
    /// Issued later than now, beyond the clocks' difference.
    case fromTheFuture
}

/// The verdict on a manifest.
public enum ManifestVerdict: Hashable, Sendable {
    case accepted(Manifest)
    /// At least one reason.
    case refused([ManifestRefusal])

    /// The manifest, if it is accepted.
    public var manifest: Manifest? {
        if case .accepted(let manifest) = self { manifest } else { nil }
    }

    /// Every reason against it.
    public var refusals: [ManifestRefusal] {
        if case .refused(let refusals) = self { refusals } else { [] }
    }
}
