import JukiCard
import LockedMemory
import OpenSSL
import SimulatedCard
import SmartCard
import Testing

/// The firmware's own card code over the simulated card without pcscd: events, quirks and bad cards.
@Suite(.timeLimit(.minutes(1)))
struct InProcessReadersTests {
    private let readers = InProcessReaders()

    private func resident() async throws -> ResidentCard {
        try await ResidentCard.open(on: try await readers.connect(to: nil, within: .seconds(5)))
    }

    @Test("Present state, insertion, swap, unplugging, service: told in order")
    func events() async throws {
        let name = readers.reader
        readers.insert(try TestCredential.card())
        var events = readers.events().makeAsyncIterator()
        func expect(_ expected: [CardReaderEvent], _ comment: Comment) async {
            for event in expected { #expect(await events.next() == event, comment) }
        }
        await expect([.serviceUp, .cardInserted(reader: name), .readerAppeared(name)], "present state")
        readers.insert(try TestCredential.card(.juki))
        await expect([.cardRemoved(reader: name), .cardInserted(reader: name)], "swap")
        readers.stopService()
        await expect([.cardRemoved(reader: name), .readerVanished(name), .serviceDown], "service down")
        readers.startService()
        await expect([.serviceUp, .cardInserted(reader: name), .readerAppeared(name)], "service up")
        readers.unplug()
        await expect([.cardRemoved(reader: name), .readerVanished(name)], "unplugged")
        readers.plugIn()
        await expect([.readerAppeared(name)], "plugged in")
    }

    @Test("Connecting: no service, no reader, no card, one at a time")
    func connecting() async throws {
        await #expect(throws: CardReaderError(.noCard)) { try await readers.connect(to: nil, within: .seconds(5)) }
        await #expect(throws: CardReaderError(.noReader)) { try await readers.connect(to: "x", within: .seconds(5)) }
        readers.insert(try TestCredential.card())
        let first = try await readers.connect(to: readers.reader, within: .seconds(5))
        await #expect(throws: CardReaderError(.sharingViolation)) {
            try await readers.connect(to: nil, within: .seconds(5))
        }
        await first.release()
        let second = try await readers.connect(to: nil, within: .seconds(5))
        await second.release()
        readers.stopService()
        await #expect(throws: CardReaderError(.serviceDown)) { try await readers.connect(to: nil, within: .seconds(5)) }
    }

    @Test("The whole course, on either card, with each quirk", arguments: CardModel.allCases, 0..<6)
    func course(model: CardModel, quirk: Int) async throws {
        var behaviour = SimulatedCard.Behaviour()
        behaviour.failsFirstCommand = quirk == 1
        behaviour.holdsDataBack = quirk == 2
        behaviour.insistsOnExactLength = quirk == 3
        behaviour.takesExtendedLength = quirk < 4
        behaviour.longestExtendedAnswer = quirk == 5 ? 300 : 65_536
        let card = try TestCredential.card(model, behaviour: behaviour)
        readers.insert(card)
        let resident = try await resident()
        #expect(resident.profile == (model == .juki ? .jukiCard : .myNumberCard))
        let readout = try await resident.readout()
        #expect(readout.certificate == card.authenticationCertificate)
        #expect(readout.pinTriesLeft == 3)
        let pin = try PIN(LockedBytes(copying: TestCredential.pin.utf8), for: resident.profile)
        #expect(try await resident.verify(pin) == .accepted)
        let challenge = Array("challenge".utf8)
        let digestInfo = try #require(DigestInfo.sha256(Digest.sha256(challenge)))
        let signature = try await resident.sign(digestInfo: digestInfo)
        #expect(try Certificate(der: readout.certificate).publicKey.verify(signature: signature, sha256Of: challenge))
        if quirk == 0 { #expect(resident.connection.transmissions.commands == 10) }
        await resident.release()
        #expect(!card.isPINVerified)
    }

    @Test("Three wrong PINs: told each time, blocked at the third; a right one before fills the count")
    func tries() async throws {
        let card = try TestCredential.card()
        readers.insert(card)
        let resident = try await resident()
        func verify(_ digits: String) async throws -> PINVerdict {
            try await resident.verify(PIN(LockedBytes(copying: Array(digits.utf8)), for: resident.profile))
        }
        #expect(try await verify("0000") == .rejected(triesLeft: 2))
        #expect(try await verify(TestCredential.pin) == .accepted)
        #expect(try await resident.pinTriesLeft() == 3)
        #expect(try await verify("0000") == .rejected(triesLeft: 2))
        #expect(try await verify("0000") == .rejected(triesLeft: 1))
        #expect(try await verify("0000") == .blocked)
        #expect(try await verify(TestCredential.pin) == .blocked)
        #expect(try await resident.pinTriesLeft() == 0)
        #expect(card.pinTriesLeft == 0)
    }

    // MARK: Bad cards

    @Test(
        "A card that answers garbage, a single byte or far too much, at any command: an error of its kind, no try spent",
        arguments: [SimulatedCard.Fault.answerGarbage, .truncate, .oversize], 0..<8)
    func badAnswers(fault: SimulatedCard.Fault, command: Int) async throws {
        // Short commands only, so that none of the eight falls back and goes well.
        var behaviour = SimulatedCard.Behaviour()
        behaviour.takesExtendedLength = false
        let card = try TestCredential.card(behaviour: behaviour)
        readers.insert(card)
        card.inject(fault, atCommand: command)
        let connection = try await readers.connect(to: nil, within: .seconds(5))
        let expected: [JukiCardError]
        switch (fault, command) {
        // An extended command that comes back torn is asked for again in short form.
        case (.truncate, 4), (.oversize, 4): expected = []
        // Nonsense where 32 bytes were expected is too long for an answer.
        case (.answerGarbage, 2): expected = [.reader(CardReaderError(.protocolError))]
        case (.answerGarbage, 0): expected = [.refused(.selectApplication, StatusWord(Self.garbageStatus))]
        case (.answerGarbage, 1), (.answerGarbage, 3):
            expected = [.refused(.selectFile, StatusWord(Self.garbageStatus))]
        case (.answerGarbage, 4...7):
            expected = [.refused(.readCertificate, StatusWord(Self.garbageStatus))]
        default: expected = [.reader(CardReaderError(.protocolError))]
        }
        var thrown: [JukiCardError] = []
        do throws(JukiCardError) {
            _ = try await ResidentCard.open(on: connection).readout()
        } catch {
            thrown = [error]
        }
        #expect(thrown == expected)
        #expect(card.pinTriesLeft == 3)
    }

    /// The last two bytes of the simulated nonsense.
    private static let garbageStatus: UInt16 = {
        let card = try? TestCredential.card()
        card?.inject(.answerGarbage)
        guard case .bytes(let bytes) = card?.process([]) else { return 0 }
        return bytes.suffix(2).reduce(0) { $0 << 8 | UInt16($1) }
    }()

    @Test(
        "A card that never answers: the caller is free in time, taking the card away frees the thread, the next works")
    func never() async throws {
        let card = try TestCredential.card()
        readers.insert(card)
        let resident = try await resident()
        card.inject(.never)
        await #expect(throws: JukiCardError.reader(CardReaderError(.timedOut))) {
            try await resident.readout(within: .milliseconds(30))
        }
        await #expect(throws: JukiCardError.reader(CardReaderError(.timedOut))) { try await resident.pinTriesLeft() }
        readers.remove()
        readers.insert(card)
        #expect(try await self.resident().readout().pinTriesLeft == 3)
    }

    @Test("A card pulled at any command of the course: removed, told once, and a new card works", arguments: 0..<7)
    func pulled(command: Int) async throws {
        let card = try TestCredential.card()
        readers.insert(card)
        var events = readers.events().makeAsyncIterator()
        for _ in 0..<3 { _ = await events.next() }
        card.inject(.pull, atCommand: command)
        let connection = try await readers.connect(to: nil, within: .seconds(5))
        await #expect(throws: JukiCardError.reader(CardReaderError(.cardRemoved))) {
            try await ResidentCard.open(on: connection).readout()
        }
        #expect(await events.next() == .cardRemoved(reader: readers.reader))
        readers.insert(card)
        #expect(await events.next() == .cardInserted(reader: readers.reader))
        #expect(try await resident().readout().pinTriesLeft == 3)
    }

    @Test("A swapped card is another card: the old connection ends")
    func swapped() async throws {
        readers.insert(try TestCredential.card())
        let resident = try await resident()
        readers.insert(try TestCredential.card())
        await #expect(throws: JukiCardError.reader(CardReaderError(.cardRemoved))) { try await resident.pinTriesLeft() }
    }

    @Test("The service dies under a connection")
    func serviceDies() async throws {
        readers.insert(try TestCredential.card())
        let resident = try await resident()
        readers.stopService()
        await #expect(throws: JukiCardError.reader(CardReaderError(.serviceDown))) { try await resident.pinTriesLeft() }
        readers.startService()
        #expect(try await self.resident().pinTriesLeft() == 3)
    }
}
