internal import COpenSSL

/// Reasons for which a list may name a certificate (RFC 5280 §4.2.1.13, ReasonFlags).
public struct RevocationReasons: OptionSet, Hashable, Sendable {
    /// Bit n is ReasonFlags' bit n: 1 keyCompromise … 8 aACompromise. Bit 0 is not used there, nor here.
    public let rawValue: UInt16
    /// Makes a set from ReasonFlags' bits.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Every reason that there is.
    public static let all = RevocationReasons(rawValue: 0x1FE)

    /// No flags say: for every reason.
    init(_ flags: UnsafePointer<ASN1_BIT_STRING>?) {
        guard let flags else {
            self = .all
            return
        }
        var bits: UInt16 = 0
        for bit in 1...8 where ASN1_BIT_STRING_get_bit(flags, Int32(bit)) == 1 { bits |= 1 << UInt16(bit) }
        self.init(rawValue: bits)
    }
}

/// Where a certificate's issuer says that lists about it are (RFC 5280 §4.2.1.13).
public struct DistributionPoint: Hashable, Sendable {
    /// The point's names, those relative to the issuer's told in full; nil: it has none.
    public var names: [GeneralName]?
    /// Who issues the lists; nil: the certificate's own issuer.
    public var listIssuers: [DistinguishedName]?
    /// For which reasons the lists there name a certificate.
    public var reasons: RevocationReasons

    /// The names to hold against a list's (§6.3.3 b 2 i): where the point has none, the issuers of its lists.
    public var namesToMatch: [GeneralName] { names ?? (listIssuers ?? []).map(GeneralName.directory) }
}

/// What a list says that it covers (RFC 5280 §5.2.5).
public struct IssuingDistributionPoint: Hashable, Sendable {
    /// The names of the point where it is published; nil: anywhere.
    public var names: [GeneralName]?
    /// Only certificates of end entities.
    public var onlyUserCertificates: Bool
    /// Only certificates of authorities.
    public var onlyAuthorityCertificates: Bool
    /// Only attribute certificates, which are never asked about here.
    public var onlyAttributeCertificates: Bool
    /// Only certificates that are revoked for these reasons; nil: for any.
    public var onlySomeReasons: RevocationReasons?
    /// Also certificates of other issuers.
    public var isIndirect: Bool

    /// Reads the extension's value.
    ///
    /// - Throws: also when it says two of the three "only", which contradict one another.
    public init(der: [UInt8], issuer: DistinguishedName) throws(OpenSSLError) {
        let point = try decoded(
            der, maximum: DistinguishedName.maximumLength, "d2i_ISSUING_DIST_POINT",
            { d2i_ISSUING_DIST_POINT(nil, $0, $1) }, free: { ISSUING_DIST_POINT_free($0) })
        defer { ISSUING_DIST_POINT_free(point) }
        names = try pointNames(point.pointee.distpoint, issuer: issuer.pointer)
        onlyUserCertificates = point.pointee.onlyuser > 0
        onlyAuthorityCertificates = point.pointee.onlyCA > 0
        onlyAttributeCertificates = point.pointee.onlyattr > 0
        onlySomeReasons = point.pointee.onlysomereasons.map { RevocationReasons($0) }
        isIndirect = point.pointee.indirectCRL > 0
        let limits = [onlyUserCertificates, onlyAuthorityCertificates, onlyAttributeCertificates]
        guard limits.count(where: { $0 }) <= 1 else { throw OpenSSLError(operation: "issuingDistributionPoint") }
    }
}

extension Certificate {
    /// Where the lists about this certificate are (RFC 5280 §4.2.1.13); empty when it does not say.
    ///
    /// - Throws: when the extension is there and cannot be read.
    public var distributionPoints: [DistributionPoint] {
        get throws(OpenSSLError) {
            guard hasExtension("2.5.29.31") else { return [] }
            let found = try OpenSSLError.check(
                X509_get_ext_d2i(pointer, NID_crl_distribution_points, nil, nil), "X509_get_ext_d2i")
            let points = OpaquePointer(found)
            defer { CRL_DIST_POINTS_free(points) }
            var list: [DistributionPoint] = []
            for index in 0..<COpenSSL_sk_DIST_POINT_num(points) {
                guard let point = COpenSSL_sk_DIST_POINT_value(points, index) else { continue }
                list.append(try distributionPoint(point.pointee))
            }
            return list
        }
    }

    /// Whether its lists have newer parts (RFC 5280 §4.2.1.15, freshestCRL).
    public var hasFreshestList: Bool { hasExtension("2.5.29.46") }

    private func distributionPoint(_ point: DIST_POINT) throws(OpenSSLError) -> DistributionPoint {
        var listIssuers: [DistinguishedName]?
        if let issuers = point.CRLissuer {
            listIssuers = try GeneralName.list(issuers).compactMap {
                if case .directory(let name) = $0 { name } else { nil }
            }
        }
        // §4.2.1.13: relative to the lists' issuer, who is the certificate's own where none is named.
        let base = listIssuers?.first?.pointer ?? X509_get_issuer_name(pointer)
        return DistributionPoint(
            names: try pointNames(point.distpoint, issuer: base), listIssuers: listIssuers,
            reasons: RevocationReasons(point.reasons))
    }
}

private func pointNames(
    _ name: UnsafeMutablePointer<DIST_POINT_NAME>?, issuer: OpaquePointer?
) throws(OpenSSLError) -> [GeneralName]? {
    guard let name else { return nil }
    if name.pointee.type == 0 { return try GeneralName.list(COpenSSL_full_name(name)) }
    let full = try OpenSSLError.check(COpenSSL_relative_name(name, issuer), "DIST_POINT_set_dpname")
    return [.directory(try DistinguishedName(copying: full))]
}
