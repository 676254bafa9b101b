public import SimulatedResidents

/// One certificate, as the municipality hands it out: everything that stands on the paper, and nothing that does not.
///
/// It is set on A4 with the one font `IPAmjMincho`, embedded as a subset. The same value gives the same bytes, always.
/// The PDF's metadata names the kind of paper and the day of issue, and no person.
public struct CertificateDocument: Hashable, Sendable {
    /// The municipality that attests it.
    public var municipality: SimulatedMunicipality
    /// What is certified.
    public var content: Content
    /// The number of issue (交付番号), opaque, at most 48 characters. It stands on every page.
    public var issueNumber: String
    /// The day of issue, Japan Standard Time.
    public var issuedOn: CivilDate
    /// The kiosk's id, at most 48 characters. It stands on every page.
    public var kiosk: String

    /// A certificate to be set.
    public init(
        municipality: SimulatedMunicipality, content: Content, issueNumber: String, issuedOn: CivilDate, kiosk: String
    ) {
        self.municipality = municipality
        self.content = content
        self.issueNumber = issueNumber
        self.issuedOn = issuedOn
        self.kiosk = kiosk
    }

    /// The kinds of certificate, by the name that the contract and the commands give them.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// 住民票の写し.
        case residenceRecord = "residence-record"
        /// 住民票記載事項証明書.
        case residenceItems = "residence-items"
        /// 印鑑登録証明書.
        case sealRegistration = "seal-registration"

        /// The title on the paper.
        public var title: String {
            switch self {
            case .residenceRecord: return "住民票の写し"
            case .residenceItems: return "住民票記載事項証明書"
            case .sealRegistration: return "印鑑登録証明書"
            }
        }
    }

    /// What a certificate certifies.
    public enum Content: Hashable, Sendable {
        /// 住民票の写し.
        case residenceRecord(ResidenceRecord)
        /// 住民票記載事項証明書: of the record the facts that were asked for, and no others.
        case residenceItems(ResidenceRecord)
        /// 印鑑登録証明書 of the resident's registered seal. It has no options.
        case sealRegistration(Resident)

        /// The kind of certificate.
        public var kind: Kind {
            switch self {
            case .residenceRecord: return .residenceRecord
            case .residenceItems: return .residenceItems
            case .sealRegistration: return .sealRegistration
            }
        }
    }

    /// The household's record and what of it is shown.
    public struct ResidenceRecord: Hashable, Sendable {
        /// Everyone in the household, its head first.
        public var household: [Resident]
        /// The ids of the members to show, or nil for the whole household. They stand in the record's order.
        public var members: Set<String>?
        /// Whether 本籍 and 筆頭者 are shown, and of a foreign resident nationality and status of residence. Otherwise
        /// their rows read 省略 on a copy of the record, and are not there on a certificate of its items.
        public var showsDomicile: Bool
        /// Whether 世帯主 and 続柄 are shown. Otherwise as with `showsDomicile`.
        public var showsRelationship: Bool

        /// A record to be shown. Nothing is left out unless asked.
        public init(
            household: [Resident], members: Set<String>? = nil, showsDomicile: Bool = true,
            showsRelationship: Bool = true
        ) {
            self.household = household
            self.members = members
            self.showsDomicile = showsDomicile
            self.showsRelationship = showsRelationship
        }
    }

    /// Sets a draft: the fronts alone, as they are read, without copy guard and backs.
    ///
    /// Safe to call from any thread, and from many at once: each call has a Pango font map and context of its own, and
    /// Pango asks only that those are not shared; Cairo and fontconfig lock what they share.
    ///
    /// - Returns: The PDF and the number of its pages.
    public func render() throws(DocumentError) -> (pdf: [UInt8], pages: Int) {
        let press = try Press(self)
        return try press.draft()
    }

    /// Sets the certificate as it is handed out: guarded, with a back for each front that carries its facts under the
    /// seal and its picture. See `render()`.
    ///
    /// - Returns: The PDF and the number of its pages, fronts and backs in turn.
    public func render(sealedBy seal: PaperSeal) throws(DocumentError) -> (pdf: [UInt8], pages: Int) {
        let press = try Press(self)
        return try press.paper(sealedBy: seal)
    }
}

extension CertificateDocument {
    /// The certificate of a town's resident with nothing left out: the whole household's record, or the seal's.
    ///
    /// - Returns: nil when the town has no such resident.
    public init?(
        _ kind: Kind, ofResident id: String, in town: SimulatedTown, issueNumber: String, issuedOn: CivilDate,
        kiosk: String
    ) {
        guard let resident = town.resident(id: id), let municipality = town.municipality(code: resident.municipality)
        else { return nil }
        let content: Content
        switch kind {
        case .residenceRecord:
            content = .residenceRecord(ResidenceRecord(household: town.household(of: resident)))
        case .residenceItems:
            content = .residenceItems(ResidenceRecord(household: town.household(of: resident)))
        case .sealRegistration:
            content = .sealRegistration(resident)
        }
        self.init(
            municipality: municipality, content: content, issueNumber: issueNumber, issuedOn: issuedOn, kiosk: kiosk)
    }
}
