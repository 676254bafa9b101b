/// 住民票コード: the eleven digits by which Juki-Net knows a resident, in every municipality the same.
public struct ResidentCode: Hashable, Sendable, Codable, LosslessStringConvertible {
    /// Eleven digits.
    public let description: String

    /// Reads eleven decimal digits, and nothing else.
    public init?(_ description: String) {
        let isCode =
            description.utf8.count == 11
            && description.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard isCode else { return nil }
        self.description = description
    }

    /// Makes a code of random bytes: the first 64 bits, taken to eleven digits.
    public init(random bytes: some Sequence<UInt8>) {
        let number = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } % 100_000_000_000
        let digits = String(number)
        description = String(repeating: "0", count: 11 - digits.count) + digits
    }
}

/// 本人確認情報's four attributes: all that Juki-Net tells of a person.
///
/// It has no place for a relationship (続柄), a domicile (本籍), a head of a register (筆頭者) or a seal, and this room
/// imports none that has: that is why Juki-Net alone cannot make a 住民票.
public struct BasicAttributes: Hashable, Sendable, Codable {
    /// 氏名
    public var name: String
    /// 住所
    public var address: String
    /// 生年月日, ISO 8601.
    public var birthDate: String
    /// 性別
    public var sex: Sex

    /// What a resident record states as sex.
    public enum Sex: String, Hashable, Sendable, Codable, CaseIterable { case male, female }

    /// The four attributes.
    public init(name: String, address: String, birthDate: String, sex: Sex) {
        self.name = name
        self.address = address
        self.birthDate = birthDate
        self.sex = sex
    }
}

/// 異動通知: what a municipality tells Juki-Net when a record changes.
public struct ChangeNotice: Hashable, Sendable, Codable {
    /// The municipality's own count of its notices, from 1: a notice that comes twice is known by it.
    public var number: Int
    /// The municipality's code, five digits.
    public var municipality: String
    /// Whose record changed.
    public var code: ResidentCode
    /// How.
    public var change: Change
    /// Since when, ISO 8601.
    public var on: String
    /// The attributes as they are from then on, or were at last.
    public var attributes: BasicAttributes

    /// 異動事由: why a record changed, as far as Juki-Net needs to know.
    public enum Change: String, Hashable, Sendable, Codable, CaseIterable {
        /// 記載: somebody who was in no municipality's record is in this one's.
        case entered
        /// 転入
        case movedIn = "moved-in"
        /// 転居: another address in the same municipality.
        case movedWithin = "moved-within"
        /// 転出
        case movedOut = "moved-out"
        /// 氏名の変更
        case renamed
        /// 死亡
        case died
    }

    /// A notice.
    public init(
        number: Int, municipality: String, code: ResidentCode, change: Change, on: String, attributes: BasicAttributes
    ) {
        self.number = number
        self.municipality = municipality
        self.code = code
        self.change = change
        self.on = on
        self.attributes = attributes
    }
}
