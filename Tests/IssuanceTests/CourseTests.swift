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

    // MARK: The card

    @Test("Three wrong PINs lock the card; each screen tells how many are left")
    func wrongPINs() throws {
        var course = Course()
        try course.toPIN()
        for left in [2, 1] {
            try course.touch(.enterPIN)
            #expect(course.requests == [.verifyPIN(triesLeft: left + 1)])
            try course.answer(.pinRejected(triesLeft: left))
            #expect(course.screen.content == .enterPIN(triesLeft: left, lengths: 4...4, afterRejection: true, onReader: false))
        }
        try course.touch(.enterPIN)
        try course.answer(.pinRejected(triesLeft: 0))
        #expect(course.effects.contains(.releaseCard) && course.effects.contains(.eraseSession))
        guard case .explanation(let explaining, cardOnReader: true) = course.screen.content else {
            Issue.record("no explanation: \(course.state.name)")
            return
        }
        #expect(explaining.ending == .pinLocked)
    }

    @Test("A card that came with a locked PIN is told so before any digit")
    func lockedCard() throws {
        var course = Course()
        try course.touch(.begin, .chooseIssuance, .agree)
        try course.happen(.cardInserted)
        var locked = Alphabet.card
        locked.triesLeft = 0
        try course.answer(.cardRead(locked))
        guard case .explaining(let explaining) = course.state else { Issue.record("not ended"); return }
        #expect(explaining.ending == .pinLocked)
    }

    @Test("On a reader with keys of its own the kiosk guides and does not ask; a wrong PIN is asked for again there")
    func pinOnReader() throws {
        var course = Course()
        try course.touch(.begin, .chooseIssuance, .agree)
        try course.happen(.cardInserted)
        try course.answer(.cardRead(Alphabet.onReader))
        #expect(course.requests == [.verifyPIN(triesLeft: 3)])
        #expect(course.screen.content == .enterPIN(triesLeft: 3, lengths: 4...4, afterRejection: false, onReader: true))
        #expect(!course.screen.choices.contains(.enterPIN))
        try course.answer(.pinRejected(triesLeft: 2))
        #expect(course.requests == [.verifyPIN(triesLeft: 2)])
        try course.answer(.pinWithdrawn)
        #expect(course.state == .remindingOfCard)
    }

    @Test("A card exchanged while its PIN was asked is read anew, and nothing of the first one stays")
    func swappedCard() throws {
        var course = Course()
        try course.toPIN()
        try course.happen(.cardRemoved)
        #expect(course.effects.contains(.eraseSession) && course.effects.contains(.releaseCard))
        try course.happen(.cardInserted)
        #expect(course.requests == [.readCard])
        #expect(course.state == .readingCard)
    }

    @Test("A card lifted while it signs is asked for again, and a late signature is dropped")
    func liftedWhileSigning() throws {
        var course = Course()
        try course.toPIN()
        try course.touch(.enterPIN)
        try course.answer(.pinAccepted)
        try course.answer(.certificateAccepted)
        try course.answer(.challengeReceived)
        let signing = try #require(course.machine.outstanding)
        try course.happen(.cardRemoved)
        #expect(course.screen.content == .placeCard(.removedTooEarly))
        try course.happen(.answered(signing, .challengeSigned))
        #expect(course.effects.isEmpty)
        #expect(course.screen.content == .placeCard(.removedTooEarly))
    }

    @Test("Nothing goes on before the card is lifted, even with the offer in hand")
    func cardMustBeLifted() throws {
        var course = Course()
        try course.toReturnedCard()
        try course.answer(.offered(Alphabet.offer))
        #expect(course.screen.content == .takeCardBack(reminded: false))
        try course.wait()
        #expect(course.effects.contains(.remind(.card)))
        #expect(course.screen.content == .takeCardBack(reminded: true))
        try course.happen(.cardRemoved)
        #expect(course.screen.content == .certificates(Alphabet.offer))
    }

    @Test("A forgotten card ends the session; the next resident must first take it off")
    func forgottenCard() throws {
        var course = Course()
        try course.toReturnedCard()
        try course.answer(.offered(Alphabet.offer))
        while !course.machine.isAtRest { try course.wait() }
        #expect(course.screen.content == .welcome(cardLeftBehind: true))
        try course.touch(.begin, .chooseIssuance, .agree)
        #expect(course.screen.content == .placeCard(.leftByAnother))
        #expect(course.requests.isEmpty)
        try course.happen(.cardRemoved)
        #expect(course.screen.content == .placeCard(nil))
        try course.happen(.cardInserted)
        #expect(course.requests == [.readCard])
    }

    @Test("Each verdict against the certificate ends the session with its reason", arguments: CertificateRefusal.allCases)
    func refusedCertificate(_ refusal: CertificateRefusal) throws {
        var course = Course()
        try course.toPIN()
        try course.touch(.enterPIN)
        try course.answer(.pinAccepted)
        try course.answer(.certificateRefused(refusal))
        guard case .explaining(let explaining) = course.state else { Issue.record("not ended"); return }
        #expect(explaining.ending == .certificate(refusal))
        #expect(course.entries.isEmpty)
    }

    // MARK: Municipality and cloud

    @Test("Each refusal of the municipality ends the order: nothing printed, nothing taken", arguments: Refusal.allCases)
    func refusedByMunicipality(_ refusal: Refusal) throws {
        var course = Course()
        try course.toConfirmation()
        try course.touch(.confirm)
        try course.answer(.printerReady)
        try course.answer(.cloudRefused(refusal))
        guard case .explaining(let explaining) = course.state else { Issue.record("not ended"); return }
        #expect(explaining.ending == .refused(refusal))
        #expect(course.entries.suffix(2) == [.refused, .sessionClosed])
        #expect(course.outcomes == [.refused])
    }

    @Test("Each failure of the cloud ends the order the same way", arguments: CloudFailure.allCases)
    func cloudFails(_ failure: CloudFailure) throws {
        var course = Course()
        try course.toConfirmation()
        try course.touch(.confirm)
        try course.answer(.printerReady)
        try course.answer(.manifestReceived)
        try course.answer(.cloudFailed(failure))
        guard case .explaining(let explaining) = course.state else { Issue.record("not ended"); return }
        #expect(explaining.ending == .cloud(failure))
        #expect(course.outcomes == [.refused])
    }

    @Test("An answer after the time-out belongs to nobody")
    func lateAnswer() throws {
        var course = Course()
        try course.toConfirmation()
        try course.touch(.confirm)
        try course.answer(.printerReady)
        let request = try #require(course.machine.outstanding)
        try course.wait()
        #expect(course.effects.contains(.abandon(request)))
        let before = course.machine
        try course.happen(.answered(request, .manifestReceived))
        #expect(course.machine == before)
    }

    @Test("A document that is not this order's: nothing printed, nothing taken, and the kiosk stops")
    func mismatchedDocument() throws {
        var course = Course()
        try course.toConfirmation()
        try course.touch(.confirm)
        try course.answer(.printerReady)
        try course.answer(.manifestReceived)
        try course.answer(.documentReceived)
        try course.answer(.documentMismatched)
        #expect(course.entries.contains(.alarmRaised(.documentMismatch)))
        try course.touch(.close)
        #expect(course.screen.content == .outOfService([.alarm(.documentMismatch)]))
        try course.touch(.begin)
        #expect(course.state == .outOfService)
    }

    // MARK: Money

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

    // MARK: Paper

    @Test("A printer that is not ready stops the order before the municipality is asked", arguments: PrinterTrouble.allCases)
    func printerNotReady(_ trouble: PrinterTrouble) throws {
        var course = Course()
        try course.toConfirmation()
        try course.touch(.confirm)
        try course.answer(.printerNotReady(trouble))
        #expect(course.outcomes.isEmpty)
        #expect(course.machine.hindrances.contains(.alarm(.queueNotEmpty)) == (trouble == .queueNotEmpty))
    }

    @Test("Paper runs out on page two, is filled in, and the paper comes whole")
    func paperOutAndFilled() throws {
        var course = Course()
        try course.toFee(copies: 2)
        try course.pay(500, 100)
        try course.answer(.sheetsPrinted(1))
        try course.answer(.printStopped(.paperOut))
        #expect(course.screen.content == .printing(sheets: 2, done: 1, trouble: .paperOut))
        try course.answer(.printResumed)
        try course.answer(.printed(sheets: 2))
        #expect(course.outcomes == [.delivered(sheets: 2)])
    }

    @Test("A jam that nobody clears: the job is taken back, all money returned, the sheets void")
    func jamNotCleared() throws {
        var course = Course()
        try course.toFee(copies: 2)
        try course.pay(500, 100)
        try course.answer(.sheetsPrinted(1))
        try course.answer(.printStopped(.jam))
        try course.wait()
        #expect(course.effects.contains(.stopPrinting))
        try course.answer(.printFailed(.jam, sheets: 1))
        #expect(course.outcomes == [.spoiled(sheets: 1)])
        #expect(course.requests == [.payOut(Alphabet.yen(600))])
    }

    @Test("Fewer sheets than the document has is not a delivery")
    func sheetMissing() throws {
        var course = Course()
        try course.toFee(copies: 2)
        try course.pay(500, 100)
        try course.answer(.printed(sheets: 1))
        #expect(course.outcomes == [.spoiled(sheets: 1)])
        #expect(course.requests == [.payOut(Alphabet.yen(600))])
    }

    @Test("Paper that nobody takes is noted; the fee stays, and the change slip is printed if change is owed")
    func paperLeftBehind() throws {
        var course = Course()
        try course.toFee()
        try course.pay(500)
        try course.answer(.printed(sheets: 1))
        try course.answer(.paidOut(Alphabet.yen(0)))
        try course.wait()
        #expect(course.effects.contains { if case .printReceipt = $0 { true } else { false } })
        #expect(course.entries.suffix(2) == [.paperLeftBehind, .sessionClosed])
        #expect(course.state == .idle)
    }

    // MARK: Rest

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
