import LockedMemory
import SmartCard
import Testing

/// The encodings of ISO/IEC 7816-4 §5.1, written out by hand.
struct CommandAPDUTests {
    private func encoded(_ command: CommandAPDU, leavingOut: Bool = false) -> [UInt8] {
        command.withEncodedBytes(leavingOutExpectedCount: leavingOut) { Array($0) }
    }

    private func command(_ data: [UInt8] = [], expecting count: Int = 0) -> CommandAPDU {
        CommandAPDU(cla: 0x00, ins: 0xB0, p1: 0x01, p2: 0x02, data: data, expectedCount: count)
    }

    @Test("Short forms: no data, expected length, data, both")
    func shortForms() {
        #expect(encoded(command()) == [0x00, 0xB0, 0x01, 0x02])
        #expect(encoded(command(expecting: 1)) == [0x00, 0xB0, 0x01, 0x02, 0x01])
        #expect(encoded(command(expecting: 255)) == [0x00, 0xB0, 0x01, 0x02, 0xFF])
        #expect(encoded(command(expecting: 256)) == [0x00, 0xB0, 0x01, 0x02, 0x00])
        #expect(encoded(command([0xAA, 0xBB])) == [0x00, 0xB0, 0x01, 0x02, 0x02, 0xAA, 0xBB])
        #expect(encoded(command([0xAA], expecting: 256)) == [0x00, 0xB0, 0x01, 0x02, 0x01, 0xAA, 0x00])
        #expect(!command([UInt8](repeating: 0, count: 255), expecting: 256).isExtended)
    }

    @Test("Extended forms: announced by 00, lengths of two bytes, used only where a short one cannot do")
    func extendedForms() {
        #expect(encoded(command(expecting: 257)) == [0x00, 0xB0, 0x01, 0x02, 0x00, 0x01, 0x01])
        #expect(encoded(command(expecting: 65_536)) == [0x00, 0xB0, 0x01, 0x02, 0x00, 0x00, 0x00])
        let data = [UInt8](repeating: 0x55, count: 256)
        #expect(encoded(command(data)) == [0x00, 0xB0, 0x01, 0x02, 0x00, 0x01, 0x00] + data)
        #expect(
            encoded(command(data, expecting: 2)) == [0x00, 0xB0, 0x01, 0x02, 0x00, 0x01, 0x00] + data + [0x00, 0x02])
        // One extended length makes the other extended too.
        #expect(
            encoded(command([0xAA], expecting: 300)) == [0x00, 0xB0, 0x01, 0x02, 0x00, 0x00, 0x01, 0xAA, 0x01, 0x2C])
        let most = [UInt8](repeating: 1, count: CommandAPDU.maximumDataCount)
        #expect(encoded(command(most, expecting: 65_536)).count == 4 + 3 + 65_535 + 2)
    }

    @Test("T=0 leaves the expected length out behind data, and only there")
    func transportWithoutExpectedLength() {
        #expect(encoded(command([0xAA], expecting: 256), leavingOut: true) == [0x00, 0xB0, 0x01, 0x02, 0x01, 0xAA])
        #expect(encoded(command(expecting: 256), leavingOut: true) == [0x00, 0xB0, 0x01, 0x02, 0x00])
    }

    @Test("A secret command is encoded in locked memory, and no description shows data")
    func secret() throws {
        let secret = try LockedBytes(copying: Array("5937".utf8))
        let verify = try CommandAPDU(cla: 0x00, ins: 0x20, p1: 0x00, p2: 0x80, secret: secret)
        #expect(encoded(verify) == [0x00, 0x20, 0x00, 0x80, 0x04, 0x35, 0x39, 0x33, 0x37])
        #expect(verify.carriesSecret)
        #expect(verify.dataCount == 4)
        #expect(!verify.isExtended)
        // Lent, not copied: each time the same address.
        let address = verify.withEncodedBytes { $0.baseAddress }
        #expect(verify.withEncodedBytes { $0.baseAddress } == address)
        for text in ["\(verify)", String(reflecting: verify), dumped(verify)] {
            #expect(!text.contains("5937") && !text.contains("35") && !text.contains("53"), "shows data: \(text)")
        }
        let plain = command([0x11, 0x22, 0x33])
        #expect("\(plain)" == "CommandAPDU(00 B0 01 02, 3 bytes)")
        #expect(!dumped(plain).contains("17"))
    }

    @Test("An answer has 2 to 65,538 bytes")
    func responseBounds() throws {
        func parse(_ count: Int) throws -> ResponseAPDU {
            try [UInt8](repeating: 0x61, count: count).withUnsafeBytes { try ResponseAPDU($0) }
        }
        for count in [0, 1, 65_539, 100_000] {
            #expect(throws: CardReaderError(.protocolError)) { try parse(count) }
        }
        #expect(try parse(2) == ResponseAPDU(status: StatusWord(0x6161)))
        #expect(try parse(65_538).data.count == 65_536)
        let response = ResponseAPDU(data: [0xDE, 0xAD], status: .success)
        #expect("\(response)" == "ResponseAPDU(2 bytes, 9000)")
        #expect(!dumped(response).contains("222"))
    }
}

private func dumped(_ value: some Any) -> String {
    var text = ""
    dump(value, to: &text)
    return text
}
