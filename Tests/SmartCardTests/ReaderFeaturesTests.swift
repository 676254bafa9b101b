import Testing

@testable import SmartCard

/// PC/SC part 10: what readers say of themselves, and the structure that a PIN pad takes.
struct ReaderFeaturesTests {
    private func features(_ hex: String) -> ReaderFeatures {
        bytes(hex).withUnsafeBytes { ReaderFeatures(parsing: $0) }
    }

    @Test("Control codes are read in big-endian order")
    func controlCodes() {
        let features = features("06 04 42330006  0A 04 4233000A  12 04 42330012")
        #expect(features[.verifyPINDirect] == 0x4233_0006)
        #expect(features[.pinProperties] == 0x4233_000A)
        #expect(features[.tlvProperties] == 0x4233_0012)
    }

    @Test("Nothing is read beyond the end, entries of another length are passed over, the first of two counts")
    func bounds() {
        #expect(features("").controlCodes.isEmpty)
        #expect(features("06").controlCodes.isEmpty)
        #expect(features("06 04").controlCodes.isEmpty)
        #expect(features("06 04 423300").controlCodes.isEmpty)
        #expect(features("06 FF 42330006").controlCodes.isEmpty)
        #expect(features("06 02 AABB  0A 00  12 04 00000007").controlCodes == [0x12: 7])
        #expect(features("06 04 00000001  06 04 00000002")[.verifyPINDirect] == 1)
        // As many as there are tags and more: bounded by the longest answer.
        let endless = String(repeating: "05 04 00000001", count: 1000) + "06 04 00000002"
        #expect(features(endless)[.verifyPINDirect] == nil)
    }

    @Test("dwMaxAPDUDataSize is read in little-endian order, from among other properties, within bounds")
    func maximumDataCount() {
        func maximum(_ hex: String) -> UInt32? {
            bytes(hex).withUnsafeBytes { ReaderFeatures.maximumDataCount(inProperties: $0) }
        }
        #expect(maximum("0A 04 00000100") == 65_536)
        #expect(maximum("0A 04 00000000") == 0)
        #expect(maximum("01 02 1002  08 03 414243  0A 04 00080000  0B 02 3412") == 2048)
        #expect(maximum("") == nil)
        #expect(maximum("0A 04 000001") == nil)
        #expect(maximum("0A 02 0001") == nil)
        #expect(maximum("08 FF 0A 04 00000100") == nil)
    }

    @Test("PIN_VERIFY_STRUCTURE for a PIN of exactly four digits, byte by byte")
    func fixedLength() {
        let request = PINPadRequest(p2: 0x80, lengths: 4...4)
        #expect(
            hex(request.verifyStructure)
                == "1E14" + "82" + "04" + "00" + "0404" + "03" + "01" + "1104" + "00" + "000000" + "09000000"
                + "0020008004FFFFFFFF")
    }

    @Test("PIN_VERIFY_STRUCTURE for a PIN of 6 to 15 digits: the reader fills length and block")
    func variableLength() {
        let request = PINPadRequest(p2: 0x80, lengths: 6...15)
        #expect(
            hex(request.verifyStructure)
                == "1E14" + "82" + "00" + "00" + "0F06" + "02" + "01" + "1104" + "00" + "000000" + "05000000"
                + "0020008000")
    }

    @Test("What the pad answers by itself is told from what the card answers")
    func answers() {
        func answer(_ status: UInt16) -> PINPadAnswer { PINPadAnswer(ResponseAPDU(status: StatusWord(status))) }
        #expect(answer(0x6400) == .timedOut)
        #expect(answer(0x6401) == .cancelled)
        #expect(answer(0x6403) == .wrongLength)
        #expect(answer(0x9000) == .answered(.success))
        #expect(answer(0x63C2) == .answered(StatusWord(0x63C2)))
    }
}
