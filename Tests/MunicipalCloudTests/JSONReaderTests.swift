import FoundationEssentials
import Issuance
import LockedMemory
import Testing

@testable import MunicipalCloud

@Suite("JSON, read strictly")
struct JSONReaderTests {
    private func read(_ text: String) -> Result<JSONValue, JSONReader.Malformed> { read(Array(text.utf8)) }

    private func read(_ bytes: [UInt8]) -> Result<JSONValue, JSONReader.Malformed> {
        bytes.withUnsafeBytes { buffer in
            do throws(JSONReader.Malformed) { return .success(try JSONReader.read(buffer)) } catch {
                return .failure(error)
            }
        }
    }

    private func isAccepted(_ bytes: [UInt8]) -> Bool {
        if case .success = read(bytes) { true } else { false }
    }

    @Test(
        "what RFC 8259 allows is read",
        arguments: [
            "{}", " [ ] ", "[1,-2,0,-0]", #"{"a":{"b":[true,false,null]}}"#, #""\u00e9\ud83d\ude00\n""#, "1.5e+3",
            "[\t1\r\n]", #"{"":1}"#, "123456789012345678901234567890", #""渡邉󠄀""#,
        ])
    func accepts(text: String) {
        #expect(isAccepted(Array(text.utf8)))
    }

    @Test(
        "what RFC 8259 does not allow is refused",
        arguments: [
            "", " ", "{", "}", "[1,]", "[,1]", "{\"a\":1,}", "{\"a\"}", "{a:1}", "[1 2]", "01", "+1", ".5", "1.", "1e",
            "--1",
            "tru", "nulls", "'a'", "\"a", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"",
            "\"\t\"", "[1]]", "{}{}", "\u{FEFF}{}", "// {}", "NaN", "\"\\", "{\"a\":1 \"b\":2}", "\"\\ud83d\\u12\"",
        ])
    func refuses(text: String) {
        #expect(!isAccepted(Array(text.utf8)))
    }

    @Test("a member that stands there twice is refused, also where one of the two is written with an escape")
    func repeatedMembers() {
        #expect(!isAccepted(Array(#"{"a":1,"a":1}"#.utf8)))
        #expect(!isAccepted(Array(#"{"a":1,"\u0061":2}"#.utf8)))
        #expect(isAccepted(Array(#"{"a":{"a":1}}"#.utf8)))
    }

    @Test(
        "bytes that are no UTF-8 are refused",
        arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE3, 0x81], [0xF4, 0x90, 0x80, 0x80]] as [[UInt8]])
    func invalidUTF8(bytes: [UInt8]) {
        #expect(!isAccepted([UInt8(ascii: "\"")] + bytes + [UInt8(ascii: "\"")]))
    }

    @Test("nesting and number of values have bounds")
    func bounds() {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        #expect(isAccepted(nested(JSONReader.maximumDepth)))
        #expect(!isAccepted(nested(JSONReader.maximumDepth + 1)))
        #expect(!isAccepted(nested(100_000)))
        func list(_ count: Int) -> [UInt8] {
            Array(("[" + Array(repeating: "1", count: count).joined(separator: ",") + "]").utf8)
        }
        #expect(isAccepted(list(JSONReader.maximumValues - 1)))
        #expect(!isAccepted(list(JSONReader.maximumValues)))
    }

    @Test("nothing is accepted that Foundation's reader refuses, over thousands of mutated answers")
    func neverMoreLenientThanFoundation() {
        let seeds = [
            #"{"sessionId":"0123456789abcdef0123456789abcdef","challenge":"AAEC","expiresAt":"2026-04-01T12:10:00+09:00"}"#,
            #"{"municipality":{"code":"13113","name":"渋谷区"},"certificates":[{"kind":"x","fee":300}],"members":[]}"#,
            #"[1.5e3,-0,true,null,"\u00e9\"\\",{"a":[]}]"#,
        ]
        let alphabet = Array("{}[]\",:\\u0123eE+-.tfn \u{0}\u{FF}".utf8)
        var generator = SplitMix(state: 1)
        for round in 0..<6_000 {
            var bytes = Array(seeds[round % seeds.count].utf8)
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[place] = alphabet.randomElement(using: &generator) ?? 0
                case 1: bytes.insert(alphabet.randomElement(using: &generator) ?? 0, at: place)
                case 2 where bytes.count > 2: bytes.remove(at: place)
                default: bytes = Array(bytes.prefix(place + 1))
                }
            }
            guard isAccepted(bytes) else { continue }
            let foundation = try? JSONDecoder().decode(AnyJSON.self, from: Data(bytes))
            #expect(foundation != nil, "\(String(decoding: bytes, as: UTF8.self))")
        }
    }

    @Test("escapes become the characters they stand for, in memory that is wiped")
    func secrets() throws {
        let text = Array(#"{"name":"\u6e21\u9089\udb40\udd00 \"\/\\\b\f\n\r\t","empty":""}"#.utf8)
        let name = try text.withUnsafeBytes { try JSONFields($0).secret("name", atMost: 100) }
        #expect(name.withBytes { String(decoding: $0, as: UTF8.self) } == "渡邉\u{E0100} \"/\\\u{8}\u{C}\n\r\t")
        #expect(throws: CloudError(.failed(.malformed), .shape("$.name"))) {
            try text.withUnsafeBytes { try JSONFields($0).secret("name", atMost: 10) }
        }
        #expect(throws: CloudError(.failed(.malformed), .shape("$.empty"))) {
            try text.withUnsafeBytes { try JSONFields($0).secret("empty", atMost: 10) }
        }
    }

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
            let fields = try JSONFields(buffer)
            #expect(try fields.string("text", atMost: 100) == decoded.text)
            #expect(try fields.integer("number", in: -10...0) == -7)
            #expect(try fields.strings("list", count: 0...2, atMost: 1) == ["x", "y"])
            #expect(try fields.decoded("bytes", atMost: 4) == [0, 1, 2, 253])
        }
    }
}

/// Any JSON, for Foundation's opinion.
private enum AnyJSON: Decodable {
    case value

    init(from decoder: any Decoder) throws {
        if let object = try? decoder.container(keyedBy: AnyKey.self) {
            for key in object.allKeys { _ = try object.decode(AnyJSON.self, forKey: key) }
        } else if var list = try? decoder.unkeyedContainer() {
            while !list.isAtEnd { _ = try list.decode(AnyJSON.self) }
        }
        self = .value
    }

    private struct AnyKey: CodingKey {
        var stringValue: String
        var intValue: Int?
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}

/// Random numbers that are the same in every run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
