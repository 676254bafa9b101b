import LockedMemory
import Testing

@testable import SmartCard

/// Connections, against a stand-in for pcscd: what a caller gets when things go wrong.
@Suite(.timeLimit(.minutes(1)))
struct PCSCConnectionTests {
    private let library = FakePCSC(readers: ["A", "B"])
    private let command = CommandAPDU(cla: 0, ins: 0xA4, p1: 4, p2: 0x0C, data: [1])

    private func connect(_ reader: String? = nil) async throws(CardReaderError) -> any CardConnection {
        try await PCSCReaders(library: library).connect(to: reader, within: .seconds(5))
    }

    private func transmit(_ connection: any CardConnection) async throws(CardReaderError) -> ResponseAPDU {
        let command = command
        return try await connection.perform(within: .seconds(5)) { (channel) throws(CardReaderError) in
            try channel.transmit(command)
        }
    }

    @Test("Exclusive, the first reader with a card, power down on release, once")
    func course() async throws {
        library.insert("B")
        let connection = try await connect()
        #expect(connection.reader == "B")
        #expect(try await transmit(connection).status == .success)
        #expect(connection.transmissions == TransmissionCount(commands: 1, bytesSent: 6, bytesReceived: 2))
        await #expect(throws: CardReaderError(.sharingViolation, code: 0x8010_000B)) { try await connect("B") }
        await connection.release()
        await connection.release()
        #expect(library.state.withLock { $0.calls.filter { $0.hasPrefix("disconnect") } } == ["disconnect 2"])
        #expect(library.state.withLock { $0.contexts.isEmpty })
        await #expect(throws: CardReaderError(.cardRemoved)) { try await transmit(connection) }
    }

    @Test("Letting go of the last reference powers the card down too")
    func lettingGo() async throws {
        library.insert("A")
        var connection: (any CardConnection)? = try await connect()
        #expect(connection != nil)
        connection = nil
        #expect(await library.reaches { $0.calls.contains("disconnect 2") && $0.contexts.isEmpty })
    }

    @Test("No reader, no card, mute card, pcscd down: each by its kind, nothing left open")
    func refusals() async {
        await #expect(throws: CardReaderError(.noCard)) { try await connect() }
        await #expect(throws: CardReaderError(.noCard, code: 0x8010_000C)) { try await connect("A") }
        await #expect(throws: CardReaderError(.noReader, code: 0x8010_0009)) { try await connect("C") }
        library.change {
            $0.insert("A")
            $0.readers["A"]?.isMute = true
        }
        await #expect(throws: CardReaderError(.unresponsiveCard, code: 0x8010_0066)) { try await connect() }
        library.change { $0.readers = [:] }
        await #expect(throws: CardReaderError(.noReader)) { try await connect() }
        #expect(library.state.withLock { $0.contexts.isEmpty })
        library.change { $0.isUp = false }
        await #expect(throws: CardReaderError(.serviceDown, code: 0x8010_001D)) { try await connect() }
    }

    @Test("A card without T=1 is spoken to in T=0, short only")
    func fallsBackToT0() async throws {
        library.change {
            $0.insert("A")
            $0.hasOnlyT0 = true
        }
        let connection = try await connect()
        #expect(library.state.withLock { $0.calls.suffix(2) } == ["connect T=1", "connect T=0"])
        let isExtended = try await connection.perform(within: .seconds(5)) { (channel) throws(CardReaderError) in
            channel.supportsExtendedLength
        }
        #expect(!isExtended)
    }

    @Test("A reader's word on extended length is taken; a refusal is remembered for the reader")
    func extendedLength() async throws {
        library.insert("A")
        let readers = PCSCReaders(library: library)
        func isExtended(refusing: Bool = false) async throws -> Bool {
            let connection = try await readers.connect(to: "A", within: .seconds(5))
            let answer = try await connection.perform(within: .seconds(5)) { (channel) throws(CardReaderError) in
                defer { if refusing { channel.refuseExtendedLength() } }
                return channel.supportsExtendedLength
            }
            await connection.release()
            return answer
        }
        library.change { $0.controls = [0x4200_0D48: bytes("12 04 42330012"), 0x4233_0012: bytes("0A 04 00000000")] }
        #expect(try await !isExtended())
        library.change { $0.controls[0x4233_0012] = bytes("0A 04 00000100") }
        #expect(try await isExtended())
        library.change { $0.controls = [:] }
        #expect(try await isExtended(refusing: true), "a reader that does not say is tried")
        #expect(try await !isExtended(), "once")
    }

    @Test("A removed card is a removed card, whatever pcscd calls it")
    func removal() async throws {
        library.insert("A")
        let connection = try await connect()
        library.remove("A")
        await #expect(throws: CardReaderError(.cardRemoved, code: 0x8010_0069)) { try await transmit(connection) }
        await connection.release()

        // The line fails first (NOT_TRANSACTED), pcscd notices at its next look.
        library.insert("A")
        let second = try await connect()
        library.change {
            $0.transmitCode = 0x8010_0016
            $0.removalAtNextWait = "A"
        }
        await #expect(throws: CardReaderError(.cardRemoved, code: 0x8010_0016)) { try await transmit(second) }
    }

    @Test("pcscd dies during a command")
    func serviceDies() async throws {
        library.insert("A")
        let connection = try await connect()
        library.change { $0.isUp = false }
        await #expect(throws: CardReaderError(.serviceDown, code: 0x8010_001D)) { try await transmit(connection) }
    }

    @Test("The limit passes: the caller is free, the connection dead, a late VERIFY never sent, the next one fresh")
    func timeOut() async throws {
        library.change {
            $0.insert("A")
            $0.hangs = true
        }
        let connection = try await connect()
        let select = command
        let pin = try LockedBytes(copying: Array("1234".utf8))
        let verify = try CommandAPDU(cla: 0, ins: 0x20, p1: 0, p2: 0x80, secret: pin)
        await #expect(throws: CardReaderError(.timedOut)) {
            try await connection.perform(within: .milliseconds(20)) { (channel) throws(CardReaderError) in
                _ = try channel.transmit(select)
                return try channel.transmit(verify).status
            }
        }
        await #expect(throws: CardReaderError(.timedOut)) { try await transmit(connection) }
        // The reader comes to itself: the abandoned thread powers the card down and ends.
        library.change { $0.hangs = false }
        #expect(await library.reaches { $0.calls.contains("disconnect 2") && $0.contexts.isEmpty })
        #expect(library.state.withLock { $0.commands.map { $0[1] } } == [0xA4], "the PIN was sent after its time")
        let fresh = try await connect()
        #expect(try await transmit(fresh).status == .success)
    }

    @Test("The pad: the reader gets the structure, the PIN never comes here, its answer is sorted")
    func pinPad() async throws {
        library.change {
            $0.insert("A")
            $0.controls = [0x4200_0D48: bytes("06 04 42330006"), 0x4233_0006: [0x63, 0xC2]]
        }
        let connection = try await connect()
        let answer = try await connection.perform(within: .seconds(5)) { (channel) throws(CardReaderError) in
            #expect(channel.pinPad == PINPadFeatures(verifyControlCode: 0x4233_0006))
            return try channel.verifyPINOnPad(PINPadRequest(p2: 0x80, lengths: 4...4))
        }
        #expect(answer == .answered(StatusWord(0x63C2)))
        #expect(
            library.state.withLock { $0.controlInputs } == [PINPadRequest(p2: 0x80, lengths: 4...4).verifyStructure])
        #expect(library.state.withLock { $0.commands.isEmpty })
        #expect(connection.transmissions.commands == 1)
        await connection.release()

        library.change { $0.controls = [:] }
        let plain = try await connect()
        let pad = try await plain.perform(within: .seconds(5)) { (channel) throws(CardReaderError) in channel.pinPad }
        #expect(pad == nil)
    }

    @Test("An answer of one byte is a protocol error")
    func truncated() async throws {
        library.insert("A")
        let connection = try await connect()
        library.change { $0.answer = [0x90] }
        await #expect(throws: CardReaderError(.protocolError)) { try await transmit(connection) }
    }
}

extension TransmissionCount {
    init(commands: Int, bytesSent: Int, bytesReceived: Int) {
        self.init()
        self.commands = commands
        self.bytesSent = bytesSent
        self.bytesReceived = bytesReceived
    }
}
