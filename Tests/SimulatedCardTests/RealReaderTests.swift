import JukiCard
import LockedMemory
import OpenSSL
import SimulatedCard
import SmartCard
import Testing

/// Everything that needs a pcscd of its own, one after another: daemons are heavy, and libpcsclite in
/// this process finds only one.
@Suite(.serialized, .timeLimit(.minutes(5)))
enum RealParts {
    /// The whole way on real parts: this firmware, libpcsclite, pcscd, the virtual reader's driver, TCP, the
    /// simulated card.
    struct RealReaderTests {
        private static let slot0 = PCSCDaemon.reader(ofSlot: 0)
        private static let slot1 = PCSCDaemon.reader(ofSlot: 1)

        private func resident() async throws -> ResidentCard {
            try await ResidentCard.open(on: try await PCSCReaders().connect(to: Self.slot0, within: .seconds(5)))
        }

        @Test("Inserted, read, PIN verified, challenge signed, in 10 commands; powered down, removed")
        func wholeCourse() async throws {
            let daemon = try await PCSCDaemon.start(for: .thisProcess)
            defer { daemon.stop() }
            var events = PCSCReaders().events().makeAsyncIterator()
            #expect(await events.next() == .serviceUp)
            #expect(await events.next() == .readerAppeared(Self.slot0))
            #expect(await events.next() == .readerAppeared(Self.slot1))

            let card = try TestCredential.card()
            let inserted = try VirtualReaderConnection(inserting: card, port: daemon.port(ofSlot: 0))
            #expect(await events.next() == .cardInserted(reader: Self.slot0))

            let connection = try await PCSCReaders().connect(to: nil, within: .seconds(5))
            #expect(connection.reader == Self.slot0)
            let resident = try await ResidentCard.open(on: connection)
            #expect(resident.profile == .myNumberCard)
            let readout = try await resident.readout()
            #expect(readout.pinTriesLeft == 3)
            #expect(readout.certificate == card.authenticationCertificate)

            let pin = try PIN(LockedBytes(copying: TestCredential.pin.utf8), for: resident.profile)
            #expect(try await resident.verify(pin) == .accepted)
            let challenge = [UInt8](repeating: 7, count: 32)
            let digestInfo = try #require(DigestInfo.sha256(Digest.sha256(challenge)))
            let signature = try await resident.sign(digestInfo: digestInfo)
            let publicKey = try Certificate(der: readout.certificate).publicKey
            #expect(publicKey.verify(signature: signature, sha256Of: challenge))
            #expect(connection.transmissions.commands == 10)
            #expect(card.transmissions.commands == 10)

            // Exclusive: nobody else gets at the card meanwhile.
            await #expect(throws: CardReaderError(.sharingViolation, code: 0x8010_000B)) {
                try await PCSCReaders().connect(to: Self.slot0, within: .seconds(5))
            }
            await resident.release()

            // Releasing has powered the card down, which forgets the PIN: a new connection cannot sign.
            let again = try await self.resident()
            await #expect(throws: JukiCardError.pinRequired) { try await again.sign(digestInfo: digestInfo) }
            await again.release()

            inserted.remove()
            #expect(await events.next() == .cardRemoved(reader: Self.slot0))
        }

        @Test("Short commands only: the certificate comes in parts of 256 bytes, after one refusal")
        func shortOnly() async throws {
            let daemon = try await PCSCDaemon.start(for: .thisProcess)
            defer { daemon.stop() }
            var behaviour = SimulatedCard.Behaviour()
            behaviour.takesExtendedLength = false
            behaviour.holdsDataBack = true
            let card = try TestCredential.card(.juki, behaviour: behaviour)
            let inserted = try VirtualReaderConnection(inserting: card, port: daemon.port(ofSlot: 0))
            #expect(inserted.waitUntilReady(within: .seconds(5)))
            let resident = try await resident()
            #expect(resident.profile == .jukiCard)
            #expect(try await resident.readout().certificate == card.authenticationCertificate)
            await resident.release()
        }

        @Test("A card swapped: removed, inserted; the old connection is gone and says so")
        func swap() async throws {
            let daemon = try await PCSCDaemon.start(for: .thisProcess)
            defer { daemon.stop() }
            var events = PCSCReaders().events().makeAsyncIterator()
            for _ in 0..<3 { _ = await events.next() }
            let first = try VirtualReaderConnection(inserting: TestCredential.card(), port: daemon.port(ofSlot: 0))
            #expect(await events.next() == .cardInserted(reader: Self.slot0))
            let resident = try await resident()
            first.remove()
            let second = try VirtualReaderConnection(inserting: TestCredential.card(), port: daemon.port(ofSlot: 0))
            #expect(await events.next() == .cardRemoved(reader: Self.slot0))
            #expect(await events.next() == .cardInserted(reader: Self.slot0))
            do throws(JukiCardError) {
                _ = try await resident.readout()
                Issue.record("the old connection reached the new card")
            } catch {
                guard case .reader(let cause) = error else { throw error }
                #expect(cause.kind == .cardRemoved)
            }
            // pcscd keeps the reader for a connection until it is released, also when its card has left.
            await resident.release()
            #expect(try await self.resident().readout().pinTriesLeft == 3)
            second.remove()
        }

        @Test("A card pulled in the middle of a command is a removed card")
        func pulled() async throws {
            let daemon = try await PCSCDaemon.start(for: .thisProcess)
            defer { daemon.stop() }
            let card = try TestCredential.card()
            let inserted = try VirtualReaderConnection(inserting: card, port: daemon.port(ofSlot: 0))
            #expect(inserted.waitUntilReady(within: .seconds(5)))
            let resident = try await resident()
            card.inject(.pull)
            do throws(JukiCardError) {
                _ = try await resident.readout()
                Issue.record("read a card that was pulled")
            } catch {
                guard case .reader(let cause) = error else { throw error }
                #expect(cause.kind == .cardRemoved)
            }
        }

        @Test("A card that never answers: free in time; once it is taken away the next card works")
        func never() async throws {
            let daemon = try await PCSCDaemon.start(for: .thisProcess)
            defer { daemon.stop() }
            var events = PCSCReaders().events().makeAsyncIterator()
            for _ in 0..<3 { _ = await events.next() }
            let card = try TestCredential.card()
            let inserted = try VirtualReaderConnection(inserting: card, port: daemon.port(ofSlot: 0))
            #expect(await events.next() == .cardInserted(reader: Self.slot0))
            let resident = try await resident()
            card.inject(.never)
            await #expect(throws: JukiCardError.reader(CardReaderError(.timedOut))) {
                try await resident.readout(within: .milliseconds(100))
            }
            inserted.remove()
            #expect(await events.next() == .cardRemoved(reader: Self.slot0))
            let second = try VirtualReaderConnection(inserting: card, port: daemon.port(ofSlot: 0))
            #expect(await events.next() == .cardInserted(reader: Self.slot0))
            #expect(try await self.resident().readout().pinTriesLeft == 3)
            second.remove()
        }

        @Test("pcscd dies and comes back under a connection and a watch: told, and all works again")
        func restart() async throws {
            let daemon = try await PCSCDaemon.start(for: .thisProcess)
            defer { daemon.stop() }
            var events = PCSCReaders().events().makeAsyncIterator()
            for _ in 0..<3 { _ = await events.next() }
            let card = try TestCredential.card()
            let first = try VirtualReaderConnection(inserting: card, port: daemon.port(ofSlot: 0))
            #expect(await events.next() == .cardInserted(reader: Self.slot0))
            let resident = try await resident()

            daemon.crash()
            #expect(await events.next() == .cardRemoved(reader: Self.slot0))
            #expect(await events.next() == .readerVanished(Self.slot0))
            #expect(await events.next() == .readerVanished(Self.slot1))
            #expect(await events.next() == .serviceDown)
            do throws(JukiCardError) {
                _ = try await resident.readout()
                Issue.record("read a card without pcscd")
            } catch {
                guard case .reader(let cause) = error else { throw error }
                #expect(cause.kind == .serviceDown)
            }
            await #expect(throws: CardReaderError(.serviceDown, code: 0x8010_001D)) {
                try await PCSCReaders().connect(to: nil, within: .seconds(5))
            }

            try await daemon.restart()
            #expect(await events.next() == .serviceUp)
            #expect(await events.next() == .readerAppeared(Self.slot0))
            #expect(await events.next() == .readerAppeared(Self.slot1))
            first.remove()
            let second = try VirtualReaderConnection(inserting: card, port: daemon.port(ofSlot: 0))
            #expect(await events.next() == .cardInserted(reader: Self.slot0))
            let again = try await self.resident()
            #expect(try await again.readout().pinTriesLeft == 3)
            await again.release()
            second.remove()
        }

        @Test("A slot that is taken does not power a second card; nobody listening is told with the remedy")
        func occupied() async throws {
            let daemon = try await PCSCDaemon.start(for: .childProcesses)
            let port = daemon.port(ofSlot: 0)
            let first = try VirtualReaderConnection(inserting: TestCredential.card(), port: port)
            #expect(first.waitUntilReady(within: .seconds(5)))
            let second = try VirtualReaderConnection(inserting: TestCredential.card(), port: port)
            #expect(!second.waitUntilReady(within: .seconds(1)))
            daemon.stop()
            #expect(throws: VirtualReaderConnection.Failure.noDriver(host: "127.0.0.1", port: port, errno: 111)) {
                try VirtualReaderConnection(inserting: TestCredential.card(), port: port, within: .zero)
            }
        }
    }
}
