internal import Issuance
internal import Journal
internal import MunicipalCloud

/// What must be put in order before and beside serving: sessions that a power cut left open, and outcomes that the
/// cloud has not heard of.
extension Kiosk {
    /// Settles what was open and remembers the alarms that nobody has looked into.
    func settleEarlierRun() async throws(JournalError) {
        try await rememberTime()
        let settled = try await parts.journal.settle(at: parts.wallClock())
        if !settled.isEmpty { log.note(.recovered(sessions: settled.count)) }
        for case .owed(let amount) in settled.flatMap(\.settlement.entries) { log.note(.owed(amount: amount)) }
        for open in try await parts.journal.openAlarms() {
            _ = machine.receive(.hindered(.alarm(open.alarm)))
        }
        outcomeBell.yield()
    }

    /// Tells the cloud how issuances ended, whenever the bell rings, until each has been heard.
    func reportOutcomes() async {
        for await _ in outcomesToReport {
            var pause: Duration = .seconds(1)
            while await !reportedAll() {
                guard (try? await parts.clock.sleep(for: pause)) != nil else { return }
                // A cloud that is down for the night need not be asked each second.
                pause = min(pause * 2, .seconds(300))
            }
        }
    }

    /// Whether nothing is left to report. One outcome that the cloud will not take keeps no other from being told.
    private func reportedAll() async -> Bool {
        guard let pending = try? await parts.journal.pendingOutcomes(limit: Self.reportsAtOnce) else { return false }
        var isDone = pending.count < Self.reportsAtOnce
        for outcome in pending {
            do {
                try await parts.cloud.report(outcome.outcome, of: outcome.session)
            } catch {
                // The cloud never heard of an order whose request got lost on the way: then there is nothing to tell.
                let isNothingToTell = error.cause == .problem(.unknownIssuance) && outcome.outcome == .refused
                guard isNothingToTell else {
                    log.note(.cloudCallFailed(call: .report, kind: error.kind, cause: error.cause))
                    // Only an answer is about this outcome alone.
                    guard case .problem = error.cause else { return false }
                    isDone = false
                    continue
                }
            }
            guard (try? await parts.journal.markReported(outcome.session, at: parts.wallClock())) != nil else {
                return false
            }
            log.note(.outcomeReported)
        }
        return isDone
    }

    /// More wait only after days without a cloud; the rest follows in the next round.
    private static let reportsAtOnce = 100
}
