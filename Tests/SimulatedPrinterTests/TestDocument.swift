internal import Glibc
internal import LockedMemory

/// A small PDF with a word on each page, to tell pages and documents apart by.
enum TestDocument {
    static func bytes(pages: Int, word: String = "Madoguchi") -> [UInt8] {
        var objects = [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Count \(pages)/Kids[\((0..<pages).map { "\(3 + $0) 0 R" }.joined(separator: " "))]>>",
        ]
        for page in 0..<pages {
            objects.append(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents \(3 + pages + page) 0 R"
                    + "/Resources<</Font<</F1 \(3 + 2 * pages) 0 R>>>>>>")
        }
        for page in 1...pages {
            let content = "BT /F1 24 Tf 72 700 Td (\(word) \(page)) Tj ET"
            objects.append("<</Length \(content.utf8.count)>>stream\n\(content)\nendstream")
        }
        objects.append("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
        var text = "%PDF-1.4\n"
        var offsets: [Int] = []
        for (index, object) in objects.enumerated() {
            offsets.append(text.utf8.count)
            text += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        let table = text.utf8.count
        text += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for offset in offsets {
            text += String(repeating: "0", count: 10 - String(offset).count) + "\(offset) 00000 n \n"
        }
        text += "trailer<</Size \(objects.count + 1)/Root 1 0 R>>\nstartxref\n\(table)\n%%EOF\n"
        return Array(text.utf8)
    }

    static func locked(pages: Int, word: String = "Madoguchi") throws -> LockedBytes {
        try LockedBytes(copying: bytes(pages: pages, word: word))
    }

    static func contents(of path: String) -> [UInt8]? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes.prefix(count))
    }
}
