import SmartCard
import Testing

@testable import JukiCard

/// A certificate comes whole, in few commands, or not at all.
struct CertificateReadingTests {
    private let certificate = Script.certificate(1000)

    private func part(_ range: Range<Int>) -> String { hex(Array(certificate[range])) + "9000" }

    /// The short commands that fetch 1,000 bytes.
    private var shortReads: [(String, String)] {
        [
            ("00B0000000", part(0..<256)), ("00B0010000", part(256..<512)), ("00B0020000", part(512..<768)),
            ("00B00300E8", part(768..<1000)),
        ]
    }

    @Test("Extended: all at once; what lies behind the certificate is cut off", arguments: ["", "FFFFFFFF"])
    func extended(padding: String) throws {
        let (card, channel) = try Script.card([
            (Script.selectCertificate, "9000"), (Script.readAll, hex(certificate) + padding + "9000"),
        ])
        #expect(try card.certificate() == certificate)
        #expect(channel.missing.isEmpty)
    }

    @Test("Extended, the file's end before the length asked for: 6282 is no failure")
    func endOfFile() throws {
        let (card, _) = try Script.card([
            (Script.selectCertificate, "9000"), (Script.readAll, hex(certificate) + "6282"),
        ])
        #expect(try card.certificate() == certificate)
    }

    @Test("Extended, but the card gives it in parts: the rest is asked for, not begun anew")
    func extendedInParts() throws {
        let (card, channel) = try Script.card([
            (Script.selectCertificate, "9000"), (Script.readAll, part(0..<600)), ("00B00258000190", part(600..<1000)),
        ])
        #expect(try card.certificate() == certificate)
        #expect(channel.missing.isEmpty)
    }

    @Test("Short: 256 bytes each, and the last for exactly what is missing")
    func short() throws {
        let (card, channel) = try Script.card([(Script.selectCertificate, "9000")] + shortReads, extended: false)
        #expect(try card.certificate() == certificate)
        #expect(channel.missing.isEmpty)
    }

    @Test(
        "A refused extended command falls back to short ones, once for all",
        arguments: ["6700", "6A86", "6B00", "6D00", "6E00", "6F00", "6C00"])
    func fallsBack(status: String) throws {
        let (card, channel) = try Script.card(
            [(Script.selectCertificate, "9000"), (Script.readAll, status)] + shortReads + shortReads)
        #expect(try card.certificate() == certificate)
        #expect(try card.certificate() == certificate, "the file stays selected, extended length stays refused")
        #expect(channel.missing.isEmpty)
    }

    @Test("A reader that cannot carry an extended command falls back too; a card that left does not")
    func readerFails() throws {
        func channel(_ kind: CardReaderError.Kind) -> ScriptedChannel {
            let start = (Script.open + [(Script.selectCertificate, "9000")]).map {
                ($0.0, ScriptedChannel.Answer.bytes($0.1))
            }
            return ScriptedChannel(
                start + [(Script.readAll, .error(kind))] + shortReads.map { ($0.0, .bytes($0.1)) })
        }
        for kind in [CardReaderError.Kind.protocolError, .other] {
            #expect(try JukiCard.open(channel(kind)).certificate() == certificate)
        }
        for kind in [CardReaderError.Kind.cardRemoved, .timedOut, .serviceDown, .unresponsiveCard] {
            let card = try JukiCard.open(channel(kind))
            #expect(throws: JukiCardError.reader(CardReaderError(kind))) { try card.certificate() }
        }
    }

    @Test("Nonsense is refused before more of it is read")
    func nonsense() throws {
        let starts = [
            "0000000000000000", "FFFFFFFF", "3080AABB", "30 84 00000100", "30 81 80 00", "30 05 0000", "31820400",
            // Too short for a certificate, too long for one, and the length's bounds.
            "30820010", "30822001", "3082FFFF", "308200FB", "30821FFD",
        ]
        for start in starts {
            let (card, channel) = try Script.card([
                (Script.selectCertificate, "9000"),
                (Script.readAll, start + String(repeating: "00", count: 300) + "9000"),
            ])
            #expect(throws: JukiCardError.malformedCertificate, "\(start)") { try card.certificate() }
            #expect(channel.commandCount == 5)
        }
    }

    @Test("A certificate that ends too early is refused")
    func cutShort() throws {
        let ends: [(String, JukiCardError)] = [
            ("6B00", .malformedCertificate), ("9000", .malformedCertificate), ("6282", .malformedCertificate),
            ("6982", .pinRequired), ("6A81", .refused(.readCertificate, StatusWord(0x6A81))),
        ]
        for (end, error) in ends {
            let (card, _) = try Script.card(
                [(Script.selectCertificate, "9000"), ("00B0000000", part(0..<256)), ("00B0010000", end)],
                extended: false)
            #expect(throws: error) { try card.certificate() }
        }
    }

    @Test("An empty file, or one of three bytes, is no certificate")
    func tooShort() throws {
        for answer in ["9000", "6282"] {
            let (card, _) = try Script.card([
                (Script.selectCertificate, "9000"), (Script.readAll, answer), ("00B0000000", answer),
            ])
            #expect(throws: JukiCardError.malformedCertificate) { try card.certificate() }
        }
    }

    @Test("A card that gives a byte at a time is refused in the end")
    func dripping() throws {
        var reads: [(String, String)] = [("00B0000000", part(0..<256))]
        for offset in 256..<400 {
            let expected = min(1000 - offset, 256)
            reads.append((hex([0, 0xB0, UInt8(offset >> 8), UInt8(offset & 0xFF), UInt8(expected & 0xFF)]), "AA9000"))
        }
        let (card, channel) = try Script.card([(Script.selectCertificate, "9000")] + reads, extended: false)
        #expect(throws: JukiCardError.malformedCertificate) { try card.certificate() }
        #expect(channel.commandCount == 3 + 1 + 64)
    }

    @Test("The header's bounds")
    func header() {
        #expect(CertificateHeader.totalLength([0x30, 0x82, 0x1F, 0xFC, 0, 0]) == 8192)
        #expect(CertificateHeader.totalLength([0x30, 0x82, 0x1F, 0xFD]) == nil)
        #expect(CertificateHeader.totalLength([0x30, 0x82, 0x00, 0xFC]) == 256)
        #expect(CertificateHeader.totalLength([0x30, 0x82, 0x00, 0xFB]) == nil)
        #expect(CertificateHeader.totalLength([0x30, 0x82, 0x06]) == nil)
    }
}
