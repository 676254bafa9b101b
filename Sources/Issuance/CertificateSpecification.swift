/// The kinds of certificate the kiosk can ask for.
public enum CertificateKind: String, Hashable, Sendable, CaseIterable {
    /// 住民票の写し, a copy of the resident record.
    case residenceRecord = "residence-record"
    /// 住民票記載事項証明書, a certificate of items entered in the resident record.
    case residenceItems = "residence-items"
    /// 印鑑登録証明書, a certificate of a registered seal.
    case sealRegistration = "seal-registration"

    /// An order of this kind with these options, which a kind that has none leaves aside.
    public func specification(_ options: ResidenceRecordOptions) -> CertificateSpecification {
        switch self {
        case .residenceRecord: .residenceRecord(options)
        case .residenceItems: .residenceItems(options)
        case .sealRegistration: .sealRegistration
        }
    }
}

/// What a resident wants on the paper: the kind, with the options that this kind has and no others.
public enum CertificateSpecification: Hashable, Sendable {
    case residenceRecord(ResidenceRecordOptions)
    case residenceItems(ResidenceRecordOptions)
    case sealRegistration

    /// Without its options.
    public var kind: CertificateKind {
        switch self {
        case .residenceRecord: .residenceRecord
        case .residenceItems: .residenceItems
        case .sealRegistration: .sealRegistration
        }
    }

    /// What of the household's record stands on the paper; nil for a kind that has no options.
    public var options: ResidenceRecordOptions? {
        switch self {
        case .residenceRecord(let options), .residenceItems(let options): options
        case .sealRegistration: nil
        }
    }

    /// The options in the one spelling that the cloud's contract and the manifest share, sorted by their bytes.
    ///
    /// Two specifications are equal exactly where their kinds and these are equal.
    public var optionTokens: [String] { options?.tokens ?? [] }

    /// Reads the shared spelling back; nil for an unknown, missing or repeated token.
    public init?(kind: CertificateKind, optionTokens tokens: [String]) {
        switch kind {
        case .sealRegistration:
            guard tokens.isEmpty else { return nil }
            self = .sealRegistration
        case .residenceRecord, .residenceItems:
            guard let options = ResidenceRecordOptions(tokens: tokens) else { return nil }
            self = kind.specification(options)
        }
    }
}

/// What of a household's record is shown. What is not reads 「省略」 on 住民票の写し, and has no row at all on
/// 住民票記載事項証明書.
public struct ResidenceRecordOptions: Hashable, Sendable {
    /// 世帯全員 or 世帯一部
    public var members: HouseholdSelection
    /// 本籍・筆頭者
    public var showsDomicile: Bool
    /// 世帯主・続柄
    public var showsRelationship: Bool

    /// The copy that most offices hand out: the whole household, nothing more than was asked for.
    public static let usual = ResidenceRecordOptions(
        members: .wholeHousehold, showsDomicile: false, showsRelationship: false)

    /// Options, none of them left open.
    public init(members: HouseholdSelection, showsDomicile: Bool, showsRelationship: Bool) {
        self.members = members
        self.showsDomicile = showsDomicile
        self.showsRelationship = showsRelationship
    }

    var tokens: [String] {
        [Self.token("domicile", showsDomicile)] + members.tokens + [Self.token("relationship", showsRelationship)]
    }

    init?(tokens: [String]) {
        guard tokens.count >= 3, let first = tokens.first, let last = tokens.last,
            let showsDomicile = [true, false].first(where: { Self.token("domicile", $0) == first }),
            let showsRelationship = [true, false].first(where: { Self.token("relationship", $0) == last }),
            let members = HouseholdSelection(tokens: tokens.dropFirst().dropLast())
        else { return nil }
        self.init(members: members, showsDomicile: showsDomicile, showsRelationship: showsRelationship)
    }

    private static func token(_ name: String, _ isShown: Bool) -> String {
        name + (isShown ? ":shown" : ":omitted")
    }
}

/// Which members of the household stand on the copy.
///
/// Members are numbered as the cloud listed them in this session. Their names stay outside the machine.
public enum HouseholdSelection: Hashable, Sendable {
    /// 世帯全員
    case wholeHousehold
    /// 世帯一部: at least one member.
    case members(Set<Int>)

    var tokens: [String] {
        switch self {
        case .wholeHousehold: ["household:whole"]
        case .members(let members): members.sorted().map(Self.token)
        }
    }

    init?(tokens: some Collection<String>) {
        if tokens.elementsEqual(["household:whole"]) {
            self = .wholeHousehold
            return
        }
        let members = (0..<Offer.maximumMembers).filter { tokens.contains(Self.token($0)) }
        guard !members.isEmpty, tokens.elementsEqual(members.map(Self.token)) else { return nil }
        self = .members(Set(members))
    }

    /// Two digits, so that the order of the numbers is the order of the bytes.
    private static func token(_ member: Int) -> String { "member:" + (member < 10 ? "0" : "") + String(member) }
}
