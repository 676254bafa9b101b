/// What every page of an issuance bears, and no page of another: the number of issue (交付番号), which is the
/// municipality's code and the order's request id.
///
/// The kiosk drew the request id itself, 128 random bits, so that it knows the mark before the cloud has said a word:
/// a page that was set for another request bears another mark, wherever it got mixed in.
public struct IssuanceMark: Hashable, Sendable, CustomStringConvertible {
    /// What stands before it on the page.
    public static let label = "交付番号"
    /// The length in characters.
    public static let length = 41
    /// The places of the hyphens; the first five characters are digits, all others hexadecimal ones.
    private static let hyphens: Set<Int> = [5, 14, 23, 32]

    /// `13113-9F0E4B1D-2C3A4958-87665544-33221100`
    public let description: String

    /// The mark of an issuance.
    ///
    /// - Parameters:
    ///   - municipality: 全国地方公共団体コード without its check digit: five digits.
    ///   - requestID: the order's request id: 32 hexadecimal digits.
    /// - Returns: nil where either has another form.
    public init?(municipality: String, requestID: String) {
        let digits = Array(requestID.uppercased())
        guard digits.count == 32 else { return nil }
        let groups = stride(from: 0, to: 32, by: 8).map { String(digits[$0..<$0 + 8]) }
        self.init(([municipality] + groups).joined(separator: "-"))
    }

    /// Reads a mark as it stands on a page.
    public init?(_ text: String) {
        guard Self.isMark(Array(text.unicodeScalars)[...]) else { return nil }
        description = text
    }

    /// The marks that stand in a text, in its order, each as often as it stands there.
    public static func marks(in text: [Unicode.Scalar]) -> [IssuanceMark] {
        var marks: [IssuanceMark] = []
        var place = 0
        while place + length <= text.count {
            let candidate = text[place..<place + length]
            if isMark(candidate), let mark = IssuanceMark(String(String.UnicodeScalarView(candidate))) {
                marks.append(mark)
                place += length
            } else {
                place += 1
            }
        }
        return marks
    }

    private static func isMark(_ text: ArraySlice<Unicode.Scalar>) -> Bool {
        guard text.count == length else { return false }
        return zip(0..., text).allSatisfy { place, scalar in
            if hyphens.contains(place) { return scalar == "-" }
            return ("0"..."9").contains(scalar) || place > 5 && ("A"..."F").contains(scalar)
        }
    }
}
