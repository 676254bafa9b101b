/// What the field on the back holds: the signed sheet of facts and the front's picture.
public struct PaperPayload: Hashable, Sendable {
    /// `FactSheet.signed`.
    public var sheet: String
    /// `FrontPicture.packed`.
    public var picture: [UInt8]

    /// A payload.
    public init(sheet: String, picture: [UInt8]) {
        self.sheet = sheet
        self.picture = picture
    }

    /// As bytes: the sheet's length in two, the sheet, the picture.
    public var bytes: [UInt8] {
        let text = Array(sheet.utf8)
        return [UInt8(text.count >> 8 & 255), UInt8(text.count & 255)] + text + picture
    }

    /// Reads what `bytes` wrote.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count >= 2 else { return nil }
        let length = Int(bytes[0]) << 8 | Int(bytes[1])
        guard length <= FactSheet.maximumLength, bytes.count >= 2 + length,
            let sheet = String(validating: bytes[2..<2 + length], as: UTF8.self)
        else { return nil }
        self.init(sheet: sheet, picture: Array(bytes[(2 + length)...]))
    }
}
