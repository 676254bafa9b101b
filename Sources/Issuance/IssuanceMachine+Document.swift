/// From "yes" to the document in hand, checked.
extension IssuanceMachine {
    mutating func receive(_ event: Event, in confirming: Confirming) {
        switch event {
        case .touched(.confirm):
            let order = confirming.order
            // A fee that cannot be taken: better said now than with the document in hand.
            guard canCollect(order.fee) else { return end(.coinMechanismFault) }
            start(.checkPrinter)
            enter(.checkingPrinter(Ordering(order: order, municipality: confirming.choice.offer.municipality)))
        default:
            receiveWhileChoosing(event, back: .choosingCopies(confirming.choice))
        }
    }

    mutating func receiveCheckingPrinter(_ event: Event, _ ordering: Ordering) {
        switch event {
        case .answered(_, .printerReady):
            let order = ordering.order
            isLedgerOpen = true
            emit(
                .record(
                    .issuanceRequested(
                        municipality: order.municipality, kind: order.certificate.kind, copies: order.copies,
                        fee: order.fee)))
            start(.askCloud(.issue(order)))
            enter(.requestingIssuance(ordering))
        case .answered(_, .printerNotReady(let trouble)): end(.printer(trouble))
        case .timeElapsed: end(.printer(.unreachable))
        case .touched(.cancel): end(.cancelled)
        case .answered: failUnexplained()
        case .touched, .cardInserted, .cardRemoved, .paperTaken, .moneyCredited, .hindered, .cleared:
            break  // The printer's own answer decides.
        }
    }

    mutating func receiveRequestingIssuance(_ event: Event, _ ordering: Ordering) {
        switch event {
        case .answered(_, .manifestReceived):
            start(.askCloud(.fetchDocument))
            enter(.fetchingDocument(ordering))
        case .answered(_, .documentMismatched): end(.documentMismatch)
        default: receiveWhileCloudWorks(event)
        }
    }

    mutating func receiveFetchingDocument(_ event: Event, _ ordering: Ordering) {
        switch event {
        case .answered(_, .documentReceived):
            start(.checkDocument(ordering.order))
            enter(.checkingDocument(ordering))
        case .answered(_, .documentMismatched): end(.documentMismatch)
        default: receiveWhileCloudWorks(event)
        }
    }

    mutating func receiveCheckingDocument(_ event: Event, _ ordering: Ordering) {
        switch event {
        case .answered(_, .documentAccepted(let sheetsPerCopy)):
            let (sheets, overflowed) = sheetsPerCopy.multipliedReportingOverflow(by: ordering.order.copies)
            // The verdict spoke of a document; no document has so many sheets, or none.
            guard !overflowed, (1...Outcome.maximumSheets).contains(sheets) else { return end(.documentMismatch) }
            collectFee(CollectingFee(ordering: ordering, sheets: sheets))
        case .answered(_, .documentMismatched): end(.documentMismatch)
        default: receiveWhileCloudWorks(event)
        }
    }
}
