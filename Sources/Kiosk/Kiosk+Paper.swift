internal import Issuance
internal import Journal
internal import Printing
internal import Trust

/// The printer's part of the course.
extension Kiosk {
    func checkPrinter() async -> IssuanceMachine.Answer {
        do {
            let condition = try await parts.printer.condition()
            guard condition.isReady else { return .printerNotReady(PrinterTrouble(condition.blocking)) }
            guard try await parts.printer.queueIsEmpty() else { return .printerNotReady(.queueNotEmpty) }
            return .printerReady
        } catch {
            return .printerNotReady(PrinterTrouble(error))
        }
    }

    func print(copies: Int, _ handle: RequestHandle) async -> IssuanceMachine.Answer? {
        guard let document = session.document, let manifest = session.manifest else {
            return .printFailed(.other, sheets: 0)
        }
        let ticket = PrintTicket(copies: copies, pages: manifest.pages, sides: parts.sides)
        for await event in parts.printer.print(document, ticket: ticket) {
            switch event {
            case .accepted: continue
            // This job's own end is told apart from it: the paper in the tray is paid for.
            case .leftoverPurged, .queueNotEmptied: await raiseAlarm(.queueNotEmpty)
            case .stopped(let reasons): eventSink.yield(.answered(handle, .printStopped(PrinterTrouble(reasons))))
            case .resumed: eventSink.yield(.answered(handle, .printResumed))
            case .sheetsDone(let sheets): eventSink.yield(.answered(handle, .sheetsPrinted(sheets)))
            case .done(let sheets): return .printed(sheets: sheets)
            case .failed(let failure, let sheets): return .printFailed(PrinterTrouble(failure), sheets: sheets)
            }
        }
        // The stream's last event is always one of the two above; without it nobody knows what came out.
        return .printFailed(.other, sheets: 0)
    }

    /// An alarm that the machine could not know of. It is written down before it is told.
    private func raiseAlarm(_ alarm: Alarm) async {
        try? await parts.journal.record(.alarmRaised(alarm), session: journalSession, at: parts.wallClock())
        log.note(.alarm(alarm: alarm))
        eventSink.yield(.hindered(.alarm(alarm)))
    }
}

extension PrinterTrouble {
    /// The one reason that a person is told: what they can put right with their hands comes first.
    init(_ reasons: Set<PrinterReason>) {
        let first: [(PrinterReason, PrinterTrouble)] = [
            (.mediaJam, .jam), (.coverOpen, .coverOpen), (.interlockOpen, .coverOpen), (.mediaEmpty, .paperOut),
            (.mediaNeeded, .paperOut), (.inputTrayMissing, .paperOut), (.noA4, .paperOut), (.tonerEmpty, .tonerOut),
            (.markerSupplyEmpty, .tonerOut), (.unreachable, .unreachable), (.offline, .unreachable),
        ]
        self = first.first { reasons.contains($0.0) }?.1 ?? .other
    }

    init(_ error: PrintingError) {
        switch error {
        case .serverUnreachable: self = .unreachable
        case .noSuchQueue, .printerNotIPP: self = .queueMissing
        case .notReady(let reasons): self = PrinterTrouble(reasons)
        case .queueNotEmpty, .busy: self = .queueNotEmpty
        case .notPDF, .documentTooLarge, .ticketNotPossible, .canceled, .refused, .protocolViolation: self = .other
        }
    }

    init(_ failure: PrintFailure) {
        switch failure {
        case .notSent(let error): self = PrinterTrouble(error)
        case .printerGone: self = .unreachable
        case .refused, .aborted, .canceled, .lost, .sheetsMissing, .stalled: self = .other
        }
    }
}
