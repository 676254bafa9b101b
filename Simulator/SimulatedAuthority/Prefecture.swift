/// A prefecture (都道府県), whose certification authority (都道府県単位認証局) issued the residents' certificates in 2010.
///
/// The raw value is the name in ASCII, which stands in file names and in municipalities' data.
public enum Prefecture: String, Hashable, Sendable, CaseIterable {
    // In the order of JIS X 0401.
    case hokkaido, aomori, iwate, miyagi, akita, yamagata, fukushima, ibaraki, tochigi, gunma, saitama, chiba, tokyo
    case kanagawa, niigata, toyama, ishikawa, fukui, yamanashi, nagano, gifu, shizuoka, aichi, mie, shiga, kyoto
    case osaka, hyogo, nara, wakayama, tottori, shimane, okayama, hiroshima, yamaguchi, tokushima, kagawa, ehime
    case kochi, fukuoka, saga, nagasaki, kumamoto, oita, miyazaki, kagoshima, okinawa

    /// 全国地方公共団体コード of the prefecture (JIS X 0401), "01" to "47".
    public var code: String {
        let number = (Prefecture.allCases.firstIndex(of: self) ?? 0) + 1
        return (number < 10 ? "0" : "") + String(number)
    }

    /// The name as it stands in the authority's certificate.
    public var name: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

    /// The prefecture of a municipality's code of five digits.
    public init?(municipality: String) {
        guard municipality.utf8.count == 5, let number = Int(municipality.prefix(2)),
            Prefecture.allCases.indices.contains(number - 1)
        else { return nil }
        self = Prefecture.allCases[number - 1]
    }

    /// Those of the four municipalities that began in 2010.
    public static let pioneers: [Prefecture] = [.fukushima, .chiba, .tokyo]
}

/// Which key of an authority. Each generation has a certificate of its own, and all bear **one distinguished name**:
/// who looks for an issuer by name finds several, and only the signature tells which.
public enum AuthorityGeneration: Int, Hashable, Sendable, CaseIterable {
    /// The key that the authority began with. It issues nothing any more, and answers for what it issued.
    case first = 1
    /// The key that issues today.
    case second
}

/// What stands in the certificate of a municipality's seal.
public struct Municipality: Hashable, Sendable {
    /// 全国地方公共団体コード of five digits, without its check digit.
    public var code: String
    /// The name, such as 渋谷区.
    public var name: String
    /// The title of its head, such as 渋谷区長.
    public var mayor: String

    /// The municipality of this code, name and head.
    public init(code: String, name: String, mayor: String) {
        self.code = code
        self.name = name
        self.mayor = mayor
    }

    /// 渋谷区
    public static let shibuya = Municipality(code: "13113", name: "渋谷区", mayor: "渋谷区長")
    /// 三鷹市
    public static let mitaka = Municipality(code: "13204", name: "三鷹市", mayor: "三鷹市長")
    /// 市川市
    public static let ichikawa = Municipality(code: "12203", name: "市川市", mayor: "市川市長")
    /// 相馬市
    public static let soma = Municipality(code: "07209", name: "相馬市", mayor: "相馬市長")
    /// The four that began in 2010.
    public static let pioneers = [shibuya, mitaka, ichikawa, soma]
}
