internal import Board
internal import Issuance

/// The coin mechanism's part of the course.
extension Kiosk {
    func acceptMoney(_ due: Yen) async {
        do {
            try await parts.coins?.accept(due: due)
            await parts.indicators?.set(.coins, to: .blinking)
        } catch {
            eventSink.yield(.hindered(.part(.coinMechanism)))
        }
    }

    func refuseMoney() async {
        await parts.indicators?.set(.coins, to: .off)
        // A gate that does not close credits what still falls, and the machine gives it back.
        try? await parts.coins?.refuse()
    }

    func payOut(_ amount: Yen) async -> IssuanceMachine.Answer {
        guard let coins = parts.coins else { return .kioskFailed }
        do {
            return .paidOut(try await coins.payOut(amount).paid)
        } catch {
            return .kioskFailed
        }
    }

    /// Lamp and buzzer: what must not be left behind lies there.
    func remind(_ reminder: IssuanceMachine.Reminder) async {
        guard let indicators = parts.indicators else { return }
        switch reminder {
        case .card: await indicators.set(.card, to: .blinking)
        case .paper: await indicators.set(.paper, to: .blinking)
        }
        await indicators.set(.repeating)
    }

    func stopReminding() async {
        guard let indicators = parts.indicators else { return }
        await indicators.set(.card, to: .off)
        await indicators.set(.paper, to: .off)
        await indicators.set(.silent)
    }

    func printReceipt(_ receipt: IssuanceMachine.Receipt) async {
        guard let receipts = parts.receipts, let number = journalSession else { return }
        // A slip that cannot be printed costs nobody anything: the journal holds what it would have said.
        try? await receipts.print(Receipt(session: number, at: parts.wallClock(), receipt))
    }
}
