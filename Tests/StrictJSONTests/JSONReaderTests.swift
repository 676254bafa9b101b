import FoundationEssentials
import LockedMemory
import StrictJSON
import TestSupport
import Testing

@Suite("JSON, read strictly")
struct JSONReaderTests {
    static let bounds = JSONBounds(length: 1 << 20, depth: 16, values: 4_096)

    private func value(_ text: String) -> JSONValue? { value(Array(text.utf8)) }

    private func value(_ bytes: [UInt8], within bounds: JSONBounds = bounds) -> JSONValue? {
        bytes.withUnsafeBytes { try? JSONReader.read($0, within: bounds) }
    }

    private func isAccepted(_ bytes: [UInt8], within bounds: JSONBounds = bounds) -> Bool {
        value(bytes, within: bounds) != nil
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
        #expect(isAccepted(nested(Self.bounds.depth)))
        #expect(!isAccepted(nested(Self.bounds.depth + 1)))
        #expect(!isAccepted(nested(100_000)))
        func list(_ count: Int) -> [UInt8] {
            Array(("[" + Array(repeating: "1", count: count).joined(separator: ",") + "]").utf8)
        }
        #expect(isAccepted(list(Self.bounds.values - 1)))
        #expect(!isAccepted(list(Self.bounds.values)))
    }

    @Test("length, members, elements and texts have bounds of their own, each met exactly and not by one more")
    func boundsOfTheirOwn() {
        let bounds = JSONBounds(length: 40, depth: 2, values: 10, count: 3, text: 4)
        for (good, bad) in [
            ("[1]" + String(repeating: " ", count: 37), "[1]" + String(repeating: " ", count: 38)),
            ("[1,2,3]", "[1,2,3,4]"), (#"{"a":1,"b":2,"c":3}"#, #"{"a":1,"b":2,"c":3,"d":4}"#),
            (#""abcd""#, #""abcde""#), (#""a\u6e21""#, #""ab\u6e21""#), (#"{"abcd":1}"#, #"{"abcde":1}"#),
            ("[[]]", "[[[]]]"),
        ] {
            #expect(isAccepted(Array(good.utf8), within: bounds), "\(good)")
            #expect(!isAccepted(Array(bad.utf8), within: bounds), "\(bad)")
        }
    }

    @Test(
        "a number is exact, or it is not read as one",
        arguments: [
            ("0", 0), ("-1", -1), ("9007199254740991", 9_007_199_254_740_991),
            ("-9007199254740991", -9_007_199_254_740_991), ("9007199254740992", nil), ("-9007199254740992", nil),
            ("-0", nil), ("1.0", nil), ("1e0", nil), ("9223372036854775807", nil), ("99999999999999999999", nil),
        ] as [(String, Int?)])
    func numbers(text: String, number: Int?) {
        switch (value(text), number) {
        case (.integer(let read), .some(let number)): #expect(read == number)
        case (.otherNumber, nil): break
        default: Issue.record("\(text)")
        }
    }

    @Test("nothing is accepted that Foundation's reader refuses, over thousands of mutated answers")
    func neverMoreLenientThanFoundation() {
        let seeds = [
            #"{"sessionId":"0123456789abcdef0123456789abcdef","challenge":"AAEC","expiresAt":"2026-04-01T12:10:00+09:00"}"#,
            #"{"municipality":{"code":"13113","name":"渋谷区"},"certificates":[{"kind":"x","fee":300}],"members":[]}"#,
            #"[1.5e3,-0,true,null,"\u00e9\"\\",{"a":[]}]"#,
        ]
        let alphabet = Array("{}[]\",:\\u0123eE+-.tfn \u{0}\u{FF}".utf8)
        var generator = SplitMix(seed: 1)
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

    @Test("a member is found by its very bytes, not by a name that Unicode holds for equal")
    func namesByBytes() throws {
        // U+212A, the Kelvin sign, equals K, also to Swift.
        let text = Array("{\"\u{212A}ey\":1}".utf8)
        try text.withUnsafeBytes { buffer in
            let object = try JSONObject(buffer, within: Self.bounds)
            #expect(!object.has("Key"))
            #expect(object.has("\u{212A}ey"))
            #expect(throws: JSONError.shape("$.Key")) { try object.integer("Key", in: 0...1) }
        }
        #expect(!isAccepted(Array("{\"\u{212A}\":1,\"K\":2}".utf8)))
    }

    @Test("a member of another type, or out of its bounds, is named with its place")
    func places() throws {
        let text = Array(#"{"list":[{"n":5}],"text":"ab","words":["a","bc"],"wrong":[1]}"#.utf8)
        try text.withUnsafeBytes { buffer in
            let object = try JSONObject(buffer, within: Self.bounds)
            let entry = try #require(try object.objects("list", count: 1...1).first)
            #expect(try entry.integer("n", in: 5...5) == 5)
            #expect(throws: JSONError.shape("$.list[0].n")) { try entry.integer("n", in: 6...7) }
            #expect(throws: JSONError.shape("$.list[0].m")) { try entry.string("m", atMost: 1) }
            #expect(throws: JSONError.shape("$.list")) { try object.objects("list", count: 2...3) }
            #expect(throws: JSONError.shape("$.wrong[0]")) { try object.objects("wrong", count: 1...1) }
            #expect(try object.string("text", atMost: 2) == "ab")
            #expect(throws: JSONError.shape("$.text")) { try object.string("text", atMost: 1) }
            #expect(throws: JSONError.shape("$.text")) { try object.object("text") }
            #expect(try object.strings("words", count: 2...2, atMost: 2) == ["a", "bc"])
            #expect(throws: JSONError.shape("$.words")) { try object.strings("words", count: 2...2, atMost: 1) }
        }
        let list = Array("[]".utf8)
        #expect(throws: JSONError.shape("$")) {
            try list.withUnsafeBytes { _ = try JSONObject($0, within: Self.bounds) }
        }
    }

    @Test("escapes become the characters they stand for, in memory that is wiped")
    func secrets() throws {
        let text = Array(#"{"name":"\u6e21\u9089\udb40\udd00 \"\/\\\b\f\n\r\t","empty":""}"#.utf8)
        let name = try text.withUnsafeBytes { try JSONObject($0, within: Self.bounds).secret("name", atMost: 100) }
        #expect(name.withBytes { String(decoding: $0, as: UTF8.self) } == "渡邉\u{E0100} \"/\\\u{8}\u{C}\n\r\t")
        #expect(throws: JSONError.shape("$.name")) {
            try text.withUnsafeBytes { try JSONObject($0, within: Self.bounds).secret("name", atMost: 10) }
        }
        #expect(throws: JSONError.shape("$.empty")) {
            try text.withUnsafeBytes { try JSONObject($0, within: Self.bounds).secret("empty", atMost: 10) }
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
