import Issuance
import Testing

@Suite("Money in and out")
struct MoneyCourseTests {
    @Test("Cancelling while paying gives everything back")
    func cancelWhilePaying() throws {
        var course = Course()
        try course.toFee()
        try course.pay(100)
        try course.touch(.cancel)
        #expect(course.effects.contains(.refuseMoney))
        #expect(course.requests == [.payOut(Alphabet.yen(100))])
        try course.answer(.paidOut(Alphabet.yen(100)))
        guard case .explanation(let explaining, cardOnReader: false) = course.screen.content else {
            Issue.record("no explanation: \(course.state.name)")
            return
        }
        #expect(explaining.ending == .cancelled && explaining.refunded == Alphabet.yen(100) && explaining.owed == .zero)
        #expect(course.outcomes == [.refused])
    }

    @Test("What the mechanism cannot give back is written down as owed, to the yen")
    func shortPayout() throws {
        var course = Course()
        try course.toFee()
        try course.pay(100, 100)
        try course.touch(.cancel)
        try course.answer(.paidOut(Alphabet.yen(50)))
        #expect(
            course.entries.suffix(3) == [.paidOut(Alphabet.yen(50)), .owed(Alphabet.yen(150)), .sessionClosed])
    }

    @Test("A mechanism that never answers leaves the whole sum owed")
    func silentPayout() throws {
        var course = Course()
        try course.toFee()
        try course.pay(100)
        try course.touch(.cancel)
        try course.wait()
        #expect(course.entries.suffix(2) == [.owed(Alphabet.yen(100)), .sessionClosed])
    }

    @Test("A coin that was rolling when the slot closed comes back as change")
    func lateCoin() throws {
        var course = Course()
        try course.toFee()
        try course.pay(100, 100, 100)
        try course.pay(100)
        try course.answer(.printed(sheets: 1))
        #expect(course.requests == [.payOut(Alphabet.yen(100))])
    }

    @Test("A coin that falls when nobody is served is given back at once")
    func strayCoin() throws {
        var course = Course()
        try course.pay(100)
        #expect(course.requests == [.payOut(Alphabet.yen(100))])
        try course.answer(.paidOut(Alphabet.yen(100)))
        #expect(course.state == .idle)
        #expect(course.entries.last == .sessionClosed)
    }

    @Test("A coin that falls while change is counted keeps the journal's line open until it is given back")
    func coinDuringPayout() throws {
        var course = Course()
        try course.toFee()
        try course.pay(100)
        try course.touch(.cancel)
        try course.pay(100)
        try course.answer(.paidOut(Alphabet.yen(100)))
        #expect(course.explaining?.refunded == Alphabet.yen(100))
        #expect(!course.entries.contains(.sessionClosed))
        try course.touch(.close)
        #expect(course.requests == [.payOut(Alphabet.yen(100))])
        try course.answer(.paidOut(Alphabet.yen(100)))
        #expect(course.state == .idle)
        #expect(course.entries.filter { $0 == .sessionClosed }.count == 1 && course.entries.last == .sessionClosed)
    }

    @Test("A refund that stays owed is put into the resident's hand in writing, with no fee on it")
    func owedRefundInWriting() throws {
        var course = Course()
        try course.toFee()
        try course.pay(100, 100)
        try course.touch(.cancel)
        try course.answer(.paidOut(Alphabet.yen(50)))
        let slip = try #require(course.slips.first)
        #expect(slip.order.fee == .zero && slip.paid == Alphabet.yen(200))
        #expect(slip.change == Alphabet.yen(50) && slip.owed == Alphabet.yen(150))
        #expect(course.explaining?.owed == Alphabet.yen(150))
        // The slip bears the session's number, so it comes before the session is closed.
        let printed = try #require(course.effects.firstIndex(of: .printReceipt(slip)))
        let closed = try #require(course.effects.firstIndex(of: .record(.sessionClosed)))
        #expect(printed < closed)
    }

    @Test("A stray coin that can't be given back is not passed over in silence")
    func strayCoinOwed() throws {
        var course = Course()
        try course.pay(100)
        try course.answer(.kioskFailed)
        #expect(course.explaining?.ending == .coinMechanismFault && course.explaining?.owed == Alphabet.yen(100))
        try course.touch(.close)
        #expect(course.state == .idle && course.entries.last == .sessionClosed)
    }

    @Test("A mechanism that failed while the resident chose: said before the municipality is asked")
    func mechanismGoneBefore() throws {
        var course = Course()
        try course.toConfirmation()
        try course.happen(.hindered(.part(.coinMechanism)))
        try course.touch(.confirm)
        #expect(course.explaining?.ending == .coinMechanismFault)
        #expect(course.outcomes.isEmpty && course.requests.isEmpty)
    }

    @Test("A mechanism that fails while the document is fetched: the slot stays shut and the order is closed")
    func mechanismGoneMeanwhile() throws {
        var course = Course()
        try course.toConfirmation()
        try course.touch(.confirm)
        try course.answer(.printerReady)
        try course.happen(.hindered(.part(.coinMechanism)))
        try course.answer(.manifestReceived)
        try course.answer(.documentReceived)
        try course.answer(.documentAccepted(sheetsPerCopy: 1))
        #expect(!course.effects.contains { if case .acceptMoney = $0 { true } else { false } })
        #expect(course.explaining?.ending == .coinMechanismFault)
        #expect(course.outcomes == [.refused])
    }

    @Test("A certificate that costs nothing is printed without a coin, even where none could be taken")
    func noFee() throws {
        var course = Course()
        try course.toReturnedCard()
        var offer = Alphabet.offer
        offer.certificates[0].fee = .zero
        try course.answer(.offered(offer))
        try course.happen(.cardRemoved)
        try course.happen(.hindered(.part(.coinMechanism)))
        try course.touch(.chooseCertificate(.residenceRecord), .proceed, .proceed, .confirm)
        try course.answer(.printerReady)
        try course.answer(.manifestReceived)
        try course.answer(.documentReceived)
        try course.answer(.documentAccepted(sheetsPerCopy: 1))
        #expect(course.requests == [.print(copies: 1)])
        try course.answer(.printed(sheets: 1))
        #expect(course.state.name == "takingPaper" && course.outcomes == [.delivered(sheets: 1)])
    }
}
