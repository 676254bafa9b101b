import LockedMemory
import SmartCard
import Testing

@testable import JukiCard

/// Opening a card, its PIN and its signature, against scripts that fail on any other command.
struct JukiCardTests {
    private func pin(_ digits: String = "1234") throws -> PIN {
        try PIN(LockedBytes(copying: Array(digits.utf8)), for: .myNumberCard)
    }

    // MARK: Opening

    @Test("Each known kind is told by its token label", arguments: CardProfile.known)
    func kinds(profile: CardProfile) throws {
        let channel = ScriptedChannel([
            (Script.selectApplication, "9000"), (Script.selectTokenInformation, "9000"),
            (Script.readTokenLabel, Script.label(profile.tokenLabel)),
        ])
        #expect(try JukiCard.open(channel).profile == profile)
        #expect(channel.missing.isEmpty)
    }

    @Test("6F00 after power-up: SELECT is repeated once, and only once")
    func firstCommandFails() throws {
        let channel = ScriptedChannel([(Script.selectApplication, "6F00")] + Script.open)
        #expect(try JukiCard.open(channel).profile == .myNumberCard)
        let stubborn = ScriptedChannel([(Script.selectApplication, "6F00"), (Script.selectApplication, "6F00")])
        #expect(throws: JukiCardError.refused(.selectApplication, StatusWord(0x6F00))) { try JukiCard.open(stubborn) }
    }

    @Test("A card without the application, without the file, or of an unknown kind is unknown")
    func unknownCards() {
        let others: [[(String, String)]] = [
            [(Script.selectApplication, "6A82")],
            [(Script.selectApplication, "9000"), (Script.selectTokenInformation, "6A82")],
            [
                (Script.selectApplication, "9000"), (Script.selectTokenInformation, "9000"),
                (Script.readTokenLabel, Script.label("JPKIAPICCTOKEN3")),
            ],
            [
                (Script.selectApplication, "9000"), (Script.selectTokenInformation, "9000"),
                (Script.readTokenLabel, "4A 9000"),
            ],
        ]
        for script in others {
            #expect(throws: JukiCardError.unknownCard) { try JukiCard.open(ScriptedChannel(script)) }
        }
    }

    @Test("What the reader says comes through")
    func readerErrors() {
        let channel = ScriptedChannel([(Script.selectApplication, .error(.cardRemoved))])
        #expect(throws: JukiCardError.reader(CardReaderError(.cardRemoved))) { try JukiCard.open(channel) }
    }

    // MARK: PIN

    @Test(
        "Tries left are read without spending one",
        arguments: [("63C3", 3), ("63C1", 1), ("63C0", 0), ("6983", 0), ("6984", 0), ("9000", 3)])
    func triesLeft(answer: String, expected: Int) throws {
        let (card, channel) = try Script.card([(Script.selectPIN, "9000"), (Script.queryPIN, answer)])
        #expect(try card.pinTriesLeft() == expected)
        #expect(channel.missing.isEmpty)
    }

    @Test("A status that says nothing of tries is no number of tries", arguments: ["6300", "6A88", "6F00"])
    func triesUnknown(answer: String) throws {
        let (card, _) = try Script.card([(Script.selectPIN, "9000"), (Script.queryPIN, answer)])
        let status = StatusWord(try #require(UInt16(answer, radix: 16)))
        #expect(throws: JukiCardError.refused(.queryPIN, status)) { try card.pinTriesLeft() }
    }

    @Test(
        "A PIN is sent once, and the card's word is taken",
        arguments: [
            ("9000", PINVerdict.accepted), ("63C2", .rejected(triesLeft: 2)), ("63C1", .rejected(triesLeft: 1)),
            ("63C0", .blocked), ("6983", .blocked), ("6984", .blocked),
        ])
    func verdicts(answer: String, verdict: PINVerdict) throws {
        let (card, channel) = try Script.card([(Script.selectPIN, "9000"), ("0020008004 31323334", answer)])
        #expect(try card.verify(try pin()) == verdict)
        #expect(channel.missing.isEmpty)
    }

    @Test("VERIFY is never repeated: not after an unknown status, not after an error on the line")
    func neverRepeated() throws {
        let (card, channel) = try Script.card([(Script.selectPIN, "9000"), ("0020008004 31323334", "6F00")])
        #expect(throws: JukiCardError.refused(.verifyPIN, StatusWord(0x6F00))) { try card.verify(try pin()) }
        #expect(channel.commandCount == 5)

        let broken = ScriptedChannel(
            (Script.open + [(Script.selectPIN, "9000")]).map { ($0.0, .bytes($0.1)) }
                + [("0020008004 31323334", .error(.protocolError))])
        let second = try JukiCard.open(broken)
        #expect(throws: JukiCardError.reader(CardReaderError(.protocolError))) { try second.verify(try pin()) }
        #expect(broken.missing.isEmpty)
    }

    @Test("When the PIN's file cannot be selected, no PIN is sent")
    func noFileNoPIN() throws {
        let (card, channel) = try Script.card([(Script.selectPIN, "6A82")])
        #expect(throws: JukiCardError.refused(.selectFile, .fileNotFound)) { try card.verify(try pin()) }
        #expect(channel.commandCount == 4)
    }

    @Test("Nothing but four ASCII digits is a PIN", arguments: ["", "123", "12345", "12a4", "１２３４", "12 4", "-123"])
    func malformedPINs(text: String) throws {
        let typed = try LockedBytes(copying: Array(text.utf8))
        #expect(throws: JukiCardError.malformedPIN) { try PIN(typed, for: .myNumberCard) }
    }

    @Test("An erased PIN is refused before any command")
    func erasedPIN() throws {
        let (card, channel) = try Script.card([])
        let pin = try pin()
        pin.erase()
        #expect(throws: JukiCardError.malformedPIN) { try card.verify(pin) }
        #expect(channel.commandCount == 3)
    }

    @Test("A PIN shows nothing of itself")
    func pinIsNotPrinted() throws {
        let pin = try pin("7391")
        var dumped = ""
        dump(pin, to: &dumped)
        for text in ["\(pin)", String(reflecting: pin), dumped] {
            #expect(!text.contains("7391") && !text.contains("4"))
        }
    }

    @Test("On the reader's pad: the file selected, the profile's length asked for, the card's word taken")
    func pad() throws {
        let (card, channel) = try Script.card([(Script.selectPIN, "9000")])
        channel.padAnswers = [.answered(.success), .answered(StatusWord(0x63C1)), .cancelled, .timedOut, .wrongLength]
        #expect(try card.verifyOnPad() == .accepted)
        #expect(try card.verifyOnPad() == .rejected(triesLeft: 1))
        for _ in 0..<3 { #expect(try card.verifyOnPad() == nil) }
        #expect(channel.padRequests.allSatisfy { $0 == PINPadRequest(p2: 0x80, lengths: 4...4) })
    }

    // MARK: Signature

    private let digestInfo = "3031300D060960864801650304020105000420" + String(repeating: "AB", count: 32)

    @Test("DigestInfo of SHA-256, as RFC 8017 §9.2 note 1 gives it")
    func digestInfoBytes() throws {
        let made = try #require(DigestInfo.sha256([UInt8](repeating: 0xAB, count: 32)))
        #expect(hex(made) == digestInfo)
        #expect(DigestInfo.sha256([1, 2, 3]) == nil)
    }

    @Test("The key is selected once; a signature has the key's length")
    func sign() throws {
        let command = "802A008033" + digestInfo + "00"
        let signature = String(repeating: "5A", count: 256)
        let (card, channel) = try Script.card([
            (Script.selectKey, "9000"), (command, signature + "9000"), (command, "6982"), (command, "5A5A9000"),
            (command, "6A80"),
        ])
        let input = bytes(digestInfo)
        #expect(try card.sign(digestInfo: input) == [UInt8](repeating: 0x5A, count: 256))
        #expect(throws: JukiCardError.pinRequired) { try card.sign(digestInfo: input) }
        #expect(throws: JukiCardError.malformedSignature) { try card.sign(digestInfo: input) }
        #expect(throws: JukiCardError.refused(.sign, StatusWord(0x6A80))) { try card.sign(digestInfo: input) }
        #expect(channel.missing.isEmpty)
        #expect(throws: JukiCardError.malformedDigest) { try card.sign(digestInfo: []) }
        #expect(throws: JukiCardError.malformedDigest) { try card.sign(digestInfo: [UInt8](repeating: 0, count: 246)) }
    }

    // MARK: The whole

    @Test("From insertion to signature: 10 commands")
    func commandCount() throws {
        let certificate = Script.certificate(1700)
        let (card, channel) = try Script.card([
            (Script.selectCertificate, "9000"), (Script.readAll, hex(certificate) + "9000"),
            (Script.selectPIN, "9000"), (Script.queryPIN, "63C3"),
            ("0020008004 31323334", "9000"),
            (Script.selectKey, "9000"),
            ("802A008033" + digestInfo + "00", String(repeating: "5A", count: 256) + "9000"),
        ])
        let readout = try card.readout()
        #expect(readout == CardReadout(profile: .myNumberCard, pinTriesLeft: 3, certificate: certificate))
        #expect("\(readout)" == "CardReadout(My Number card, 3 tries left, certificate of 1700 bytes)")
        #expect(try card.verify(try pin()) == .accepted)
        _ = try card.sign(digestInfo: bytes(digestInfo))
        #expect(channel.missing.isEmpty)
        #expect(channel.commandCount == 10)
    }
}
