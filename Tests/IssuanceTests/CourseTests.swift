import Issuance
import Testing

@Suite("The course of one issuance")
struct CourseTests {
    @Test("From the first touch to goodbye: paper out, fee kept, change given, everything written down in order")
    func happyPath() throws {
        var course = Course()
        try course.toFee()
        #expect(course.screen.content == .pay(due: Alphabet.yen(300), paid: .zero))
        try course.pay(100, 500)
        #expect(course.requests == [.print(copies: 1)])
        try course.answer(.sheetsPrinted(1))
        try course.answer(.printed(sheets: 1))
        #expect(course.requests == [.payOut(Alphabet.yen(300))])
        try course.answer(.paidOut(Alphabet.yen(300)))
        guard case .takePaper(let receipt) = course.screen.content else {
            Issue.record("the paper is not offered: \(course.state.name)")
            return
        }
        #expect(receipt.paid == Alphabet.yen(600))
        #expect(receipt.change == Alphabet.yen(300))
        try course.touch(.paperTaken, .takeReceipt(true))
        #expect(course.effects.first == .printReceipt(receipt))
        try course.wait()
        #expect(course.state == .idle)
        #expect(
            course.entries == [
                .issuanceRequested(
                    municipality: Alphabet.shibuya.code, kind: .residenceRecord, copies: 1, fee: Alphabet.yen(300)),
                .moneyCredited(Alphabet.yen(100)), .moneyCredited(Alphabet.yen(500)), .printStarted(sheets: 1),
                .delivered(sheets: 1), .payoutStarted(Alphabet.yen(300)), .paidOut(Alphabet.yen(300)), .sessionClosed,
            ])
        #expect(course.outcomes == [.delivered(sheets: 1)])
    }

    @Test("A resident who knows what they want needs ten touches beside PIN and coins")
    func touchesNeeded() throws {
        // begin, issuance, agree, kind, options, copies, confirm, paper taken, no receipt: nine; one to spare.
        var course = Course()
        try course.toFee()
        try course.pay(100, 100, 100)
        try course.answer(.printed(sheets: 1))
        #expect(course.state.name == "takingPaper")
    }

    @Test("Two copies cost twice the fee and bring twice the sheets")
    func copies() throws {
        var course = Course()
        try course.toFee(copies: 2)
        #expect(course.screen.fee == Alphabet.yen(600))
        try course.pay(500, 100)
        #expect(course.requests == [.print(copies: 2)])
        try course.answer(.printed(sheets: 2))
        #expect(course.outcomes == [.delivered(sheets: 2)])
    }

    @Test("The warning comes first, can be answered as often as one likes, and then the session ends")
    func warning() throws {
        var course = Course()
        try course.touch(.begin)
        for _ in 1...12 {
            try course.wait()
            #expect(course.screen.isWarning)
            #expect(course.effects.contains { if case .startTimer(_, .seconds(20)) = $0 { true } else { false } })
            try course.touch(.stay)
            #expect(!course.screen.isWarning)
        }
        try course.wait()
        try course.wait()
        #expect(course.state == .idle)
    }

    @Test("The language lasts for one resident")
    func language() throws {
        var course = Course()
        try course.touch(.chooseLanguage(.vietnamese))
        #expect(course.screen.language == .vietnamese)
        try course.touch(.cancel)
        #expect(course.screen.language == .japanese)
    }

    @Test("Told to stop, the kiosk gives the money back first; a print under way is waited for")
    func stopping() throws {
        var paying = Course()
        try paying.toFee()
        try paying.pay(100)
        try paying.happen(.hindered(.stopping))
        #expect(paying.requests == [.payOut(Alphabet.yen(100))])
        var printing = Course()
        try printing.toFee()
        try printing.pay(100, 100, 100)
        try printing.happen(.hindered(.stopping))
        #expect(printing.state.name == "printing")
    }

    @Test("Told to stop while a slip is offered: owed change is still printed, and the kiosk is at rest")
    func stoppingAtTheSlip() throws {
        var course = Course()
        try course.toFee()
        try course.pay(500)
        try course.answer(.printed(sheets: 1))
        try course.answer(.paidOut(.zero))
        try course.touch(.paperTaken)
        try course.happen(.hindered(.stopping))
        #expect(course.slips.first?.owed == Alphabet.yen(200))
        #expect(course.state == .outOfService && course.entries.last == .sessionClosed)
    }

    @Test("Told to stop while a card is called out: the card is left for the shop's staff")
    func stoppingAtTheReminder() throws {
        var course = Course()
        try course.toPIN()
        try course.touch(.cancel)
        #expect(course.state == .remindingOfCard)
        try course.happen(.hindered(.stopping))
        #expect(course.effects.contains(.stopReminding))
        #expect(course.state == .outOfService && course.machine.card == .leftBehind)
    }

    @Test("A municipality that offers nothing says so; one that offers only what can't be had lists it with reasons")
    func nothingToOffer() throws {
        var empty = Course()
        try empty.toReturnedCard()
        var offer = Alphabet.offer
        offer.certificates = []
        try empty.answer(.offered(offer))
        try empty.happen(.cardRemoved)
        #expect(empty.explaining?.ending == .refused(.notOffered))
        var unavailable = Course()
        try unavailable.toReturnedCard()
        offer.certificates = Alphabet.offer.certificates.map {
            var certificate = $0
            certificate.availability = .unavailable(.movedOut)
            return certificate
        }
        try unavailable.answer(.offered(offer))
        try unavailable.happen(.cardRemoved)
        #expect(unavailable.screen.choices == [.cancel])
        try unavailable.touch(.chooseCertificate(.residenceRecord))
        #expect(unavailable.effects.isEmpty && unavailable.screen.content == .certificates(offer))
    }

    @Test("A part that fails at rest puts the kiosk out of service; repaired, it serves again")
    func partFailsAtRest() throws {
        var course = Course()
        try course.happen(.hindered(.part(.printer)))
        #expect(course.screen.content == .outOfService([.part(.printer)]))
        try course.happen(.hindered(.outsideHours))
        try course.happen(.cleared(.part(.printer)))
        #expect(course.screen.content == .outOfService([.outsideHours]))
        try course.happen(.cleared(.outsideHours))
        #expect(course.state == .idle)
    }
}
