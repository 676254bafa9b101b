internal import Issuance
internal import Journal
internal import Printing

extension Kiosk {
    /// Does one effect. Requests are started and not waited for; everything else is done when this returns.
    func perform(_ effect: IssuanceMachine.Effect) async throws(JournalError) {
        switch effect {
        case .startTimer(let handle, let duration):
            setTimer(handle, duration)
        case .stopTimer:
            stopTimer()
        case .record(let entry):
            try await record(entry)
        case .start(let handle, let request):
            start(handle, request)
        case .abandon(let handle):
            running.removeValue(forKey: handle)?.cancel()
        case .stopPrinting:
            let printer = parts.printer
            Task { await printer.cancel() }
        case .releaseCard:
            releaseCard()
        case .acceptMoney(let due):
            await acceptMoney(due)
        case .refuseMoney:
            await refuseMoney()
        case .reportOutcome:
            // The journal holds it already; whoever reports reads it there, now or after a restart.
            outcomeBell.yield()
        case .printReceipt(let receipt):
            printReceipt(receipt)
        case .remind(let reminder):
            await remind(reminder)
        case .stopReminding:
            await stopReminding()
        case .eraseSession:
            session.erase()
        }
    }

    private func record(_ entry: JournalEntry) async throws(JournalError) {
        var random = SystemRandomNumberGenerator()
        switch entry {
        case .issuanceRequested:
            // Money that came before the order is this order's too: it goes on under the id that it has, which no
            // order has had and the cloud has never heard.
            session.issuance = journalSession ?? RequestID.random(using: &random)
            journalSession = session.issuance
        case .moneyCredited, .payoutStarted, .paidOut, .owed:
            // Money that came outside an order gets a line of its own.
            journalSession = journalSession ?? RequestID.random(using: &random)
        case .printStarted, .delivered, .spoiled, .refused, .alarmRaised, .paperLeftBehind, .sessionClosed:
            break
        }
        try await parts.journal.record(entry, session: journalSession, at: parts.wallClock())
        if case .sessionClosed = entry { journalSession = nil }
    }

    private func start(_ handle: RequestHandle, _ request: IssuanceMachine.Request) {
        // Two readings never overlap: the card is connected to exclusively.
        let before = request == .readCard ? reading : nil
        let task = Task {
            await before?.value
            guard let answer = await self.answer(to: request, handle) else { return }
            self.eventSink.yield(.answered(handle, answer))
        }
        running[handle] = task
        if request == .readCard { reading = task }
    }

    /// Whether anybody still waits for this request. Asked after each wait, before anything is kept.
    func isWanted(_ handle: RequestHandle) -> Bool {
        running[handle] != nil
    }

    private func answer(
        to request: IssuanceMachine.Request, _ handle: RequestHandle
    ) async -> IssuanceMachine.Answer? {
        switch request {
        case .readCard: await readCard(handle)
        case .verifyPIN(let triesLeft): await verifyPIN(triesLeft: triesLeft, handle)
        case .judgeCertificate: await judgeCertificate(handle)
        case .signChallenge: await signChallenge(handle)
        case .askCloud(.openSession): await openCloudSession(handle)
        case .askCloud(.prove): await prove(handle)
        case .askCloud(.issue(let order)): await issue(order, handle)
        case .askCloud(.fetchDocument): await fetchDocument(handle)
        case .checkDocument: await checkDocument(handle)
        case .checkPrinter: await checkPrinter()
        case .print(let copies): await print(copies: copies, handle)
        case .payOut(let amount): await payOut(amount)
        }
    }
}
