import LockedMemory
import Testing

@testable import Screens

/// The keypad of one showing.
@Suite struct PINPadTests {
    private func digits(of bytes: LockedBytes?) -> String? {
        bytes.map { $0.withBytes { String(decoding: $0, as: UTF8.self) } }
    }

    @Test("Places become the digits that stand on them, in order")
    func press() throws {
        var pad = PINPad(deal: 3, labels: Array("4702918365".utf8), lengths: 4...4)
        for place in [0, 9, 4, 4] { try pad.press(place) }
        #expect(pad.isComplete)
        #expect(digits(of: pad.take()) == "4599")
        #expect(pad.count == 0)
        #expect(pad.take() == nil)
    }

    @Test("More digits than the card takes, and places that are none, change nothing")
    func bounds() throws {
        var pad = PINPad(deal: 1, order: .fixed, lengths: 4...6)
        try pad.press(-1)
        try pad.press(10)
        #expect(pad.count == 0)
        for _ in 0..<9 { try pad.press(1) }
        #expect(pad.count == 6)
        #expect(digits(of: pad.take()) == "222222")
    }

    @Test("The last digit can be taken back, and one too many changes nothing")
    func erase() throws {
        var pad = PINPad(deal: 1, order: .fixed, lengths: 4...4)
        try pad.press(0)
        try pad.press(1)
        try pad.eraseLast()
        try pad.press(2)
        #expect(digits(of: pad.take()) == "13")
        try pad.eraseLast()
        #expect(pad.count == 0)
        #expect(!pad.isComplete)
    }

    @Test("What is erased is zero wherever it was lent")
    func wiped() throws {
        var pad = PINPad(deal: 1, order: .fixed, lengths: 4...4)
        try pad.press(0)
        var redealt = pad.redealt(as: 2, order: .shuffled)
        #expect(redealt.count == 1)
        #expect(pad.count == 0)
        let kept = redealt.take()
        #expect(digits(of: kept) == "1")
        kept?.erase()
        #expect(digits(of: kept) == "\0")
        redealt.erase()
        #expect(redealt.count == 0)
    }

    @Test("Every order has each digit once")
    func orders() {
        for _ in 0..<50 {
            #expect(PINPad(deal: 1, order: .shuffled, lengths: 4...4).labels.sorted() == PINPad.fixedOrder.sorted())
        }
        #expect(PINPad(deal: 1, order: .fixed, lengths: 4...4).labels == Array("1234567890".utf8))
    }
}
