/// From the printer to the resident's hand.
extension IssuanceMachine {
    mutating func print(_ collected: CollectingFee) -> [Effect] {
        let printing = Printing(ordering: collected.ordering, sheets: collected.sheets, sheetsDone: 0, trouble: nil)
        return [.record(.printStarted(sheets: collected.sheets))]
            + start(.print(copies: collected.ordering.order.copies)) + enter(.printing(printing))
    }

    mutating func receive(_ event: Event, in printing: Printing) -> [Effect] {
        var changed = printing
        switch event {
        case .answered(_, .sheetsPrinted(let sheets)):
            guard (printing.sheetsDone + 1...max(printing.sheets, printing.sheetsDone + 1)).contains(sheets) else {
                return []  // A count that stands still or runs past the job says nothing.
            }
            changed.sheetsDone = sheets
        case .answered(_, .printStopped(let trouble)):
            guard printing.trouble != trouble else { return [] }
            changed.trouble = trouble
        case .answered(_, .printResumed):
            changed.trouble = nil
        case .answered(_, .printed(let sheets)):
            return conclude(printing, sheets: sheets)
        case .answered(_, .printFailed(let trouble, let sheets)):
            return spoil(printing, sheets: sheets, trouble: trouble)
        case .timeElapsed:
            return [.stopPrinting] + enter(.stoppingPrint(StoppingPrint(printing: printing)))
        case .answered:
            return [.stopPrinting] + enter(.stoppingPrint(StoppingPrint(printing: printing)))
        case .touched, .cardInserted, .cardRemoved, .paperTaken, .moneyCredited, .hindered, .cleared:
            return []  // Paper is moving: only the printer says how it ends.
        }
        return enter(.printing(changed))
    }

    mutating func receive(_ event: Event, in stopping: StoppingPrint) -> [Effect] {
        switch event {
        case .answered(_, .printed(let sheets)):
            // It finished while it was being stopped. Paper that came out whole is paid for.
            return conclude(stopping.printing, sheets: sheets)
        case .answered(_, .printFailed(let trouble, let sheets)):
            return spoil(stopping.printing, sheets: sheets, trouble: stopping.printing.trouble ?? trouble)
        case .timeElapsed:
            return spoil(
                stopping.printing, sheets: stopping.printing.sheetsDone,
                trouble: stopping.printing.trouble ?? .unreachable)
        case .answered, .touched, .cardInserted, .cardRemoved, .paperTaken, .moneyCredited, .hindered, .cleared:
            return []  // Progress of a job that is being taken back changes nothing.
        }
    }

    /// The job has ended as a job; whether the certificate is whole depends on the sheets.
    private mutating func conclude(_ printing: Printing, sheets: Int) -> [Effect] {
        guard sheets == printing.sheets else { return spoil(printing, sheets: sheets, trouble: .other) }
        finishRequest()
        let paid = held
        return close(as: .delivered(sheets: sheets)) + [.eraseSession]
            + settle(
                earned: printing.ordering.order.fee, next: .takePaper(printing.ordering, paid: paid))
    }

    private mutating func spoil(_ printing: Printing, sheets: Int, trouble: PrinterTrouble) -> [Effect] {
        let counted = min(max(sheets, printing.sheetsDone, 0), Outcome.maximumSheets)
        let ending: Ending = trouble == .queueNotEmpty ? .printer(trouble) : .spoiled(sheets: counted)
        return end(ending, outcome: .spoiled(sheets: counted))
    }

    mutating func receive(_ event: Event, in taking: TakingPaper) -> [Effect] {
        switch event {
        case .paperTaken, .touched(.paperTaken):
            return [.stopReminding] + enter(.offeringReceipt(OfferingReceipt(receipt: taking.receipt)))
        case .timeElapsed:
            return [.stopReminding, .record(.paperLeftBehind)] + printOwed(taking.receipt) + finish()
        case .touched, .cardInserted, .cardRemoved, .answered, .moneyCredited, .hindered, .cleared:
            return []  // Only the paper matters now.
        }
    }

    mutating func receive(_ event: Event, in offering: OfferingReceipt) -> [Effect] {
        switch event {
        case .touched(.takeReceipt(true)):
            return [.printReceipt(offering.receipt)] + enter(.thanking)
        case .touched(.takeReceipt(false)), .timeElapsed:
            return printOwed(offering.receipt) + enter(.thanking)
        case .touched, .cardInserted, .cardRemoved, .paperTaken, .answered, .moneyCredited, .hindered, .cleared:
            return []  // The issuance is done; only the receipt is open.
        }
    }

    /// Change that could not be given is put into the resident's hand in writing, asked for or not.
    private func printOwed(_ receipt: Receipt) -> [Effect] {
        receipt.owed > .zero ? [.printReceipt(receipt)] : []
    }
}
