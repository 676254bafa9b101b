import DocumentCheck

/// A PDF put together object by object, as small as one can be that a kiosk prints, and changed from there.
struct HandmadePDF {
    /// The bodies of the objects, by number from 1.
    var objects: [[UInt8]]
    var trailer = ""

    static let mark = "13113-9F0E4B1D-2C3A4958-87665544-33221100"
    static let otherMark = "13113-00000000-11111111-22222222-33333333"

    // The objects' numbers.
    static let catalog = 1
    static let tree = 2
    static let font = 3
    static let descriptor = 4
    static let fontFile = 5
    static let meanings = 6
    /// Each page takes two: itself and its content.
    static let firstPage = 7

    /// Pages whose text is this.
    init(texts: [String] = ["交付番号 " + mark]) {
        let pages = texts.indices.map { Self.firstPage + 2 * $0 }
        objects = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Count \(texts.count) /Kids [\(pages.map { "\($0) 0 R" }.joined(separator: " "))] >>",
            """
            << /Type /Font /Subtype /Type0 /BaseFont /AAAAAA+Hand /Encoding /Identity-H /ToUnicode 6 0 R
            /DescendantFonts [ << /Type /Font /Subtype /CIDFontType2 /BaseFont /AAAAAA+Hand /FontDescriptor 4 0 R
            /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >> ] >>
            """,
            "<< /Type /FontDescriptor /FontName /AAAAAA+Hand /Flags 4 /FontFile2 5 0 R >>",
            Self.stream("no outlines"),
            Self.stream("1 beginbfrange <0000> <FFFF> <0000> endbfrange"),
        ].map { Array($0.utf8) }
        for (page, text) in zip(pages, texts) {
            objects.append(Array(Self.page(content: page + 1).utf8))
            objects.append(Array(Self.stream(Self.content(text)).utf8))
        }
    }

    static func page(content: Int, box: String = "0 0 595.28 841.89", more: String = "") -> String {
        """
        << /Type /Page /Parent 2 0 R /MediaBox [\(box)] /Contents \(content) 0 R
        /Resources << /Font << /F1 3 0 R >> >> \(more) >>
        """
    }

    /// Draws a text in the font that means UTF-16.
    static func content(_ text: String) -> String {
        let codes = text.utf16.map { unit in
            let digits = String(unit, radix: 16)
            return String(repeating: "0", count: 4 - digits.count) + digits
        }
        return "BT /F1 8 Tf <\(codes.joined())> Tj ET"
    }

    static func stream(_ text: String, _ entries: String = "") -> String {
        String(decoding: stream(Array(text.utf8), entries), as: UTF8.self)
    }

    static func stream(_ bytes: [UInt8], _ entries: String = "") -> [UInt8] {
        Array("<< /Length \(bytes.count) \(entries) >>\nstream\n".utf8) + bytes + Array("\nendstream".utf8)
    }

    /// Replaces an object.
    subscript(number: Int) -> String {
        get { String(decoding: objects[number - 1], as: UTF8.self) }
        set { objects[number - 1] = Array(newValue.utf8) }
    }

    /// Adds an object.
    /// - Returns: how to refer to it.
    mutating func add(_ body: [UInt8]) -> String {
        objects.append(body)
        return "\(objects.count) 0 R"
    }

    mutating func add(_ body: String) -> String { add(Array(body.utf8)) }

    /// Puts an entry into a dictionary.
    mutating func put(_ entry: String, into number: Int) {
        let body = self[number]
        guard let start = body.firstRange(of: "<<") else { return }
        self[number] = body.replacingCharacters(in: start, with: "<< " + entry + " ")
    }

    var bytes: [UInt8] {
        var file = Array("%PDF-1.5\n".utf8)
        var places: [Int] = []
        for (index, body) in objects.enumerated() {
            places.append(file.count)
            file += Array("\(index + 1) 0 obj\n".utf8) + body + Array("\nendobj\n".utf8)
        }
        let start = file.count
        file += Array("xref\n0 \(objects.count + 1)\n0000000000 65535 f \n".utf8)
        for place in places {
            let digits = String(place)
            file += Array((String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n").utf8)
        }
        file += Array(
            "trailer << /Size \(objects.count + 1) /Root 1 0 R \(trailer) >>\nstartxref\n\(start)\n%%EOF\n".utf8)
        return file
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<Index>, with other: String) -> String {
        var copy = self
        copy.replaceSubrange(range, with: other)
        return copy
    }
}

/// Deflated zeros (RFC 1951, fixed codes): a megabyte of these becomes a hundred and sixty.
enum FlateBomb {
    static func bytes(unpackingTo size: Int) -> [UInt8] {
        // BFINAL 1, BTYPE 01, one zero, and then: length 258 (symbol 285, 11000101), distance 1 (00000).
        var bits = "1" + "10" + "00110000"
        let match = "11000101" + "00000"
        bits += String(repeating: match, count: 24)
        let start = packed(bits)
        // Eight matches are 104 bits, thirteen whole bytes: from the second byte on, the stream repeats itself.
        let period = Array(start[2..<15])
        var body = Array(start[..<2])
        body.reserveCapacity(size / 158)
        for _ in 0..<(size / (258 * 8)) { body += period }
        return [0x78, 0x01] + body
    }

    private static func packed(_ bits: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for (index, bit) in bits.enumerated() {
            if index % 8 == 0 { bytes.append(0) }
            if bit == "1" { bytes[index / 8] |= 1 << (index % 8) }
        }
        return bytes
    }
}
