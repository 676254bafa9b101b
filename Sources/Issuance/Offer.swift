/// What the municipality lets this resident have today, at this kiosk.
public struct Offer: Hashable, Sendable {
    public var municipality: Municipality
    /// At least one, in the municipality's order, each kind at most once. What can't be had now stays in the
    /// list with its reason, so that the resident sees it and need not ask.
    public var certificates: [OfferedCertificate]
    /// How many household members may be chosen, 1...`maximumMembers`. Their names stay outside the machine.
    public var memberCount: Int

    /// No household in the registers comes near; a longer list is a malformed answer.
    public static let maximumMembers = 64

    public init(municipality: Municipality, certificates: [OfferedCertificate], memberCount: Int) {
        self.municipality = municipality
        self.certificates = certificates
        self.memberCount = memberCount
    }

    public subscript(kind: CertificateKind) -> OfferedCertificate? {
        certificates.first { $0.kind == kind }
    }
}

/// One kind of certificate, its fee and its limits.
public struct OfferedCertificate: Hashable, Sendable {
    public var kind: CertificateKind
    /// For each copy.
    public var fee: Yen
    /// 1...`highestMaximumCopies`.
    public var maximumCopies: Int
    public var availability: Availability

    public enum Availability: Hashable, Sendable {
        case available
        case unavailable(Refusal)
    }

    /// A kiosk's tray holds no more in one job than this many copies.
    public static let highestMaximumCopies = 10

    public init(kind: CertificateKind, fee: Yen, maximumCopies: Int, availability: Availability) {
        self.kind = kind
        self.fee = fee
        self.maximumCopies = maximumCopies
        self.availability = availability
    }
}

/// What the resident asks for and is ready to pay. Its manifest must repeat it exactly.
public struct Order: Hashable, Sendable {
    public var municipality: MunicipalityCode
    public var certificate: CertificateSpecification
    /// 1...`OfferedCertificate.highestMaximumCopies`.
    public var copies: Int
    /// For all copies together.
    public var fee: Yen

    public init(municipality: MunicipalityCode, certificate: CertificateSpecification, copies: Int, fee: Yen) {
        self.municipality = municipality
        self.certificate = certificate
        self.copies = copies
        self.fee = fee
    }
}
