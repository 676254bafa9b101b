/// What a technician looks at on paper: one sheet, written by hand in PDF (ISO 32000-1), with lines and grey and no
/// letter, so that no font is in question.
///
/// - a cross in each corner, at the same place on both sides: how straight the paper runs;
/// - eleven steps of grey from white to black, and lines of 0.1 to 0.5 mm: what the toner can do;
/// - three patches of the certificates' copy guard, a square of large dots in small ones, which an eye must not tell
///   apart: what of it a copier would show, a worn cartridge shows on the original.
public enum TestSheet {
    /// How many steps of grey there are.
    public static let greySteps = 11
    /// In dots per inch; a small dot of the guard is one of them.
    static let resolution = 600.0
    /// The side of a cell of the guard in dots: nine small dots, or one large one, which cover as much.
    static let cell = 12
    /// Cells along the side of a patch, 30 mm.
    static let cells = 59

    /// The sheet: one page, or two for both sides of the paper.
    public static func pdf(isTwoSided: Bool) -> [UInt8] {
        let pages = isTwoSided ? [front, back] : [front]
        let patch = guardPatch
        // 1 catalogue, 2 page tree, 3 patch, then each page and its content.
        let kids = pages.indices.map { "\(4 + 2 * $0) 0 R" }.joined(separator: " ")
        var file = File()
        file.add("<< /Type /Catalog /Pages 2 0 R >>")
        file.add("<< /Type /Pages /Kids [\(kids)] /Count \(pages.count) >>")
        let side = cells * cell
        file.add(
            "<< /Type /XObject /Subtype /Image /Width \(side) /Height \(side) /ImageMask true /BitsPerComponent 1 "
                + "/Length \(patch.count) >>", stream: patch)
        for (index, content) in pages.enumerated() {
            file.add(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595.276 841.890] /Contents \(5 + 2 * index) 0 R "
                    + "/Resources << /XObject << /P 3 0 R >> >> >>")
            let bytes = Array(content.utf8)
            file.add("<< /Length \(bytes.count) >>", stream: bytes)
        }
        return file.finished()
    }

    // MARK: - What is drawn, in millimetres from the lower left

    private static let millimetres = "2.834646 0 0 2.834646 0 0 cm\n"

    private static var crosses: String {
        [(15, 15), (195, 15), (15, 282), (195, 282)].map { x, y in
            "0.2 w \(x - 5) \(y) m \(x + 5) \(y) l S \(x) \(y - 5) m \(x) \(y + 5) l S\n"
        }.joined()
    }

    private static var front: String {
        var page = millimetres + crosses
        // Grey steps in a frame, so that white is seen to be there.
        for step in 0..<greySteps {
            let tenths = greySteps - 1 - step
            page += "\(tenths / 10).\(tenths % 10) g \(22 + 15 * step) 235 15 22 re f\n"
        }
        page += "0 g 0.2 w 22 235 \(15 * greySteps) 22 re S\n"
        // Lines, lying and standing.
        for (index, width) in ["0.1", "0.2", "0.3", "0.5"].enumerated() {
            for line in 0..<8 {
                page += "\(width) w 22 \(218 - 14 * index - line) m 100 \(218 - 14 * index - line) l S\n"
                page += "\(110 + 20 * index + 2 * line) 169 m \(110 + 20 * index + 2 * line) 218 l S\n"
            }
        }
        // A full bar over the paper's width: stripes of a drum show in it.
        page += "22 145 165 12 re f\n"
        return page + patches(y: 95)
    }

    private static var back: String { millimetres + crosses + patches(y: 95) }

    /// Left, middle and right: toner wears unevenly.
    private static func patches(y: Int) -> String {
        [22, 90, 157].map { "q 29.972 0 0 29.972 \($0) \(y) cm /P Do Q\n" }.joined()
    }

    /// One patch: small dots, and a square of large ones in its midst. A set bit is not painted (§8.9.6.2).
    private static var guardPatch: [UInt8] {
        let side = cells * cell
        let stride = (side + 7) / 8
        var bits = [UInt8](repeating: 0xFF, count: stride * side)
        func paint(_ x: Int, _ y: Int) { bits[y * stride + x >> 3] &= ~(0x80 >> UInt8(x & 7)) }
        let inner = cells / 3..<cells - cells / 3
        for row in 0..<cells {
            for column in 0..<cells {
                let isLarge = inner.contains(row) && inner.contains(column)
                for dy in isLarge ? [4, 5, 6] : [1, 5, 9] {
                    for dx in isLarge ? [4, 5, 6] : [1, 5, 9] { paint(column * cell + dx, row * cell + dy) }
                }
            }
        }
        return bits
    }

    /// Objects, one after the other, and the table of where each begins (§7.5.4).
    private struct File {
        private var bytes = Array("%PDF-1.4\n%\u{E2}\u{E3}\u{CF}\u{D3}\n".utf8)
        private var places: [Int] = []

        mutating func add(_ dictionary: String, stream: [UInt8]? = nil) {
            places.append(bytes.count)
            bytes += Array("\(places.count) 0 obj\n\(dictionary)\n".utf8)
            if let stream { bytes += Array("stream\n".utf8) + stream + Array("\nendstream\n".utf8) }
            bytes += Array("endobj\n".utf8)
        }

        func finished() -> [UInt8] {
            func padded(_ place: Int) -> String {
                let digits = "\(place)"
                return String(repeating: "0", count: 10 - digits.count) + digits
            }
            var table = "xref\n0 \(places.count + 1)\n0000000000 65535 f \n"
            for place in places { table += "\(padded(place)) 00000 n \n" }
            table += "trailer\n<< /Size \(places.count + 1) /Root 1 0 R >>\nstartxref\n\(bytes.count)\n%%EOF\n"
            return bytes + Array(table.utf8)
        }
    }
}
