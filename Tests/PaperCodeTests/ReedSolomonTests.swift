import PaperCode
import TestSupport
import Testing

@Suite("Reed–Solomon over GF(256)")
struct ReedSolomonTests {
    @Test("gives the parity that others compute: the QR code of ISO/IEC 18004, Annex I")
    func knownParity() {
        // Version 1-M, "01234567": ten bytes of parity after sixteen of data.
        let data: [UInt8] = [
            0x10, 0x20, 0x0C, 0x56, 0x61, 0x80, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11,
        ]
        #expect(
            ReedSolomon(parity: 10).parity(of: data)
                == [0xA5, 0x24, 0xD4, 0xC1, 0xED, 0x36, 0xC7, 0x87, 0x2C, 0x55])
    }

    @Test("mends errors and erasures up to what it promises, and never says something else", arguments: [10, 63, 127])
    func mending(parity: Int) {
        var random = SplitMix(seed: UInt64(parity))
        let code = ReedSolomon(parity: parity)
        for round in 0..<40 {
            let message = (0..<255 - parity).map { _ in UInt8.random(in: 0...255, using: &random) }
            let codeword = message + code.parity(of: message)
            #expect(code.corrected(codeword) == codeword)
            let erased = Int.random(in: 0...parity, using: &random)
            let wrong = (parity - erased) / 2
            let places = Array((0..<255).shuffled(using: &random).prefix(erased + wrong))
            var damaged = codeword
            for place in places { damaged[place] ^= UInt8.random(in: 1...255, using: &random) }
            #expect(code.corrected(damaged, erasures: Array(places.prefix(erased))) == codeword, "round \(round)")
        }
    }

    @Test("refuses what is beyond it")
    func beyond() {
        var random = SplitMix(seed: 1)
        let code = ReedSolomon(parity: 64)
        let message = [UInt8](repeating: 7, count: 191)
        for _ in 0..<40 {
            var damaged = message + code.parity(of: message)
            for place in (0..<255).shuffled(using: &random).prefix(60) {
                damaged[place] ^= UInt8.random(in: 1...255, using: &random)
            }
            #expect(code.corrected(damaged) == nil)
        }
        #expect(code.corrected([1, 2, 3]) == nil)
        #expect(code.corrected([UInt8](repeating: 0, count: 255), erasures: Array(0..<65)) == nil)
    }
}
