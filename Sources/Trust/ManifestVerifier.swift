public import OpenSSL

/// Says whether a signed manifest is the answer to a request: a CMS SignedData (RFC 5652) by the seal of
/// the municipality that was asked, about what was asked.
///
/// A seal certificate names its municipality by the subject's `serialNumber` attribute (X.520, 2.5.4.5),
/// which holds the five digits of its code. Not by the organisational unit, which is a display name:
/// 府中市 exists twice, and names change in mergers while the code tells them apart.
public struct ManifestVerifier: Sendable {
    /// Judges seal certificates.
    public let seals: CertificateVerifier
    /// How old a manifest may be, in seconds. It is made within the request that it answers, whose
    /// longest wait is well under five minutes.
    public var maximumAge: Int64 = 300
    /// How far the municipality's clock may be ahead of ours, in seconds.
    public var skew: Int64 = 120

    /// The longest message that is looked at. A manifest with its seal and two authorities has 5 KiB.
    public static let maximumLength = 65_536

    /// Makes a verifier with the authorities of the municipalities' seals.
    public init(
        anchors: [Certificate], intermediates: [Certificate] = [], profile: CertificateProfile = .municipalSeal
    ) {
        seals = CertificateVerifier(anchors: anchors, intermediates: intermediates, profile: profile)
    }

    /// The verdict on a signed manifest.
    ///
    /// Signature and seal come first: the content of a message that nobody vouches for is not read.
    ///
    /// - Parameters:
    ///   - der: the CMS ContentInfo, as the cloud sent it.
    ///   - binding: what it must say.
    ///   - seconds: the time of the verdict, since 1970 UTC.
    ///   - sealRevocation: what is known of the seal's revocation.
    public func verify(
        _ der: [UInt8], binding: ManifestBinding, at seconds: Int64, sealRevocation: RevocationEvidence? = nil
    ) -> ManifestVerdict {
        guard der.count <= ManifestVerifier.maximumLength else { return .refused([.tooLarge]) }
        guard let message = try? SignedData(der: der, maximum: ManifestVerifier.maximumLength) else {
            return .refused([.notSignedData])
        }
        guard let content = message.content else { return .refused([.detached]) }
        let form = formRefusals(message)
        guard form.isEmpty else { return .refused(form) }
        let seal = sealRefusals(message, municipality: binding.municipality, at: seconds, sealRevocation)
        guard seal.isEmpty else { return .refused(seal) }
        let manifest: Manifest
        do {
            manifest = try Manifest(json: content)
        } catch {
            return .refused([.malformed(error)])
        }
        let differences = binding.differences(from: manifest).map(ManifestRefusal.differs)
        let reasons = differences + freshness(manifest, at: seconds)
        return reasons.isEmpty ? .accepted(manifest) : .refused(reasons)
    }

    /// The seal certificate that came along, to ask about its revocation before the verdict.
    public func sealCertificate(in der: [UInt8]) -> Certificate? {
        guard let message = try? SignedData(der: der, maximum: ManifestVerifier.maximumLength) else { return nil }
        return seal(in: message)
    }

    private func formRefusals(_ message: SignedData) -> [ManifestRefusal] {
        var refusals: [ManifestRefusal] = []
        if message.contentType != SignedData.plainData { refusals.append(.wrongContentType) }
        let signers = message.signers
        guard signers.count == 1 else { return refusals + [.notOneSigner(signers.count)] }
        let signer = signers[0]
        // Without signed attributes, a signature over attributes can be passed off as one over content
        // that is the same bytes.
        if signer.signedContentType != message.contentType || !signer.hasMessageDigest {
            refusals.append(.signedAttributesMissing)
        }
        let floor = seals.profile.floor
        if !floor.allows(digest: signer.digest) || !ManifestVerifier.signatures.contains(signer.signature) {
            refusals.append(.weakAlgorithm)
        }
        return refusals
    }

    private func sealRefusals(
        _ message: SignedData, municipality: String, at seconds: Int64, _ revocation: RevocationEvidence?
    ) -> [ManifestRefusal] {
        guard let seal = seal(in: message) else { return [.signerCertificateMissing] }
        guard message.isSigned(by: [seal]) else { return [.signatureInvalid] }
        let extra = ((try? message.certificates()) ?? []).filter { $0 != seal }
        let verdict = seals.verify(seal, at: seconds, revocation: revocation, extra: extra)
        guard verdict.isAccepted else { return [.sealRefused(verdict.reasons)] }
        // Two values would let two readers see two municipalities.
        guard seal.subjectSerialNumberCount == 1, seal.subjectSerialNumber == municipality else {
            return [.sealOfOtherMunicipality]
        }
        return []
    }

    // The one certificate that the one signer names.
    private func seal(in message: SignedData) -> Certificate? {
        guard let certificates = try? message.certificates(), certificates.count <= 16 else { return nil }
        let named = certificates.filter { message.signer(0, isNamed: $0) }
        return named.count == 1 ? named[0] : nil
    }

    private func freshness(_ manifest: Manifest, at seconds: Int64) -> [ManifestRefusal] {
        if manifest.issuedAt > seconds + skew { return [.fromTheFuture] }
        if manifest.issuedAt < seconds - maximumAge - skew { return [.stale] }
        return []
    }

    // How a signature's algorithm may be written beside the digest. "rsaEncryption" is RFC 3370's; the
    // digest is then the signer's, which is held to the floor.
    private static let signatures: Set<String> = [
        "rsaEncryption", "RSA-SHA256", "RSA-SHA384", "RSA-SHA512", "ecdsa-with-SHA256", "ecdsa-with-SHA384",
        "ecdsa-with-SHA512",
    ]
}
