internal import Board
internal import Issuance
internal import SelfTest

/// The coin mechanism's part of the course.
extension Kiosk {
    func acceptMoney(_ due: Yen) async {
        let coins = parts.coins
        let isOpen = await within { (try? await coins?.accept(due: due)) != nil } ?? false
        guard isOpen else {
            // What may have opened late is closed with the session, whose end this is.
            fails(.coinMechanism, because: [.coinsSilent])
            return
        }
        await signal { await $0.set(.coins, to: .blinking) }
    }

    func refuseMoney() async {
        await signal { await $0.set(.coins, to: .off) }
        guard let coins = parts.coins else { return }
        // A gate that does not close credits what still falls, and the machine gives it back.
        _ = await within { try? await coins.refuse() }
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
        await signal { indicators in
            switch reminder {
            case .card: await indicators.set(.card, to: .blinking)
            case .paper: await indicators.set(.paper, to: .blinking)
            }
            await indicators.set(.repeating)
        }
    }

    func stopReminding() async {
        await signal { indicators in
            await indicators.set(.card, to: .off)
            await indicators.set(.paper, to: .off)
            await indicators.set(.silent)
        }
    }

    /// Slips come out beside the course, one after the other: nobody waits for them, and the printer may take 10 s.
    func printReceipt(_ receipt: IssuanceMachine.Receipt) {
        guard let receipts = parts.receipts, let number = journalSession else { return }
        let slip = Receipt(session: number, at: parts.wallClock(), receipt)
        let before = receiptWork
        receiptWork = Task {
            await before?.value
            // A slip that cannot be printed costs nobody anything: the journal holds what it would have said.
            _ = await within(.seconds(10)) { try? await receipts.print(slip) }
        }
    }

    private func signal(_ body: @escaping @Sendable (any Indicators) async -> Void) async {
        guard let indicators = parts.indicators else { return }
        _ = await within { await body(indicators) }
    }
}
