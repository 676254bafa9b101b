internal import Glibc
internal import LockedMemory
internal import Printing
internal import Synchronization

extension FolderPrinter {
    private enum Step { case go, canceled, stop(Set<PrinterReason>), fail(PrintFailure), vanish }

    /// Prints sheet by sheet and returns the job's last event.
    func carryOut(
        _ document: LockedBytes, ticket: PrintTicket, report: @Sendable (PrintEvent) -> Void
    ) async -> PrintEvent {
        while state.withLock({ $0.isSilent && $0.current?.isCanceled == false }) {
            await waitForChange { !$0.isSilent || $0.current?.isCanceled == true }
        }
        // Nothing was answered, so nobody can tell.
        if state.withLock(\.isSilent) { return .failed(.lost, sheetsDone: 0) }
        if let error = refusal(of: document, ticket: ticket) { return .failed(.notSent(error), sheetsDone: 0) }
        report(.accepted(jobNumber: state.withLock { $0.outputs.count + 1 }))

        var sheets = 0
        while true {
            switch nextStep(afterSheets: sheets) {
            case .canceled:
                return .failed(.canceled, sheetsDone: sheets)
            case .fail(let failure):
                return .failed(failure, sheetsDone: sheets)
            case .vanish:
                report(.stopped([.unreachable]))
                return .failed(.printerGone, sheetsDone: sheets)
            case .stop(let reasons):
                report(.stopped(reasons))
                await waitForChange { $0.condition.isReady || $0.current?.isCanceled == true }
                if state.withLock(\.condition.isReady) { report(.resumed) }
            case .go:
                if sheets == ticket.sheets { return .done(sheets: sheets) }
                if sheetTime > .zero { try? await clock.sleep(for: sheetTime) }
                if sheets == 0 && !write(document, ticket: ticket) { return .failed(.aborted, sheetsDone: 0) }
                sheets += 1
                state.withLock { $0.outputs[$0.outputs.count - 1].sheets = sheets }
                report(.sheetsDone(sheets))
            }
        }
    }

    private func refusal(of document: LockedBytes, ticket: PrintTicket) -> PrintingError? {
        guard ticket.isValid else { return .ticketNotPossible }
        do {
            try PDFOutline.check(document)
        } catch {
            return error
        }
        let blocking = state.withLock(\.condition.blocking)
        return blocking.isEmpty ? nil : .notReady(blocking)
    }

    private func nextStep(afterSheets sheets: Int) -> Step {
        state.withLock { state in
            if state.current?.isCanceled ?? true { return .canceled }
            if !state.condition.isReady { return .stop(state.condition.blocking) }
            let due = state.faults.firstIndex { fault in
                switch fault {
                case .stop(let after, _), .fail(let after, _), .vanish(let after): after == sheets
                case .silence: false
                }
            }
            guard let due else { return .go }
            switch state.faults.remove(at: due) {
            case .stop(_, let reasons):
                state.condition = PrinterCondition(activity: .stopped, blocking: reasons)
                return .stop(reasons)
            case .fail(_, let failure):
                return .fail(failure)
            case .vanish:
                state.condition = PrinterCondition(activity: .stopped, blocking: [.unreachable])
                return .vanish
            case .silence:
                return .go
            }
        }
    }

    /// Writes the PDF under the job's name, readable by its owner alone.
    private func write(_ document: LockedBytes, ticket: PrintTicket) -> Bool {
        let path = "\(folder)/\(ticket.jobName).pdf"
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { return false }
        defer { close(file) }
        let isWritten = document.withBytes { bytes in
            var done = 0
            while done < bytes.count {
                let count = Glibc.write(file, bytes.baseAddress.map { $0 + done }, bytes.count - done)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return false }
                done += count
            }
            return true
        }
        if isWritten { state.withLock { $0.outputs.append(Output(path: path, ticket: ticket, sheets: 0)) } }
        return isWritten
    }
}
