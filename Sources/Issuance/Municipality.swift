/// A municipality by its five-digit code (全国地方公共団体コード without the check digit), such as 13113 for 渋谷区.
public struct MunicipalityCode: Hashable, Sendable, CustomStringConvertible {
    /// The five digits.
    public let description: String

    /// Nil where `text` is not exactly five ASCII digits.
    public init?(_ text: String) {
        guard text.utf8.count == 5, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else {
            return nil
        }
        self.description = text
    }
}

/// The municipality that a resident's documents come from, as the cloud names it.
public struct Municipality: Hashable, Sendable {
    /// Tells it from every other municipality.
    public var code: MunicipalityCode
    /// As the municipality writes it, such as 渋谷区. At most 64 characters.
    public var name: String

    /// A municipality as the cloud named it.
    public init(code: MunicipalityCode, name: String) {
        self.code = code
        self.name = name
    }
}
