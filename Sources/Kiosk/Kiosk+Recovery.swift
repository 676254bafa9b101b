internal import Issuance
internal import Journal
internal import MunicipalCloud

/// What must be put in order before and beside serving: sessions that a power cut left open, and outcomes that the
/// cloud has not heard of.
extension Kiosk {
    /// Settles what was open and remembers the alarms that nobody has looked into.
    func settleEarlierRun() async throws(JournalError) {
        _ = try await parts.journal.settle(at: parts.wallClock())
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

    private func reportedAll() async -> Bool {
        guard let pending = try? await parts.journal.pendingOutcomes() else { return false }
        for outcome in pending {
            do {
                try await parts.cloud.report(outcome.outcome, of: outcome.session)
            } catch {
                // The cloud never heard of an order whose request got lost on the way: then there is nothing to tell.
                guard case .problem(.unknownIssuance) = error.cause, outcome.outcome == .refused else { return false }
            }
            guard (try? await parts.journal.markReported(outcome.session, at: parts.wallClock())) != nil else {
                return false
            }
        }
        return true
    }
}
