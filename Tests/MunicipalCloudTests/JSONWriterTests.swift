import FoundationEssentials
import StrictJSON
import Testing

@testable import MunicipalCloud

@Suite("JSON, written into memory that is wiped")
struct JSONWriterTests {
    @Test("what the writer writes, the reader and Foundation read the same")
    func writes() throws {
        var writer = try JSONWriter()
        try writer.member("text", "a\"b\\c\u{1}é渡")
        try writer.member("number", -7)
        try writer.member("list", ["x", "y"])
        try writer.member("bytes", base64: [0, 1, 2, 253])
        let body = try writer.finish().withBytes { Array($0) }
        struct Body: Decodable, Equatable {
            var text: String
            var number: Int
            var list: [String]
            var bytes: Data
        }
        let decoded = try JSONDecoder().decode(Body.self, from: Data(body))
        #expect(decoded == Body(text: "a\"b\\c\u{1}é渡", number: -7, list: ["x", "y"], bytes: Data([0, 1, 2, 253])))
        try body.withUnsafeBytes { buffer in
            let fields = try JSONObject(buffer, within: JSONBounds(length: 1_000, depth: 3, values: 10))
            #expect(try fields.string("text", atMost: 100) == decoded.text)
            #expect(try fields.integer("number", in: -10...0) == -7)
            #expect(try fields.strings("list", count: 0...2, atMost: 1) == ["x", "y"])
            #expect(try Base64.decode(fields.bytes("bytes", atMost: 8)) == [0, 1, 2, 253])
        }
    }
}
