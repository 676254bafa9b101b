/// The kinds of certificate the kiosk can ask for.
public enum CertificateKind: String, Hashable, Sendable, CaseIterable {
    /// 住民票の写し, a copy of the resident record.
    case residenceRecord = "residence-record"
    /// 印鑑登録証明書, a certificate of a registered seal.
    case sealRegistration = "seal-registration"
}

/// What a resident wants on the paper: the kind, with the options that this kind has and no others.
public enum CertificateSpecification: Hashable, Sendable {
    case residenceRecord(ResidenceRecordOptions)
    case sealRegistration

    public var kind: CertificateKind {
        switch self {
        case .residenceRecord: .residenceRecord
        case .sealRegistration: .sealRegistration
        }
    }

    /// The options in the one spelling that the cloud's contract and the manifest share, in a fixed order.
    ///
    /// Two specifications are equal exactly where their kinds and these are equal.
    public var optionTokens: [String] {
        switch self {
        case .sealRegistration: []
        case .residenceRecord(let options): options.tokens
        }
    }

    /// Reads the shared spelling back; nil for an unknown, missing or repeated token.
    public init?(kind: CertificateKind, optionTokens tokens: [String]) {
        switch kind {
        case .sealRegistration:
            guard tokens.isEmpty else { return nil }
            self = .sealRegistration
        case .residenceRecord:
            guard let options = ResidenceRecordOptions(tokens: tokens) else { return nil }
            self = .residenceRecord(options)
        }
    }
}

/// The options of 住民票の写し. What is not shown is printed as 「省略」.
public struct ResidenceRecordOptions: Hashable, Sendable {
    public var members: HouseholdSelection
    /// 本籍・筆頭者
    public var showsDomicile: Bool
    /// 世帯主・続柄
    public var showsRelationship: Bool

    /// The copy that most offices hand out: the whole household, nothing more than was asked for.
    public static let usual = ResidenceRecordOptions(
        members: .wholeHousehold, showsDomicile: false, showsRelationship: false)

    public init(members: HouseholdSelection, showsDomicile: Bool, showsRelationship: Bool) {
        self.members = members
        self.showsDomicile = showsDomicile
        self.showsRelationship = showsRelationship
    }

    var tokens: [String] {
        members.tokens + [
            "domicile:" + (showsDomicile ? "shown" : "omitted"),
            "relationship:" + (showsRelationship ? "shown" : "omitted"),
        ]
    }

    init?(tokens: [String]) {
        guard tokens.count >= 3 else { return nil }
        let shown = ["shown": true, "omitted": false]
        let tail = tokens.suffix(2).map { $0.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false) }
        guard let members = HouseholdSelection(tokens: tokens.dropLast(2)),
            let domicile = tail.first, domicile.count == 2, domicile[0] == "domicile",
            let showsDomicile = shown[String(domicile[1])],
            let relationship = tail.last, relationship.count == 2, relationship[0] == "relationship",
            let showsRelationship = shown[String(relationship[1])]
        else { return nil }
        self.init(members: members, showsDomicile: showsDomicile, showsRelationship: showsRelationship)
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
        case .members(let members): members.sorted().map { "member:\($0)" }
        }
    }

    init?(tokens: some Collection<String>) {
        if tokens.count == 1, tokens.first == "household:whole" {
            self = .wholeHousehold
            return
        }
        var members: Set<Int> = []
        for token in tokens {
            guard token.hasPrefix("member:"), let member = Int(token.dropFirst("member:".count)),
                (0..<Offer.maximumMembers).contains(member), members.insert(member).inserted,
                token == "member:\(member)"
            else { return nil }
        }
        guard !members.isEmpty, tokens.elementsEqual(members.sorted().map { "member:\($0)" }) else { return nil }
        self = .members(members)
    }
}
