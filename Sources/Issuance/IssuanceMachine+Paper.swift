/// From the printer to the resident's hand.
extension IssuanceMachine {
    mutating func print(_ collected: CollectingFee) {
        emit(.record(.printStarted(sheets: collected.sheets)))
        start(.print(copies: collected.ordering.order.copies))
        enter(
            .printing(
                Printing(
                    ordering: collected.ordering, sheets: collected.sheets, sheetsDone: 0, trouble: nil,
                    hasStopped: false)))
    }

    mutating func receive(_ event: Event, in printing: Printing) {
        var printing = printing
        switch event {
        case .answered(_, .sheetsPrinted(let sheets)):
            guard printing.count(sheets) else { return }
            printing.hasStopped = false
            enter(.printing(printing))
        case .answered(_, .printStopped(let trouble)):
            let isFirst = !printing.hasStopped
            printing.trouble = trouble
            printing.hasStopped = true
            // The person who puts it right gets the whole limit, once for each sheet: a printer that stops and
            // resumes for ever must not keep the resident for ever.
            if isFirst { enter(.printing(printing)) } else { state = .printing(printing) }
        case .answered(_, .printResumed):
            printing.trouble = nil
            state = .printing(printing)
        case .answered(_, .printed(let sheets)):
            conclude(printing, sheets: sheets)
        case .answered(_, .printFailed(let trouble, let sheets)):
            spoil(printing, sheets: sheets, trouble: trouble)
        case .timeElapsed, .answered:
            emit(.stopPrinting)
            enter(.stoppingPrint(StoppingPrint(printing: printing)))
        case .touched, .cardInserted, .cardRemoved, .paperTaken, .moneyCredited, .hindered, .cleared:
            break  // Paper is moving: only the printer says how it ends.
        }
    }

    mutating func receive(_ event: Event, in stopping: StoppingPrint) {
        var printing = stopping.printing
        switch event {
        case .answered(_, .printed(let sheets)):
            // It finished while it was being stopped. Paper that came out whole is paid for.
            conclude(printing, sheets: sheets)
        case .answered(_, .printFailed(let trouble, let sheets)):
            spoil(printing, sheets: sheets, trouble: printing.trouble ?? trouble)
        case .timeElapsed:
            spoil(printing, sheets: printing.sheetsDone, trouble: printing.trouble ?? .unreachable)
        case .answered(_, .sheetsPrinted(let sheets)):
            // It counts among the void ones. The limit goes on.
            guard printing.count(sheets) else { return }
            state = .stoppingPrint(StoppingPrint(printing: printing))
        case .answered, .touched, .cardInserted, .cardRemoved, .paperTaken, .moneyCredited, .hindered, .cleared:
            break  // Whatever else is said of a job that is being taken back changes nothing.
        }
    }

    /// The job has ended as a job; whether the certificate is whole depends on the sheets.
    private mutating func conclude(_ printing: Printing, sheets: Int) {
        guard sheets == printing.sheets else { return spoil(printing, sheets: sheets, trouble: .other) }
        let paid = held
        close(as: .delivered(sheets: sheets))
        emit(.eraseSession)
        settle(earned: printing.ordering.order.fee, next: .takePaper(printing.ordering, paid: paid))
    }

    private mutating func spoil(_ printing: Printing, sheets: Int, trouble: PrinterTrouble) {
        let counted = min(max(sheets, printing.sheetsDone), Outcome.maximumSheets)
        // Who holds a void sheet must hear of that first.
        end(
            counted > 0 ? .spoiled(sheets: counted) : .printer(trouble), outcome: .spoiled(sheets: counted),
            alarm: trouble.alarm)
    }

    mutating func receive(_ event: Event, in taking: TakingPaper) {
        switch event {
        case .paperTaken, .touched(.paperTaken):
            emit(.stopReminding)
            enter(.offeringReceipt(OfferingReceipt(receipt: taking.receipt)))
        case .timeElapsed:
            emit(.stopReminding)
            emit(.record(.paperLeftBehind))
            printOwed(taking.receipt)
            finish()
        case .touched, .cardInserted, .cardRemoved, .answered, .moneyCredited, .hindered, .cleared:
            break  // Only the paper matters now.
        }
    }

    mutating func receive(_ event: Event, in offering: OfferingReceipt) {
        switch event {
        case .touched(.takeReceipt(true)):
            emit(.printReceipt(offering.receipt))
            enter(.thanking)
        case .touched(.takeReceipt(false)), .timeElapsed:
            printOwed(offering.receipt)
            enter(.thanking)
        case .touched, .cardInserted, .cardRemoved, .paperTaken, .answered, .moneyCredited, .hindered, .cleared:
            break  // The issuance is done; only the receipt is open.
        }
    }
}

extension IssuanceMachine.Printing {
    /// Takes in how many sheets are out. A count that stands still or runs past the job says nothing, and is false.
    fileprivate mutating func count(_ sheets: Int) -> Bool {
        guard sheets > sheetsDone, sheets <= self.sheets else { return false }
        sheetsDone = sheets
        return true
    }
}
