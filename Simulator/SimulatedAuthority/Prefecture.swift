/// The prefectures whose certification authorities (都道府県単位認証局) are simulated: those of the four
/// municipalities.
public enum Prefecture: String, Hashable, Sendable, CaseIterable {
    case fukushima, chiba, tokyo

    /// 全国地方公共団体コード of the prefecture, two digits.
    public var code: String {
        switch self {
        case .fukushima: "07"
        case .chiba: "12"
        case .tokyo: "13"
        }
    }

    /// The name as it stands in the authority's certificate.
    public var name: String {
        switch self {
        case .fukushima: "Fukushima"
        case .chiba: "Chiba"
        case .tokyo: "Tokyo"
        }
    }

    /// The prefecture of a municipality's code of five digits; nil for others than the simulated ones.
    public init?(municipality: String) {
        guard municipality.utf8.count == 5,
            let found = Prefecture.allCases.first(where: { municipality.hasPrefix($0.code) })
        else { return nil }
        self = found
    }
}

/// The municipalities that are simulated.
public enum Municipality: String, Hashable, Sendable, CaseIterable {
    case shibuya = "13113"
    case mitaka = "13204"
    case ichikawa = "12203"
    case soma = "07209"

    /// The name as it stands in the seal's certificate.
    public var name: String {
        switch self {
        case .shibuya: "渋谷区"
        case .mitaka: "三鷹市"
        case .ichikawa: "市川市"
        case .soma: "相馬市"
        }
    }

    /// The title of its head, as it stands in the seal's certificate.
    public var mayor: String { name + "長" }
}
