internal import Issuance
internal import SimulatedKiosk

/// Letting time pass, and only time: whatever else is under way is waited for, however slow the computer is.
extension Stage {
    /// What nobody waits for in vain: a firmware, or a simulator, that hangs.
    private static let realLimit: Duration = .seconds(60)

    /// A scenario did not go on, and nothing explains it.
    struct Stuck: Error, CustomStringConvertible {
        var description: String
    }

    /// Lets time pass until `isDone` holds.
    func passTime(until isDone: @escaping @Sendable (Progress) -> Bool) async throws {
        guard let clock = time.virtual else {
            _ = try await waitReally(upTo: .seconds(600)) { isDone($0) || $0.failure != nil }
            return
        }
        while true {
            let seen = try await waitReally(upTo: Self.realLimit) { isDone($0) || $0.isQuiet || $0.failure != nil }
            if let failure = seen.failure { throw Stuck(description: failure) }
            if isDone(seen) { return }
            guard let moment = seen.nextMoment else {
                try await look(around: clock)
                continue
            }
            if seen.isAtRest, !seen.isDeadline(moment), let first = clock.earliestDeadline, first < moment {
                try await look(around: clock)
            } else if seen.isDeadline(moment) {
                try await ring(clock, at: moment, seen: seen)
            } else {
                clock.advance(to: moment)
                // Whoever wanted this moment takes it.
                _ = try await waitReally(upTo: Self.realLimit) { progress in
                    !progress.errands.values.contains { $0 <= moment }
                        && !progress.holds.contains { hold in hold.until.map { $0 <= moment } ?? false }
                }
            }
        }
    }

    /// The machine's timer goes off.
    private func ring(_ clock: VirtualClock, at moment: Progress.Moment, seen: Progress) async throws {
        // The task that sleeps for the timer may not have come to it yet, and something else may happen meanwhile:
        // then that counts, and not the timer.
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await clock.waitForSleeper(until: moment) }
            group.addTask { [progress] in try await progress.wait { $0.steps > seen.steps } }
            try await group.next()
            group.cancelAll()
        }
        guard progress.value.steps == seen.steps else { return }
        clock.advance(to: moment)
        _ = try await waitReally(upTo: Self.realLimit) { $0.steps > seen.steps || $0.failure != nil }
    }

    /// The parts of the kiosk that look around now and then do so.
    private func look(around clock: VirtualClock) async throws {
        let deadline = try await clock.nextDeadline()
        let sleepers = clock.sleeperCount
        clock.advance(to: deadline)
        // Whoever was woken sleeps again, or asks something that is waited for; or has done what it slept for, of
        // which nothing tells.
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await clock.waitForSleepers(atLeast: sleepers) }
            group.addTask { [progress] in _ = try? await progress.wait { $0.questions > 0 } }
            group.addTask { try? await Task.sleep(for: .seconds(1)) }
            await group.next()
            group.cancelAll()
        }
    }

    /// Waits in real time, which only a hang makes long.
    @discardableResult
    func waitReally(
        upTo limit: Duration, until isDue: @escaping @Sendable (Progress) -> Bool
    ) async throws -> Progress {
        let seen = try await withThrowingTaskGroup(of: Progress?.self) { [progress] group in
            group.addTask { try await progress.wait(until: isDue) }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            let first = try await group.next() ?? nil
            group.cancelAll()
            return first
        }
        guard let seen else {
            let now = progress.value
            throw Stuck(
                description: "nothing happened for \(limit): \(now.machine?.state.name ?? "not started"), "
                    + "\(now.stimuli.count) things unseen, \(now.deeds) deeds, \(now.questions) questions under way")
        }
        return seen
    }
}
