internal import FoundationEssentials
public import OpenSSL

/// A readiness report with the kiosk's signature: CMS SignedData (RFC 5652) that carries the JSON.
///
/// `openssl cms -verify -inform DER -in FILE -CAfile cloud-anchors.pem -purpose any` reads it without this software.
public struct SignedReport: Hashable, Sendable {
    /// SignedData, DER.
    public let der: [UInt8]
    /// What was signed: the report as JSON. Nothing is verified yet.
    public let json: [UInt8]
    /// The same, read.
    public let report: SelfTestReport

    /// Twice what a report of every test has in which each finds four things.
    public static let maximumLength = 256 << 10

    /// Why something is no signed report.
    public enum Unreadable: Error, Hashable, Sendable {
        /// No SignedData, or too long.
        case notSigned
        /// What was signed is no report of a version that this software knows.
        case noReport
    }

    /// Reads one.
    public init(der: [UInt8]) throws(Unreadable) {
        guard let data = try? SignedData(der: der, maximum: Self.maximumLength), let json = data.content else {
            throw .notSigned
        }
        guard let report = try? JSONDecoder().decode(SelfTestReport.self, from: Data(json)),
            report.version == SelfTestReport.currentVersion
        else { throw .noReport }
        self.der = der
        self.json = json
        self.report = report
    }

    /// Signs a report with the kiosk's key.
    public init(
        _ report: SelfTestReport, certificate: Certificate, chain: [Certificate], key: PrivateKey
    ) throws(OpenSSLError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Only our own values are encoded, all of which can be.
        json = (try? encoder.encode(report)).map(Array.init) ?? []
        der = try SignedData.sign(content: json, certificate: certificate, key: key, extra: chain, at: report.at)
        self.report = report
    }

    /// What a verifier says.
    public enum Verdict: Hashable, Sendable {
        /// Made by the kiosk that it names, whose certificate led to an anchor when it was made.
        case good
        /// Nobody's signature whose certificate came along, or the content was changed.
        case signatureInvalid
        /// The signer's certificate leads to none of the anchors, or was not valid when the report was made.
        case untrusted
        /// Signed by another kiosk than the one that it names.
        case otherKiosk
    }

    /// Judges the signature.
    ///
    /// - Parameter anchors: the authorities of the kiosks' certificates.
    public func verdict(anchors: [Certificate]) -> Verdict {
        guard let data = try? SignedData(der: der, maximum: Self.maximumLength), data.signers.count == 1,
            data.signers.first?.digest == "SHA256", let certificates = try? data.certificates(),
            let signer = certificates.first(where: { data.signer(0, isNamed: $0) }), data.isSigned(by: [signer])
        else { return .signatureInvalid }
        guard let path = Self.path(from: signer, through: certificates, to: anchors) else { return .untrusted }
        let result = try? PathValidation.validate(path, endsInAnchor: true, question: PathQuestion(at: report.at))
        guard let result, result.findings.isEmpty else { return .untrusted }
        return signer.commonName == report.kiosk ? .good : .otherKiosk
    }

    /// From the signer to an anchor; nil where none is reached.
    private static func path(
        from signer: Certificate, through others: [Certificate], to anchors: [Certificate]
    ) -> [Certificate]? {
        var path = [signer]
        // A chain has an authority or two.
        while path.count < 6, let last = path.last {
            if let anchor = anchors.first(where: { last.names(issuer: $0) }) { return path + [anchor] }
            guard let next = others.first(where: { last.names(issuer: $0) && !path.contains($0) }) else { return nil }
            path.append(next)
        }
        return nil
    }
}
