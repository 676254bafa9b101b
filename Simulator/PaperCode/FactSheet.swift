internal import FoundationEssentials

/// What a municipality signs about one page: in plain text, so that any reader of QR codes shows it.
///
/// One fact a line, a name and a value with a space between. The signature is over the bytes of all lines before its own.
public struct FactSheet: Hashable, Sendable {
    /// 全国地方公共団体コード without its check digit.
    public var municipality: String
    /// What the municipality calls itself.
    public var municipalityName: String
    /// The kind of certificate, by its title on the paper.
    public var title: String
    /// The number of issue (交付番号) on every page.
    public var number: String
    /// The day of issue, `YYYY-MM-DD`.
    public var issuedOn: String
    /// The page, from 1, and how many there are; backs not counted.
    public var page: Int
    /// See `page`.
    public var pages: Int
    /// SHA-256 of the certificate whose key signs, in hexadecimal.
    public var seal: String
    /// SHA-256 of the picture's bytes, in hexadecimal.
    public var picture: String
    /// What the page certifies.
    public var facts: [Fact]

    /// A name and a value, such as 氏名 and 見本 太郎.
    public struct Fact: Hashable, Sendable {
        /// Without white space.
        public var name: String
        /// On one line.
        public var value: String

        /// A fact.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    private static let heading = "madoguchi-paper 1"
    private static let signatureLine = "signature "
    /// The longest text form, signature included: what a QR code of the size that there is room for can hold.
    public static let maximumLength = 1_600

    /// A sheet to be signed.
    public init(
        municipality: String, municipalityName: String, title: String, number: String, issuedOn: String, page: Int,
        pages: Int, seal: String, picture: String, facts: [Fact]
    ) {
        self.municipality = municipality
        self.municipalityName = municipalityName
        self.title = title
        self.number = number
        self.issuedOn = issuedOn
        self.page = page
        self.pages = pages
        self.seal = seal
        self.picture = picture
        self.facts = facts
    }

    /// What is signed.
    public var text: String {
        let lines =
            [
                Self.heading, "municipality \(municipality) \(municipalityName)", "title \(title)", "number \(number)",
                "issued \(issuedOn)", "page \(page)/\(pages)", "seal \(seal)", "picture \(picture)",
            ] + facts.map { "fact \($0.name) \($0.value)" }
        return lines.map { $0 + "\n" }.joined()
    }

    /// What is printed: the text and its signature.
    public func signed(_ signature: [UInt8]) -> String {
        text + Self.signatureLine + Data(signature).base64EncodedString() + "\n"
    }

    /// Reads what was printed, and tells the signature apart. Nothing is verified yet.
    ///
    /// - Returns: nil where it is anything else than `signed` writes.
    public static func read(_ printed: String) -> (sheet: FactSheet, signature: [UInt8])? {
        guard printed.utf8.count <= maximumLength, printed.hasSuffix("\n") else { return nil }
        var lines = printed.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
        guard let last = lines.popLast(), last.hasPrefix(signatureLine),
            let signature = Data(base64Encoded: String(last.dropFirst(signatureLine.count))),
            let sheet = FactSheet(lines: lines), sheet.signed(Array(signature)) == printed
        else { return nil }
        return (sheet, Array(signature))
    }

    private init?(lines: [Substring]) {
        func value(_ line: Int, _ name: String) -> String? {
            guard lines.indices.contains(line), lines[line].hasPrefix(name + " ") else { return nil }
            return String(lines[line].dropFirst(name.count + 1))
        }
        guard lines.first == Self.heading[...],
            let municipality = value(1, "municipality")?.split(separator: " ", maxSplits: 1).map(String.init),
            municipality.count == 2, let title = value(2, "title"), let number = value(3, "number"),
            let issuedOn = value(4, "issued"), let page = value(5, "page")?.split(separator: "/").map({ Int($0) }),
            page.count == 2, let place = page[0], let count = page[1], (1...count).contains(place),
            let seal = value(6, "seal"), let picture = value(7, "picture")
        else { return nil }
        var facts: [Fact] = []
        for line in lines.indices.dropFirst(8) {
            guard let words = value(line, "fact")?.split(separator: " ", maxSplits: 1), words.count == 2 else {
                return nil
            }
            facts.append(Fact(String(words[0]), String(words[1])))
        }
        self.init(
            municipality: municipality[0], municipalityName: municipality[1], title: title, number: number,
            issuedOn: issuedOn, page: place, pages: count, seal: seal, picture: picture, facts: facts)
    }
}
