/// From "yes" to the document in hand, checked.
extension IssuanceMachine {
    mutating func receiveCheckingPrinter(_ event: Event, _ ordering: Ordering) -> [Effect] {
        switch event {
        case .answered(_, .printerReady):
            finishRequest()
            isLedgerOpen = true
            let order = ordering.order
            return [
                .record(
                    .issuanceRequested(
                        municipality: order.municipality, kind: order.certificate.kind, copies: order.copies,
                        fee: order.fee))
            ] + start(.askCloud(.issue(order))) + enter(.requestingIssuance(ordering))
        case .answered(_, .printerNotReady(let trouble)): return end(.printer(trouble))
        case .timeElapsed: return end(.printer(.unreachable))
        case .touched(.cancel): return end(.cancelled)
        case .answered: return failUnexplained()
        case .touched, .cardInserted, .cardRemoved, .paperTaken, .moneyCredited, .hindered, .cleared:
            return []  // The printer's own answer decides.
        }
    }

    mutating func receiveRequestingIssuance(_ event: Event, _ ordering: Ordering) -> [Effect] {
        switch event {
        case .answered(_, .manifestReceived):
            finishRequest()
            return start(.askCloud(.fetchDocument)) + enter(.fetchingDocument(ordering))
        default:
            return receiveWhileCloudWorks(event)
        }
    }

    mutating func receiveFetchingDocument(_ event: Event, _ ordering: Ordering) -> [Effect] {
        switch event {
        case .answered(_, .documentReceived):
            finishRequest()
            return start(.checkDocument(ordering.order)) + enter(.checkingDocument(ordering))
        default:
            return receiveWhileCloudWorks(event)
        }
    }

    mutating func receiveCheckingDocument(_ event: Event, _ ordering: Ordering) -> [Effect] {
        switch event {
        case .answered(_, .documentAccepted(let sheetsPerCopy)):
            finishRequest()
            let (sheets, overflowed) = sheetsPerCopy.multipliedReportingOverflow(by: ordering.order.copies)
            guard !overflowed, (1...Outcome.maximumSheets).contains(sheets) else {
                return end(.documentMismatch)
            }
            return collectFee(CollectingFee(ordering: ordering, sheets: sheets))
        default:
            return receiveWhileCloudWorks(event)
        }
    }

    /// What means the same in each state in which the municipality has been asked and nothing has been paid.
    private mutating func receiveWhileCloudWorks(_ event: Event) -> [Effect] {
        switch event {
        case .answered(_, .cloudRefused(let refusal)): return end(.refused(refusal))
        case .answered(_, .cloudFailed(let failure)): return end(.cloud(failure))
        case .answered(_, .documentMismatched): return end(.documentMismatch)
        case .timeElapsed: return end(.cloud(.late))
        case .touched(.cancel): return end(.cancelled)
        case .answered: return failUnexplained()
        case .touched, .cardInserted, .cardRemoved, .paperTaken, .moneyCredited, .hindered, .cleared:
            return []  // Only the answer, the limit or the resident's cancel matters.
        }
    }
}
