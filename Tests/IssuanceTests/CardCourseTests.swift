import Issuance
import Testing

@Suite("The card on its way")
struct CardCourseTests {
    @Test("Three wrong PINs lock the card; each screen tells how many are left")
    func wrongPINs() throws {
        var course = Course()
        try course.toPIN()
        for left in [2, 1] {
            try course.touch(.enterPIN)
            #expect(course.requests == [.verifyPIN(triesLeft: left + 1)])
            try course.answer(.pinRejected(triesLeft: left))
            #expect(
                course.screen.content
                    == .enterPIN(triesLeft: left, lengths: 4...4, afterRejection: true, onReader: false))
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
        try course.wait()
        try course.wait()
        // Reminded twice already: no third time.
        #expect(!course.effects.contains(.remind(.card)) && course.effects.contains(.stopReminding))
        #expect(course.screen.content == .welcome(cardLeftBehind: true))
        try course.touch(.begin, .chooseIssuance, .agree)
        #expect(course.screen.content == .placeCard(.leftByAnother))
        #expect(course.requests.isEmpty)
        try course.happen(.cardRemoved)
        #expect(course.screen.content == .placeCard(nil))
        try course.happen(.cardInserted)
        #expect(course.requests == [.readCard])
    }

    @Test(
        "Each verdict against the certificate ends the session with its reason", arguments: CertificateRefusal.allCases)
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

    @Test("A reader that failed while the terms were read is said at once, and no card is asked for")
    func readerGoneBefore() throws {
        var course = Course()
        try course.touch(.begin, .chooseIssuance)
        try course.happen(.hindered(.part(.cardReader)))
        #expect(course.state == .consenting)
        try course.touch(.agree)
        #expect(course.explaining?.ending == .kioskFault)
    }

    @Test("A reader that fails while the card is to be lifted ends the session: nobody could see it go")
    func readerGoneWhileReturning() throws {
        var course = Course()
        try course.toReturnedCard()
        try course.answer(.offered(Alphabet.offer))
        try course.happen(.hindered(.part(.cardReader)))
        #expect(course.explaining?.ending == .kioskFault)
        #expect(course.effects.contains(.stopReminding) && course.effects.contains(.eraseSession))
    }

    @Test("A card that was never seen to go is the one that was left behind, however often it is announced")
    func announcedTwice() throws {
        var course = Course()
        try course.happen(.hindered(.outsideHours))
        try course.happen(.cardInserted)
        try course.happen(.cleared(.outsideHours))
        try course.happen(.cardInserted)
        #expect(course.machine.card == .leftBehind)
        try course.touch(.chooseIssuance, .agree)
        #expect(course.screen.content == .placeCard(.leftByAnother))
        #expect(course.requests.isEmpty)
    }

    @Test("The tries that a card counts never grow by a wrong PIN: such a card is told nothing more")
    func triesGrow() throws {
        var course = Course()
        try course.toPIN()
        try course.touch(.enterPIN)
        try course.answer(.pinRejected(triesLeft: 4))
        #expect(course.explaining?.ending == .cardUnreadable)
        #expect(course.effects.contains(.releaseCard) && course.effects.contains(.eraseSession))
    }

    @Test("Digits that never reached the card cost no try and are asked for again")
    func malformedDigits() throws {
        var course = Course()
        try course.toPIN()
        try course.touch(.enterPIN)
        try course.answer(.pinRejected(triesLeft: 3))
        #expect(course.screen.content == .enterPIN(triesLeft: 3, lengths: 4...4, afterRejection: true, onReader: false))
    }

    @Test("A reader with keys that rejects without spending a try is not asked again by software")
    func padThatLoops() throws {
        var course = Course()
        try course.touch(.begin, .chooseIssuance, .agree)
        try course.happen(.cardInserted)
        try course.answer(.cardRead(Alphabet.onReader))
        try course.answer(.pinRejected(triesLeft: 3))
        #expect(course.requests.isEmpty)
        #expect(course.explaining?.ending == .cardUnreadable)
    }
}
