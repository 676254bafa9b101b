/// Money: taken after the document was checked and before paper moves, kept only where all the paper came out.
extension IssuanceMachine {
    mutating func collectFee(_ collecting: CollectingFee) -> [Effect] {
        let fee = collecting.ordering.order.fee
        guard held < fee else { return print(collecting) }
        return [.acceptMoney(due: fee.less(held))] + enter(.collectingFee(collecting))
    }

    /// Money came. It may come in any state: a coin that was rolling when the slot closed is still the resident's.
    mutating func credit(_ amount: Yen) -> [Effect] {
        held = held + amount
        isLedgerOpen = true
        let recorded = Effect.record(.moneyCredited(amount))
        switch state {
        case .collectingFee(let collecting):
            guard held < collecting.ordering.order.fee else { return [recorded, .refuseMoney] + print(collecting) }
            return [recorded] + enter(state)
        case .outOfService, .idle:
            return [recorded] + settle(earned: .zero, next: .rest)
        default:
            // It is settled with the rest of the money, or when the last screen closes.
            return [recorded]
        }
    }

    mutating func receive(_ event: Event, in collecting: CollectingFee) -> [Effect] {
        switch event {
        case .touched(.cancel): return end(.cancelled)
        case .timeElapsed: return end(.abandoned)
        case .hindered(.part(.coinMechanism)): return end(.coinMechanismFault)
        case .hindered(.part(.printer)): return end(.printer(.other))
        case .touched, .cardInserted, .cardRemoved, .paperTaken, .answered, .moneyCredited, .hindered, .cleared:
            return []  // Only money, a fault that stands in its way, or the resident's cancel matters.
        }
    }

    /// Gives back what is held beyond `earned`, then goes on.
    mutating func settle(earned: Yen, next: PayingOut.Next) -> [Effect] {
        held = held.less(earned)
        guard held > .zero else { return goOn(to: next, paidOut: .zero, owed: .zero) }
        let amount = held
        isLedgerOpen = true
        return [.record(.payoutStarted(amount))] + start(.payOut(amount))
            + enter(.payingOut(PayingOut(amount: amount, next: next)))
    }

    mutating func receive(_ event: Event, in paying: PayingOut) -> [Effect] {
        switch event {
        case .answered(_, .paidOut(let paid)):
            finishRequest()
            return conclude(paying, paidOut: min(paid, paying.amount))
        case .answered, .timeElapsed:
            // It is not known what came out: the whole sum is owed until a person has counted.
            return abandonRequest() + conclude(paying, paidOut: .zero)
        case .touched, .cardInserted, .cardRemoved, .paperTaken, .moneyCredited, .hindered, .cleared:
            return []  // The money is on its way; nothing else may interrupt it.
        }
    }

    private mutating func conclude(_ paying: PayingOut, paidOut: Yen) -> [Effect] {
        let owed = paying.amount.less(paidOut)
        held = held.less(paying.amount)
        var effects: [Effect] = [.record(.paidOut(paidOut))]
        if owed > .zero { effects.append(.record(.owed(owed))) }
        return effects + goOn(to: paying.next, paidOut: paidOut, owed: owed)
    }

    private mutating func goOn(to next: PayingOut.Next, paidOut: Yen, owed: Yen) -> [Effect] {
        switch next {
        case .takePaper(let ordering, let paid):
            let receipt = Receipt(
                order: ordering.order, municipality: ordering.municipality, paid: paid, change: paidOut, owed: owed)
            return [.remind(.paper)] + enter(.takingPaper(TakingPaper(receipt: receipt)))
        case .explain(let ending):
            // Who cancelled, or left, before paying anything needs no explanation.
            let isNothingToSay = (ending == .cancelled || ending == .abandoned) && paidOut == .zero && owed == .zero
            guard !isNothingToSay else { return finish() }
            return closeLedger()
                + enter(.explaining(Explaining(ending: ending, refunded: paidOut, owed: owed)))
        case .rest:
            return finish()
        }
    }
}
