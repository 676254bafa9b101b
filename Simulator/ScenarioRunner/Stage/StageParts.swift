internal import Board
internal import Issuance
internal import LockedMemory
internal import MunicipalCloud
internal import Printing
internal import SimulatedKiosk

/// The real parts with somebody's hand on them: they tell when they are asked, and do wrong what they are told to.

/// The cloud's client, watched: what it brought must be overwritten, and what is under way is known.
struct WatchedCloud: MunicipalCloud {
    let inner: any MunicipalCloud
    let stage: Stage

    var kioskID: String { inner.kioskID }

    func openSession(_ request: RequestID) async throws(CloudError) -> CloudSession {
        try await inner.openSession(request)
    }

    func prove(
        _ session: CloudSession, certificate: [UInt8], signature: [UInt8]
    ) async throws(CloudError) -> Entitlement {
        let entitlement = try await inner.prove(session, certificate: certificate, signature: signature)
        stage.keep(secrets: entitlement.memberNames)
        return entitlement
    }

    func issue(_ order: Order, in session: CloudSession, request: RequestID) async throws(CloudError) -> [UInt8] {
        try await inner.issue(order, in: session, request: request)
    }

    func document(of issuance: RequestID, length: Int) async throws(CloudError) -> LockedBytes {
        let document = try await inner.document(of: issuance, length: length)
        stage.keep(secrets: [document])
        return document
    }

    func report(_ outcome: Outcome, of issuance: RequestID) async throws(CloudError) {
        stage.questionBegins()
        defer { stage.questionEnds() }
        try await inner.report(outcome, of: issuance)
    }

    func service() async throws(CloudError) -> ServiceStatus {
        stage.questionBegins()
        defer { stage.questionEnds() }
        return try await inner.service()
    }
}

/// What was done to a printer, beside what the printer itself can be told.
struct PrinterMeddling: Sendable {
    var isSilent = false
    var hasForeignJob = false
    var leavesJob = false
    var refuses = false
    var count: Int?
}

/// The printer, with somebody's hand in it.
struct MeddledPrinter: DocumentPrinter {
    let inner: any DocumentPrinter
    let stage: Stage
    let meddling: Watched<PrinterMeddling>

    func condition() async throws(PrintingError) -> PrinterCondition {
        stage.questionBegins()
        defer { stage.questionEnds() }
        guard !meddling.value.isSilent else {
            await waitWhileSilent()
            throw .serverUnreachable
        }
        return try await inner.condition()
    }

    func queueIsEmpty() async throws(PrintingError) -> Bool {
        if meddling.value.hasForeignJob { return false }
        return try await inner.queueIsEmpty()
    }

    func cancel() async {
        // A silent printer forgets its job: nobody can tell what became of it.
        stage.noteCancelledPrint()
        await inner.cancel()
    }

    func print(_ document: LockedBytes, ticket: PrintTicket) -> AsyncStream<PrintEvent> {
        let (stream, sink) = AsyncStream.makeStream(of: PrintEvent.self)
        let seen = meddling.value
        let pump = Task {
            defer { sink.finish() }
            if seen.isSilent {
                await waitWhileSilent()
                sink.yield(.failed(.lost, sheetsDone: 0))
                return
            }
            if seen.refuses {
                sink.yield(.failed(.refused, sheetsDone: 0))
                return
            }
            for await event in inner.print(document, ticket: ticket) {
                switch event {
                case .done, .failed:
                    if seen.leavesJob { sink.yield(.leftoverPurged(jobs: 1)) }
                    if let count = seen.count { sink.yield(.done(sheets: count)) } else { sink.yield(event) }
                default: sink.yield(event)
                }
            }
        }
        sink.onTermination = { _ in pump.cancel() }
        return stream
    }

    private func waitWhileSilent() async {
        // Before anybody can see that it is held up, and let time pass until the job is taken back.
        let cancels = stage.cancelledPrints
        let hold = stage.hold(stage.isKioskAtRest ? .background : .printer, until: nil)
        defer { stage.release(hold) }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [meddling] in _ = try? await meddling.wait { !$0.isSilent } }
            group.addTask { [stage] in _ = try? await stage.waitForCancelledPrint(beyond: cancels) }
            group.addTask { [stage] in await stage.waitForTheEnd() }
            await group.next()
            group.cancelAll()
        }
    }
}

/// What was done to a coin mechanism, beside what the mechanism itself can be told.
struct CoinMeddling: Sendable {
    var isBusyOnce = false
    var isSilentOnce = false
}

/// The coin mechanism, with somebody's hand in it.
struct MeddledCoins: CoinMechanism {
    let inner: any CoinMechanism
    let stage: Stage
    let meddling: Watched<CoinMeddling>

    func events() -> AsyncStream<CoinMechanismEvent> { inner.events() }
    func ready() async throws(CoinMechanismError) { try await inner.ready() }
    func refuse() async throws(CoinMechanismError) { try await inner.refuse() }
    func holdings() async throws(CoinMechanismError) -> TubeHoldings { try await inner.holdings() }

    func accept(due: Yen) async throws(CoinMechanismError) {
        let isBusy = meddling.update { meddling in
            defer { meddling.isBusyOnce = false }
            return meddling.isBusyOnce
        }
        if isBusy { throw .busy }
        try await inner.accept(due: due)
    }

    func payOut(_ amount: Yen) async throws(CoinMechanismError) -> Payout {
        let isSilent = meddling.update { meddling in
            defer { meddling.isSilentOnce = false }
            return meddling.isSilentOnce
        }
        guard isSilent else { return try await inner.payOut(amount) }
        let hold = stage.hold(.payout, until: nil)
        defer { stage.release(hold) }
        await stage.waitForTheEnd()
        throw .payoutUnknown
    }
}
