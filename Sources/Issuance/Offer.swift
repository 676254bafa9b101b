/// What the municipality lets this resident have today, at this kiosk.
public struct Offer: Hashable, Sendable {
    /// Whose documents they are.
    public var municipality: Municipality
    /// At least one, in the municipality's order, each kind at most once. What can't be had now stays in the
    /// list with its reason, so that the resident sees it and need not ask.
    public var certificates: [OfferedCertificate]
    /// How many household members may be chosen, 1...`maximumMembers`. Their names stay outside the machine.
    public var memberCount: Int

    /// No household in the registers comes near; a longer list is a malformed answer.
    public static let maximumMembers = 64

    /// An offer; whoever reads it from the cloud keeps the bounds.
    public init(municipality: Municipality, certificates: [OfferedCertificate], memberCount: Int) {
        self.municipality = municipality
        self.certificates = certificates
        self.memberCount = memberCount
    }

    /// What is offered of `kind`; nil where the municipality did not name it.
    public subscript(kind: CertificateKind) -> OfferedCertificate? {
        certificates.first { $0.kind == kind }
    }
}

/// One kind of certificate, its fee and its limits.
public struct OfferedCertificate: Hashable, Sendable {
    /// Which certificate.
    public var kind: CertificateKind
    /// For each copy.
    public var fee: Yen
    /// 1...`highestMaximumCopies`.
    public var maximumCopies: Int
    /// Whether this resident can have it now.
    public var availability: Availability

    /// Whether a kind can be had now.
    public enum Availability: Hashable, Sendable {
        /// It can be chosen.
        case available
        /// Shown with its reason; it cannot be chosen.
        case unavailable(Refusal)
    }

    /// A kiosk's tray holds no more in one job than this many copies.
    public static let highestMaximumCopies = 10

    /// How many copies may be chosen: at least one, whatever a municipality says.
    public var copies: ClosedRange<Int> { 1...min(max(maximumCopies, 1), Self.highestMaximumCopies) }

    /// An offered kind; whoever reads it from the cloud keeps the bounds.
    public init(kind: CertificateKind, fee: Yen, maximumCopies: Int, availability: Availability) {
        self.kind = kind
        self.fee = fee
        self.maximumCopies = maximumCopies
        self.availability = availability
    }
}

/// What the resident asks for and is ready to pay. Its manifest must repeat it exactly.
public struct Order: Hashable, Sendable {
    /// Whose document it is.
    public var municipality: MunicipalityCode
    /// What is to stand on the paper.
    public var certificate: CertificateSpecification
    /// 1...`OfferedCertificate.highestMaximumCopies`.
    public var copies: Int
    /// For all copies together.
    public var fee: Yen

    /// An order. The machine makes it of what the resident chose from the offer.
    public init(municipality: MunicipalityCode, certificate: CertificateSpecification, copies: Int, fee: Yen) {
        self.municipality = municipality
        self.certificate = certificate
        self.copies = copies
        self.fee = fee
    }
}
