/// Money: taken after the document was checked and before paper moves, kept only where all the paper came out.
extension IssuanceMachine {
    /// Whether `fee` is held already, or could be taken.
    func canCollect(_ fee: Yen) -> Bool {
        held >= fee || !hindrances.contains(.part(.coinMechanism))
    }

    mutating func collectFee(_ collecting: CollectingFee) {
        let fee = collecting.ordering.order.fee
        guard canCollect(fee) else { return end(.coinMechanismFault) }
        guard held < fee else { return print(collecting) }
        emit(.acceptMoney(due: fee.less(held)))
        enter(.collectingFee(collecting))
    }

    /// Money came. It may come in any state: a coin that was rolling when the slot closed is still the resident's.
    mutating func credit(_ amount: Yen) {
        held = held + amount
        isLedgerOpen = true
        emit(.record(.moneyCredited(amount)))
        switch state {
        case .collectingFee(let collecting):
            guard held < collecting.ordering.order.fee else {
                emit(.refuseMoney)
                return print(collecting)
            }
            enter(state)
        case .outOfService, .idle:
            settle(earned: .zero, next: .rest)
        default:
            break  // It is settled with the rest of the money, or when the last screen closes.
        }
    }

    mutating func receiveCollectingFee(_ event: Event) {
        switch event {
        case .touched(.cancel): end(.cancelled)
        case .timeElapsed: end(.abandoned)
        case .hindered(.part(.coinMechanism)): end(.coinMechanismFault)
        case .hindered(.part(.printer)): end(.printer(.other))
        case .touched, .cardInserted, .cardRemoved, .paperTaken, .answered, .moneyCredited, .hindered, .cleared:
            break  // Only money, a fault that stands in its way, or the resident's cancel matters.
        }
    }

    /// Gives back what is held beyond `earned`, then goes on.
    mutating func settle(earned: Yen, next: PayingOut.Next) {
        held = held.less(earned)
        let amount = held
        guard amount > .zero else { return goOn(to: next, paidOut: .zero, owed: .zero) }
        isLedgerOpen = true
        emit(.record(.payoutStarted(amount)))
        start(.payOut(amount))
        enter(.payingOut(PayingOut(amount: amount, next: next)))
    }

    mutating func receive(_ event: Event, in paying: PayingOut) {
        switch event {
        case .answered(_, .paidOut(let paid)):
            conclude(paying, paidOut: min(paid, paying.amount))
        case .answered, .timeElapsed:
            // It is not known what came out: the whole sum is owed until a person has counted.
            abandonRequest()
            conclude(paying, paidOut: .zero)
        case .paperTaken:
            // All of it is out by now, and many take it before their change.
            guard case .takePaper(let ordering, let paid) = paying.next else { return }
            state = .payingOut(PayingOut(amount: paying.amount, next: .offerReceipt(ordering, paid: paid)))
        case .touched, .cardInserted, .cardRemoved, .moneyCredited, .hindered, .cleared:
            break  // The money is on its way; nothing else may interrupt it.
        }
    }

    private mutating func conclude(_ paying: PayingOut, paidOut: Yen) {
        let owed = paying.amount.less(paidOut)
        held = held.less(paying.amount)
        emit(.record(.paidOut(paidOut)))
        if owed > .zero { emit(.record(.owed(owed))) }
        goOn(to: paying.next, paidOut: paidOut, owed: owed)
    }

    private mutating func goOn(to next: PayingOut.Next, paidOut: Yen, owed: Yen) {
        func receipt(_ ordering: Ordering, paid: Yen) -> Receipt {
            Receipt(
                order: ordering.order, municipality: ordering.municipality, paid: paid, change: paidOut, owed: owed)
        }
        switch next {
        case .takePaper(let ordering, let paid):
            emit(.remind(.paper))
            enter(.takingPaper(TakingPaper(receipt: receipt(ordering, paid: paid))))
        case .offerReceipt(let ordering, let paid):
            enter(.offeringReceipt(OfferingReceipt(receipt: receipt(ordering, paid: paid))))
        case .explain(let ending, var ordering):
            // Who cancelled, or left, before paying anything needs no explanation.
            guard ending.needsExplanation || paidOut > .zero || owed > .zero else { return finish() }
            // Nothing was delivered, so nothing of the sum was the fee.
            ordering?.order.fee = .zero
            if let ordering { printOwed(receipt(ordering, paid: paidOut + owed)) }
            closeLedger()
            enter(.explaining(Explaining(ending: ending, refunded: paidOut, owed: owed)))
        case .rest:
            guard owed == .zero else {
                return goOn(to: .explain(.coinMechanismFault, of: nil), paidOut: paidOut, owed: owed)
            }
            finish()
        }
    }

    /// Money that could not be given is put into the resident's hand in writing, asked for or not.
    mutating func printOwed(_ receipt: Receipt) {
        if receipt.owed > .zero { emit(.printReceipt(receipt)) }
    }
}

extension Ending {
    /// Whoever ended it themselves knows why.
    fileprivate var needsExplanation: Bool { self != .cancelled && self != .abandoned }
}
