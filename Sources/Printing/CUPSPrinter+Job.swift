internal import LockedMemory

extension CUPSPrinter {
    /// The queue and its printer at one moment.
    struct Survey {
        var condition: PrinterCondition
        var printer: IPPPrinter
        /// Nil if the printer did not answer.
        var abilities: IPPPrinter.Abilities?
    }

    func survey() async throws(PrintingError) -> Survey {
        let description = try await queue.describe()
        guard let endpoint = description.deviceURI.flatMap(IPPEndpoint.init(deviceURI:)) else { throw .printerNotIPP }
        let printer = IPPPrinter(client: queue.client, endpoint: endpoint)
        let seen = await printer.describe()
        var condition = seen?.condition ?? .unreachable
        condition.blocking.formUnion(description.blocking)
        condition.blocking.formUnion(seen?.abilities.lacking ?? [])
        return Survey(condition: condition, printer: printer, abilities: seen?.abilities)
    }

    /// Checks all that can be checked before a document is sent.
    func prepare(_ document: LockedBytes, ticket: PrintTicket) async throws(PrintingError) -> IPPPrinter {
        guard ticket.isValid else { throw .ticketNotPossible }
        try PDFOutline.check(document)
        let survey = try await survey()
        // Before all else: a job that is not ours may be somebody's document.
        let others = try await queue.jobs()
        guard others.isEmpty else { throw .queueNotEmpty(jobs: others.count) }
        guard survey.condition.isReady else { throw .notReady(survey.condition.blocking) }
        // CUPS would make one job per copy of it, and only one is followed.
        if let copies = survey.abilities?.copies, ticket.copies > copies { throw .ticketNotPossible }
        return survey.printer
    }

    /// Sends the document. If no answer comes, finds out by the job's name whether it arrived: a document
    /// that was not sent and one that prints unseen are the two things that must not be confused.
    func send(_ document: LockedBytes, ticket: PrintTicket, printer: IPPPrinter) async -> PrintQueue.Submission {
        let submission = await queue.send(document, ticket: ticket, cancelAfter: limits.spoolLife)
        guard submission == .unanswered else { return submission }
        let start = ContinuousClock.now
        var hasAnswered = false
        repeat {
            await pause()
            do {
                if let number = try await queue.find(ticket.jobName) { return .accepted(number: number) }
                hasAnswered = true
            } catch {
                // Asked again until the limit.
                hasAnswered = false
            }
        } while ContinuousClock.now - start < limits.settle
        // Not in the queue for all that time; unless it went through the queue unseen, it never arrived.
        switch await printer.find(ticket.jobName) {
        case .found: return .accepted(number: 0)
        case .none: return hasAnswered ? .refused(.serverUnreachable) : .unanswered
        case .unanswered: return .unanswered
        }
    }

    /// Follows a job to its end, empties the queue, and reports all of it.
    func follow(
        _ number: Int, at printer: IPPPrinter, ticket: PrintTicket, for order: PrintOrder,
        report: @Sendable (PrintEvent) -> Void
    ) async {
        let start = ContinuousClock.now
        var follower = PrintFollower(ticket: ticket, limits: limits, now: .zero)
        var numberAtPrinter: Int?
        var isCanceling = false
        var verdict: PrintFollower.Verdict?
        while true {
            if order.isCanceled && !isCanceling {
                isCanceling = true
                follower.cancelRequested(at: ContinuousClock.now - start)
                await queue.cancel(number)
            }
            // In this order: a job gone from the queue is then looked for at the printer, and a completed
            // job's printer is then asked whether its way out is clear.
            let queued = await queue.look(at: number)
            let printed = await look(for: ticket.jobName, at: printer, number: &numberAtPrinter)
            let condition = await printer.condition()
            if isCanceling, case .found(let seen) = printed, !seen.hasEnded, let numberAtPrinter {
                // CUPS' backend does so too, if it still runs.
                await printer.cancel(numberAtPrinter)
            }
            let sighting = PrintSighting(queued: queued, printer: condition, printed: printed)
            let (events, reached) = follower.receive(sighting, at: ContinuousClock.now - start)
            events.forEach(report)
            if let reached {
                // The first verdict stands, unless the paper came out after all.
                verdict = reached == .done ? .done : verdict ?? reached
                if isCanceling || reached.isPrintersWord { break }
                // Nothing more is waited for, but the printer may still have the job.
                order.cancel()
            } else {
                await pause()
            }
        }
        await leaveClean(number, report: report)
        switch verdict {
        case .failed(let failure): report(.failed(failure, sheetsDone: follower.sheetsDone))
        case .done, nil: report(.done(sheets: ticket.sheets))
        }
    }

    private func look(
        for name: JobName, at printer: IPPPrinter, number: inout Int?
    ) async -> PrintSighting.Printed {
        if number == nil {
            switch await printer.find(name) {
            case .unanswered: return .unknown
            case .none: return .notFound
            case .found(let found): number = found
            }
        }
        guard let number else { return .notFound }
        return await printer.look(at: number)
    }

    /// Also when the task is cancelled: a job is followed to its end, whoever waits for it.
    private func pause() async {
        await Task { [limits] in try? await Task.sleep(for: limits.poll) }.value
    }

    /// The printer has ended the job; CUPS' backend may not have looked yet, so the job is purged.
    func leaveClean(_ number: Int?, report: @Sendable (PrintEvent) -> Void) async {
        let (foreign, isEmpty) = await emptyQueue(of: number.map { [$0] } ?? [])
        if foreign > 0 { report(.leftoverPurged(jobs: foreign)) }
        if !isEmpty { report(.queueNotEmptied) }
    }

    /// Purges the queue until it is seen empty, ``PrintLimits/purge`` at most. `foreign` counts the jobs
    /// there were beside `ours`, which the printer has ended already.
    func emptyQueue(of ours: Set<Int>) async -> (foreign: Int, isEmpty: Bool) {
        let start = ContinuousClock.now
        var foreign: Set<Int> = []
        repeat {
            guard let jobs = try? await queue.jobs() else { break }
            if jobs.isEmpty { return (foreign.count, true) }
            for number in jobs {
                if ours.contains(number) {
                    await queue.purge(number)
                } else if foreign.insert(number).inserted {
                    await queue.cancel(number)
                } else if await queue.look(at: number) != .active
                    || ContinuousClock.now - start > limits.purge / 2
                {
                    // Purging kills CUPS' backend; until then it tells the printer to end the job.
                    await queue.purge(number)
                }
            }
            await Task { try? await Task.sleep(for: .milliseconds(20)) }.value
        } while ContinuousClock.now - start < limits.purge
        return (foreign.count, false)
    }
}
