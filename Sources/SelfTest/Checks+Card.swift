internal import Board
public import JukiCard
internal import OpenSSL
public import SmartCard
public import Trust

extension SelfTest {
    /// What connecting may take: a slow contactless card needs some tries to be powered up.
    private static let connecting: Duration = .seconds(5)

    static func checkReader(_ bench: TestBench) async -> Outcome {
        let equipment = bench.equipment
        do throws(CardReaderError) {
            let names = try await equipment.readers.names()
            guard let own = names.first(where: equipment.board.cardReader.name.matches) else {
                return Outcome([.readerMissing])
            }
            await bench.keep(reader: own)
            return Outcome(figures: [Figure("reader", said: own)])
        } catch {
            return Outcome([Finding(error)])
        }
    }

    static func checkCard(_ bench: TestBench) async -> Outcome {
        let equipment = bench.equipment
        let connection: any CardConnection
        let start = equipment.wallClock()
        do {
            connection = try await equipment.readers.connect(
                to: await bench.reader, within: connecting)
        } catch {
            return Outcome([Finding(error)])
        }
        let outcome: Outcome
        do throws(JukiCardError) {
            let card = try await ResidentCard.open(on: connection)
            let readout = try await card.readout()
            await bench.keep(certificate: readout.certificate)
            let took = max(0, equipment.wallClock() - start)
            outcome = Outcome(
                readout.pinTriesLeft == 0 ? [.testCardLocked] : [],
                figures: [
                    Figure("card", said: readout.profile.name), Figure("pin-tries", readout.pinTriesLeft),
                    Figure("commands", connection.transmissions.commands), Figure("reading-ms", Int(took)),
                ])
        } catch {
            outcome = Outcome([Finding(error)])
        }
        await connection.release()
        return outcome
    }

    static func checkRevocation(_ bench: TestBench) async -> Outcome {
        let equipment = bench.equipment
        guard let der = await bench.cardCertificate, let certificate = try? Certificate(der: der) else {
            return Outcome([.cardUnreadable])
        }
        // A technician's own card serves as well as a test card: the way to its authority is tested.
        var verifier = equipment.certificates
        var query = (try? verifier.ocspQuery(for: certificate)) ?? nil
        if query == nil, let technicians = equipment.technicians {
            verifier = technicians
            query = (try? verifier.ocspQuery(for: certificate)) ?? nil
        }
        let start = equipment.wallClock()
        let evidence = await equipment.revocation(query)
        let took = Figure("answer-ms", Int(max(0, equipment.wallClock() - start)))
        let verdict = verifier.verify(
            certificate, at: equipment.wallClock() / 1_000, revocation: evidence)
        switch verdict.revocation {
        // A revoked test card is a bad test card, and the authority's answer is as good as any.
        case .good, .revoked: return Outcome(figures: [took])
        case .unknown(let why): return Outcome([Finding(why)], figures: [took])
        case nil: return Outcome([.revocationUnusable], figures: [took])
        }
    }
}

extension Finding {
    /// What a reader's error means to a technician.
    public init(_ error: CardReaderError) {
        switch error.kind {
        case .noReader: self = .readerMissing
        case .noCard, .cardRemoved: self = .noTestCard
        case .sharingViolation: self = .cardHeldElsewhere
        case .serviceDown: self = .cardServiceDown
        case .unresponsiveCard, .timedOut: self = .cardUnresponsive
        case .protocolError, .other: self = .readerFailed(code: error.code)
        }
    }

    /// What a card's error means to a technician.
    public init(_ error: JukiCardError) {
        switch error {
        case .reader(let error): self.init(error)
        case .unknownCard: self = .cardUnknown
        default: self = .cardUnreadable
        }
    }

    /// What an unknown revocation status means to a technician.
    public init(_ why: RevocationUnknown) {
        switch why {
        case .unreachable, .responderFailed: self = .revocationUnreachable
        case .stale, .notYetValid: self = .revocationStale
        default: self = .revocationUnusable
        }
    }
}
