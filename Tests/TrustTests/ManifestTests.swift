import OpenSSL
import Testing
import Trust

@Suite("A manifest's JSON")
struct ManifestTests {
    static func text() throws -> String {
        String(decoding: try ManifestFixture.manifest.encoded(), as: UTF8.self)
    }

    static func read(_ text: String) -> Result<Manifest, ManifestMalformation> {
        Result { () throws(ManifestMalformation) in try Manifest(json: Array(text.utf8)) }
    }

    /// The good manifest with one piece of its text replaced.
    static func replacing(_ old: String, _ new: String) throws -> Result<Manifest, ManifestMalformation> {
        let text = try text()
        let range = try #require(text.firstRange(of: old), "\(old)")
        return read(text.replacingCharacters(of: range, with: new))
    }

    @Test("has one spelling, which is this one")
    func spelling() throws {
        #expect(
            try Self.text().hasPrefix(
                #"{"version":1,"requestID":"000102030405060708090a0b0c0d0e0f","sessionID":"f0e0d0c0b0a090807060504030201000","#
                    + #""kioskID":"KIOSK-0001","cardCertificateSHA256":"abab"#))
        #expect(
            try Self.text().hasSuffix(
                #""municipality":"13113","kind":"residence-record","options":["domicile","members:all"],"copies":2,"#
                    + #""pages":1,"documentSHA256":"\#(ManifestFixture.manifest.documentSHA256)","documentLength":19,"#
                    + #""fee":400,"issuedAt":"2030-03-17T17:46:38Z"}"#))
        #expect(Self.read(try Self.text()) == .success(ManifestFixture.manifest))
    }

    @Test("is read with space, escapes and keys in any order")
    func otherSpellings() throws {
        #expect(try Self.replacing("\"fee\":400", " \"fee\" :\n400\t") == .success(ManifestFixture.manifest))
        #expect(try Self.replacing("\"KIOSK-", "\"\\u004bIOSK\\u002D") == .success(ManifestFixture.manifest))
        let moved = try Self.text().dropFirst().dropLast().split(separator: ",\"kind\"", maxSplits: 1)
        #expect(Self.read("{\"kind\"\(moved[1]),\(moved[0])}") == .success(ManifestFixture.manifest))
    }

    @Test("lacks no key", arguments: Manifest.Field.allCases)
    func missing(_ field: Manifest.Field) throws {
        var text = try Self.text()
        let start = try #require(text.firstRange(of: "\"\(field.rawValue)\":"))
        // Up to the next key, or to the end.
        let rest = text[start.upperBound...]
        let end = rest.firstRange(of: ",\"\(Self.next(field))")?.lowerBound
        if let end {
            text.removeSubrange(start.lowerBound..<text.index(after: end))
        } else {
            text = String(text[..<text.index(before: start.lowerBound)]) + "}"
        }
        #expect(Self.read(text) == .failure(.missing(field)))
    }

    static func next(_ field: Manifest.Field) -> String {
        let all = Manifest.Field.allCases
        guard let index = all.firstIndex(of: field), index + 1 < all.count else { return "nothing" }
        return all[index + 1].rawValue + "\":"
    }

    @Test(
        "has no value out of its bounds or of another spelling",
        arguments: [
            (Manifest.Field.version, "\"version\":1", "\"version\":0"),
            (.version, "\"version\":1", "\"version\":\"1\""),
            (.requestID, "000102", "0001020"), (.requestID, "0a0b0c", "0A0B0C"),
            (.sessionID, "f0e0d0", "g0e0d0"), (.kioskID, "KIOSK-0001", ""), (.kioskID, "KIOSK-0001", "KIOSK 0001"),
            (.cardCertificateSHA256, "\"abab", "\"abXb"), (.municipality, "13113", "131130"),
            (.municipality, "13113", "1311a"), (.kind, "residence-record", "Residence"),
            (.kind, "residence-record", ""),
            (.options, "[\"domicile\",\"members:all\"]", "[\"members:all\",\"domicile\"]"),
            (.options, "[\"domicile\",\"members:all\"]", "[\"domicile\",\"domicile\"]"),
            (.options, "[\"domicile\",\"members:all\"]", "\"domicile\""),
            (.options, "[\"domicile\",\"members:all\"]", "[\"本籍\"]"),
            (.copies, "\"copies\":2", "\"copies\":0"), (.copies, "\"copies\":2", "\"copies\":100"),
            (.pages, "\"pages\":1", "\"pages\":0"), (.pages, "\"pages\":1", "\"pages\":1000"),
            (.documentLength, "Length\":19", "Length\":0"), (.documentLength, "Length\":19", "Length\":67108865"),
            (.fee, "400", "1000000"), (.issuedAt, "17:46:38Z", "17:46:38+09:00"),
            (.issuedAt, "2030-03-17", "2030-02-30"), (.issuedAt, "\"2030-03-17T17:46:38Z\"", "1900000000"),
        ])
    func invalid(_ field: Manifest.Field, _ old: String, _ new: String) throws {
        #expect(try Self.replacing(old, new) == .failure(.invalid(field)))
    }

    @Test("has no other key")
    func unknownKey() throws {
        #expect(try Self.replacing("{", "{\"more\":1,") == .failure(.unknownKey))
    }

    @Test(
        "is an object of its one shape, and every key comes once",
        arguments: [
            ("{", "{\"fee\":0,"), ("\"fee\":400", "\"fee\":-400"), ("\"fee\":400", "\"fee\":400.0"),
            ("\"fee\":400", "\"fee\":4e2"), ("\"fee\":400", "\"fee\":0400"), ("\"fee\":400", "\"fee\":null"),
            ("\"fee\":400", "\"fee\":true"), ("\"fee\":400", "\"fee\":{}"), ("\"fee\":400", "\"fee\":[[]]"),
            ("\"fee\":400", "\"fee\":4000000000000000"), ("\"fee\":400", "\"fee\":400,"), ("}", "}}"), ("}", ""),
            ("}", "} x"), ("{", "[{"), ("KIOSK", "\\ud800"), ("KIOSK", "\\ud800\\u0041"), ("KIOSK", "\\x"),
            ("KIOSK", "\n"), ("KIOSK", "\\u00e"),
        ])
    func notAnObject(_ old: String, _ new: String) throws {
        #expect(try Self.replacing(old, new) == .failure(.notAnObject))
    }

    @Test("is valid UTF-8 throughout, and not too long")
    func encoding() throws {
        var bytes = try ManifestFixture.manifest.encoded()
        let position = try #require(bytes.firstIndex(of: UInt8(ascii: "K")))
        bytes[position] = 0xFF
        #expect(throws: ManifestMalformation.notAnObject) { try Manifest(json: bytes) }
        let long = Array(try Self.text().utf8) + [UInt8](repeating: 0x20, count: 16_384)
        #expect(throws: ManifestMalformation.notAnObject) { try Manifest(json: long) }
        #expect(throws: ManifestMalformation.notAnObject) { try Manifest(json: []) }
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 16_000)
        #expect(throws: ManifestMalformation.notAnObject) { try Manifest(json: deep) }
    }

    @Test("is not written when its own reader would refuse it")
    func refusesToWrite() {
        var manifest = ManifestFixture.manifest
        manifest.kioskID = "a\"b"
        #expect(throws: ManifestMalformation.self) { try manifest.encoded() }
        manifest = ManifestFixture.manifest
        manifest.issuedAt = .max
        #expect(throws: ManifestMalformation.invalid(.issuedAt)) { try manifest.encoded() }
    }
}

extension String {
    func replacingCharacters(of range: Range<String.Index>, with text: String) -> String {
        var copy = self
        copy.replaceSubrange(range, with: text)
        return copy
    }
}

@Suite("RFC 3339 timestamps")
struct TimestampTests {
    @Test(
        "go both ways",
        arguments: [
            (Int64(0), "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (951_782_400, "2000-02-29T00:00:00Z"),
            (1_900_000_000, "2030-03-17T17:46:40Z"), (4_107_542_399, "2100-02-28T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"), (253_402_300_799, "9999-12-31T23:59:59Z"),
            (-62_135_596_800, "0001-01-01T00:00:00Z"),
        ])
    func both(_ seconds: Int64, _ text: String) {
        #expect(Timestamp.text(seconds) == text)
        #expect(Timestamp.seconds(text) == seconds)
    }

    @Test(
        "have one spelling",
        arguments: [
            "", "2030-03-17T17:46:40", "2030-03-17t17:46:40Z", "2030-03-17 17:46:40Z", "2030-03-17T17:46:40.0Z",
            "2030-03-17T17:46:60Z", "2030-03-17T24:00:00Z", "2030-13-01T00:00:00Z", "2030-02-29T00:00:00Z",
            "2030-00-10T00:00:00Z", "2030-01-00T00:00:00Z", "0000-01-01T00:00:00Z", "+030-01-01T00:00:00Z",
            "2030-03-17T17:46:40+00:00", "２030-03-17T17:46:40Z",
        ])
    func refused(_ text: String) {
        #expect(Timestamp.seconds(text) == nil)
    }

    @Test("of years beyond four digits are none")
    func range() {
        #expect(Timestamp.text(Timestamp.range.upperBound + 1) == nil)
        #expect(Timestamp.text(.min) == nil)
    }
}
