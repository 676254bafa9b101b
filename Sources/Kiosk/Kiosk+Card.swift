internal import Issuance
internal import JukiCard
internal import LockedMemory
internal import MunicipalCloud
internal import OpenSSL
internal import SelfTest
internal import SmartCard
internal import Trust

/// The card's part of the course. All of it happens on one exclusive connection: a card that is exchanged ends it.
extension Kiosk {
    /// Finding the profile and the tries takes six short commands; a slow contactless card needs 50 ms for each.
    private static let connectionLimit: Duration = .seconds(5)

    func readCard(_ handle: RequestHandle) async -> IssuanceMachine.Answer? {
        await releasing?.value
        // Lifted again already. Asking for any reader's card might find another's, on a technician's reader.
        guard let reader = readerWithCard else { return .cardFailed(.gone) }
        let connection: any CardConnection
        do {
            connection = try await parts.readers.connect(to: reader, within: Self.connectionLimit)
        } catch {
            return cardFailed(.reader(error), handle)
        }
        do throws(JukiCardError) {
            let card = try await ResidentCard.open(on: connection)
            let triesLeft = try await card.pinTriesLeft()
            let hasKeys = try await connection.perform(within: Self.connectionLimit) {
                (channel) throws(JukiCardError) in channel.pinPad != nil
            }
            guard isWanted(handle) else {
                await connection.release()
                return nil
            }
            session.card = card
            return .cardRead(
                IssuanceMachine.CardSummary(
                    profile: card.profile.name, triesLeft: triesLeft, pinLengths: card.profile.pinLengths,
                    entersPINOnReader: hasKeys))
        } catch {
            giveBack(connection)
            return cardFailed(error, handle)
        }
    }

    func verifyPIN(triesLeft expected: Int, _ handle: RequestHandle) async -> IssuanceMachine.Answer? {
        guard let card = session.card else { return .cardFailed(.gone) }
        let digits = session.pin
        session.pin = nil
        defer { digits?.erase() }
        do throws(JukiCardError) {
            // The count that the resident was shown must still be the card's.
            guard try await card.pinTriesLeft() == expected else { return .cardFailed(.gone) }
            // Who cancelled meanwhile loses no try.
            guard isWanted(handle) else { return nil }
            let verdict: PINVerdict
            if let digits {
                verdict = try await card.verify(try PIN(digits, for: card.profile))
            } else {
                guard let typed = try await card.verifyOnPad() else { return .pinWithdrawn }
                verdict = typed
            }
            switch verdict {
            case .accepted: return .pinAccepted
            case .rejected(let triesLeft): return .pinRejected(triesLeft: triesLeft)
            case .blocked: return .pinRejected(triesLeft: 0)
            }
        } catch {
            // Nothing was sent for a malformed one: the resident types again.
            return error == .malformedPIN ? .pinRejected(triesLeft: expected) : cardFailed(error, handle)
        }
    }

    func judgeCertificate(_ handle: RequestHandle) async -> IssuanceMachine.Answer? {
        guard let card = session.card else { return .cardFailed(.gone) }
        guard clockHolds() else { return .kioskFailed }
        let der: [UInt8]
        do {
            der = try await card.certificate()
        } catch {
            return cardFailed(error, handle)
        }
        guard let certificate = try? Certificate(der: der) else { return .certificateRefused(.unacceptable) }
        let query = (try? parts.cardCertificates.ocspQuery(for: certificate)) ?? nil
        let evidence = await parts.revocation.evidence(for: query)
        guard isWanted(handle) else { return nil }
        let verdict = parts.cardCertificates.verify(certificate, at: seconds, revocation: evidence)
        guard verdict.isAccepted else { return .certificateRefused(verdict.refusal) }
        session.certificate = certificate
        return .certificateAccepted
    }

    func signChallenge(_ handle: RequestHandle) async -> IssuanceMachine.Answer? {
        guard let card = session.card, let cloud = session.cloud else { return .cardFailed(.gone) }
        do {
            let signature = try await card.sign(digestInfo: cloud.digestInfo(kioskID: parts.cloud.kioskID))
            guard isWanted(handle) else { return nil }
            session.signature = signature
            return .challengeSigned
        } catch {
            return cardFailed(error, handle)
        }
    }

    /// What the machine hears of work on a card that failed.
    ///
    /// Where the reader or its service went, the machine hears that first: nothing is wrong with the resident's card,
    /// and the reader's own watch may notice only later.
    private func cardFailed(_ error: JukiCardError, _ handle: RequestHandle) -> IssuanceMachine.Answer {
        if case .reader(let error) = error, error.kind == .serviceDown || error.kind == .noReader, isWanted(handle) {
            fails(.cardReader, because: [Finding(error)])
        }
        return .cardFailed(error.trouble)
    }

    func releaseCard() {
        guard let card = session.card else { return }
        session.card = nil
        giveBack(card.connection)
    }

    /// Powers a card down beside the loop. The next reading waits for it.
    func giveBack(_ connection: any CardConnection) {
        let before = releasing
        releasing = Task {
            await before?.value
            await connection.release()
        }
    }

    /// Seconds since 1970-01-01 UTC, the unit of certificates.
    var seconds: Int64 { parts.wallClock() / 1_000 }
}

extension JukiCardError {
    /// What the resident is told of it.
    var trouble: IssuanceMachine.CardTrouble {
        switch self {
        case .unknownCard: .unknown
        case .reader(let error):
            switch error.kind {
            case .noCard, .cardRemoved: .gone
            default: .unreadable
            }
        default: .unreadable
        }
    }
}

extension CertificateVerdict {
    /// The one reason that the resident is told: what can be put right comes first.
    var refusal: Issuance.CertificateRefusal {
        for reason in reasons {
            switch reason.kind {
            case .revoked: return .revoked
            case .expired where reason.depth == 0: return .expired
            case .notYetValid where reason.depth == 0: return .notYetValid
            default: continue
            }
        }
        for reason in reasons {
            switch reason.kind {
            case .unknownIssuer, .signatureInvalid: return .unknownIssuer
            case .revocationUnknown: return .revocationUnknown
            default: continue
            }
        }
        return .unacceptable
    }
}
