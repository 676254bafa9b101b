import SmartCard
import Testing

@testable import SimulatedCard

/// The interpreter, command by command, bytes written out.
struct SimulatedCardTests {
    private func send(_ command: String, to card: SimulatedCard) throws -> (data: [UInt8], status: String) {
        guard case .bytes(let answer) = card.process(bytes(command)) else {
            Issue.record("no answer to \(command)")
            return ([], "")
        }
        try #require(answer.count >= 2)
        return (Array(answer.dropLast(2)), hex(answer.suffix(2)))
    }

    private func status(_ command: String, _ card: SimulatedCard) throws -> String {
        try send(command, to: card).status
    }

    private static let selectApplication = "00A4040C0AD392F000260100000001"

    /// A card with its application selected.
    private func open(_ card: SimulatedCard) throws -> SimulatedCard {
        #expect(try status(Self.selectApplication, card) == "9000")
        return card
    }

    @Test(
        "The token information: 160 bytes that begin with the kind, padded with blanks", arguments: CardModel.allCases)
    func tokenInformation(model: CardModel) throws {
        let card = try open(TestCredential.card(model))
        #expect(try status("00A4020C020006", card) == "9000")
        let (data, end) = try send("00B0000000", to: card)
        #expect(data.count == 160 && end == "9000")
        let label = model == .juki ? "JPKIAPICCTOKEN" : "JPKIAPICCTOKEN2"
        #expect(
            String(decoding: data.prefix(32), as: UTF8.self) == label + String(repeating: " ", count: 32 - label.count))
    }

    @Test(
        "An answer to reset is as ISO/IEC 7816-3 wants it: at most 33 bytes, check byte right",
        arguments: CardModel.allCases)
    func answerToReset(model: CardModel) {
        let bytes = model.answerToReset
        #expect(bytes.count <= 33 && bytes[0] == 0x3B)
        // T=1 is announced, so the exclusive or of all after TS is 0.
        #expect(bytes.dropFirst().reduce(0, ^) == 0)
    }

    @Test("Selecting: application first, files by P1 02 alone, unknown ones not found")
    func selecting() throws {
        let card = try TestCredential.card()
        #expect(try status("00A4020C02000A", card) == "6A82")
        #expect(try status("00A4040C0AD392F000260100000002", card) == "6A82")
        #expect(try status("00A4040006A00000030800", card) == "6A82")
        _ = try open(card)
        #expect(try status("00A4020C02000A", card) == "9000")
        #expect(try status("00A4000C02000A", card) == "6A86")
        #expect(try status("00A4020C02AAAA", card) == "6A82")
        #expect(try status("00A4020C020001", card) == "6A82", "no signature certificate on this card")
    }

    @Test("What is no command, or none that it knows")
    func unknownCommands() throws {
        let card = try open(TestCredential.card())
        for command in ["", "00", "00A404", "00A4040C05D392", "00A4020C0200060000", "00B000000000", "00A4020C0000"] {
            #expect(try status(command, card) == "6700", "\(command)")
        }
        #expect(try status("00FF0000", card) == "6D00")
        #expect(try status("0CA4040C", card) == "6E00")
    }

    @Test("Reading: offset, end of file, no file, files that hold secrets, extended")
    func reading() throws {
        let card = try open(TestCredential.card())
        let certificate = card.authenticationCertificate
        let count = certificate.count
        #expect(try status("00B0000000", card) == "6986")
        _ = try status("00A4020C02000A", card)
        #expect(try send("00B0000004", to: card) == (Array(certificate.prefix(4)), "9000"))
        #expect(try send("00B0010000", to: card) == (Array(certificate[256..<512]), "9000"))
        #expect(try send("00B00000000000", to: card) == (certificate, "9000"))
        let last = hex([0x00, 0xB0, UInt8((count - 1) >> 8), UInt8((count - 1) & 0xFF), 0x02])
        #expect(try send(last, to: card) == ([certificate[count - 1]], "6282"))
        #expect(try status(hex([0x00, 0xB0, UInt8(count >> 8), UInt8(count & 0xFF), 0x01]), card) == "6B00")
        for file in ["0017", "0018"] {
            _ = try status("00A4020C02" + file, card)
            #expect(try status("00B0000000", card) == "6981")
        }
    }

    @Test("A PIN: tries asked for free, spent by wrong ones, filled by a right one, blocked at none")
    func pin() throws {
        let card = try open(TestCredential.card())
        _ = try status("00A4020C020018", card)
        #expect(try status("00200080", card) == "63C3")
        #expect(try status("002000800439393939", card) == "63C2")
        #expect(try status("002000800531323334" + "35", card) == "63C1")
        #expect(try status("002000800431323334", card) == "9000")
        #expect(card.isPINVerified && card.pinTriesLeft == 3)
        #expect(try status("00200080", card) == "63C3", "after a good PIN too: the query tells tries, not the state")
        for left in ["63C2", "63C1", "63C0"] { #expect(try status("002000800439393939", card) == left) }
        #expect(!card.isPINVerified, "a wrong PIN ends a verified one")
        #expect(try status("002000800431323334", card) == "6984", "the right one comes too late")
        #expect(try status("00200080", card) == "63C0")
        card.powerDown()
        #expect(card.pinTriesLeft == 0, "tries outlive power")
    }

    @Test("A signature needs the PIN; a warm reset keeps it verified, power-down does not")
    func security() throws {
        let card = try open(TestCredential.card())
        let sign = "802A0080" + "02" + "AABB" + "00"
        func selectKey() throws {
            _ = try open(card)
            _ = try status("00A4020C020017", card)
        }
        try selectKey()
        #expect(try status(sign, card) == "6982")
        _ = try status("00A4020C020018", card)
        _ = try status("002000800431323334", card)
        try selectKey()
        let (signature, end) = try send(sign, to: card)
        #expect(signature.count == 256 && end == "9000")
        card.reset()
        #expect(try status(sign, card) == "6985", "the selection is gone")
        try selectKey()
        #expect(try status(sign, card) == "9000")
        card.powerDown()
        card.powerUp()
        try selectKey()
        #expect(try status(sign, card) == "6982")
        #expect(try status("802A0080" + "F6" + String(repeating: "00", count: 246) + "00", card) == "6982")
    }

    @Test("The signature certificate needs its own PIN")
    func signatureCertificate() throws {
        let card = try open(TestCredential.card(withSignature: true))
        _ = try status("00A4020C020001", card)
        #expect(try status("00B0000004", card) == "6982")
        _ = try status("00A4020C02001B", card)
        #expect(try status("00200080", card) == "63C5")
        #expect(try status("0020008006414243313233", card) == "9000")
        _ = try status("00A4020C020001", card)
        #expect(try status("00B0000004", card) == "9000")
    }

    @Test("Quirks: data held back, exact length wanted, first command failing, short only")
    func quirks() throws {
        var behaviour = SimulatedCard.Behaviour()
        behaviour.holdsDataBack = true
        behaviour.failsFirstCommand = true
        behaviour.takesExtendedLength = false
        let card = try TestCredential.card(behaviour: behaviour)
        #expect(try status(Self.selectApplication, card) == "6F00")
        _ = try open(card)
        _ = try status("00A4020C020006", card)
        #expect(try send("00B0000004", to: card) == ([], "6104"))
        #expect(try send("00C0000003", to: card) == (Array("JPK".utf8), "6101"))
        #expect(try send("00C0000001", to: card) == (Array("I".utf8), "9000"))
        #expect(try status("00C0000001", card) == "6985")
        #expect(try status("00B00000000000", card) == "6700")

        behaviour = SimulatedCard.Behaviour()
        behaviour.insistsOnExactLength = true
        let exact = try open(TestCredential.card(behaviour: behaviour))
        _ = try status("00A4020C020006", exact)
        #expect(try status("00B0000000", exact) == "6CA0")
        #expect(try send("00B00000A0", to: exact).data.count == 160)
    }

    @Test("Faults happen at their command, once")
    func faults() throws {
        let card = try TestCredential.card()
        card.inject(.status(0x6F00), atCommand: 1)
        card.inject(.never, atCommand: 2)
        card.inject(.pull, atCommand: 3)
        _ = try open(card)
        #expect(try status("00A4020C020006", card) == "6F00")
        #expect(card.process(bytes("00A4020C020006")) == .nothing)
        #expect(card.process(bytes("00A4020C020006")) == .left)
        #expect(try status("00A4020C020006", card) == "9000")
        #expect(card.transmissions.commands == 5)
    }
}

func hex(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
}

func bytes(_ hex: String) -> [UInt8] {
    let digits = hex.compactMap { $0.hexDigitValue }
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
}
