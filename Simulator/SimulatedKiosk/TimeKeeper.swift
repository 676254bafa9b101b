public import Issuance
public import Kiosk

/// Moves a virtual clock while a kiosk waits for nothing but time.
///
/// A kiosk works in real time: sockets, threads and disks do not know of the virtual clock. So it is not enough that
/// everybody sleeps, since a card's answer may be on its way. But the machine knows what it waits for: while a request
/// is under way the keeper waits too, and only where no answer is to come does it move the clock, to the very moment
/// of the machine's timer. However slow the computer is, the same course comes out.
public final class TimeKeeper: Sendable {
    private struct Known: Sendable {
        var machine: IssuanceMachine?
        /// When the machine's timer goes off.
        var deadline: VirtualClock.Instant?
        var steps = 0
    }

    private let clock: VirtualClock
    private let known = Watched(Known())

    /// A keeper of this clock, which nobody else may move meanwhile.
    public init(_ clock: VirtualClock) {
        self.clock = clock
    }

    /// Takes in a step of the kiosk: to be given to it as its observer, or called by that.
    public func note(_ step: KioskStep) {
        let now = clock.now
        known.update { known in
            known.machine = step.machine
            known.steps += 1
            for effect in step.effects {
                switch effect {
                case .startTimer(_, let duration): known.deadline = now.advanced(by: duration)
                case .stopTimer: known.deadline = nil
                default: continue
                }
            }
        }
    }

    /// Lets time pass, with nobody at the kiosk, until `isDone` holds of the machine.
    ///
    /// - Parameter isDone: asked now and after each step.
    /// - Returns: how much virtual time it took.
    /// - Throws: `CancellationError`, where the task is cancelled.
    @discardableResult
    public func passTime(until isDone: @escaping @Sendable (IssuanceMachine) -> Bool) async throws -> Duration {
        let start = clock.now
        while true {
            let seen = try await known.wait { $0.machine != nil }
            guard let machine = seen.machine, !isDone(machine) else { return start.duration(to: clock.now) }
            if let deadline = seen.deadline, machine.waitsForTimeAlone {
                // The task that sleeps for the timer may not have come to it yet, and something else may happen
                // meanwhile: then that counts, and not the timer.
                try await waitForSleeper(until: deadline, orStepBeyond: seen.steps)
                guard known.value.steps == seen.steps else { continue }
                clock.advance(to: deadline)
            } else if machine.isAtRest {
                // Nobody is served: the watchers' own rounds go on.
                let registrations = clock.registrations
                clock.advance(to: try await clock.nextDeadline())
                try await clock.waitForRegistrations(beyond: registrations)
                continue
            }
            try await known.wait { $0.steps > seen.steps }
        }
    }

    /// Lets the limit of a state pass although an answer may be on its way: what is asked does not answer.
    ///
    /// - Parameter isMeant: the state whose limit it is, waited for first.
    public func passLimit(where isMeant: @escaping @Sendable (IssuanceMachine) -> Bool) async throws {
        while true {
            let seen = try await known.wait { $0.machine.map(isMeant) ?? false && $0.deadline != nil }
            guard let deadline = seen.deadline else { continue }
            try await waitForSleeper(until: deadline, orStepBeyond: seen.steps)
            guard known.value.steps == seen.steps else { continue }
            clock.advance(to: deadline)
            try await known.wait { $0.steps > seen.steps }
            return
        }
    }

    private func waitForSleeper(until deadline: VirtualClock.Instant, orStepBeyond steps: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { [clock, known] group in
            group.addTask { try await clock.waitForSleeper(until: deadline) }
            group.addTask { try await known.wait { $0.steps > steps } }
            try await group.next()
            group.cancelAll()
        }
    }

    /// Returns when `isDue` holds of the machine, without moving the clock.
    @discardableResult
    public func wait(until isDue: @escaping @Sendable (IssuanceMachine) -> Bool) async throws -> IssuanceMachine {
        while true {
            let seen = try await known.wait { $0.machine.map(isDue) ?? false }
            if let machine = seen.machine { return machine }
        }
    }
}

extension IssuanceMachine {
    /// No answer is on its way: only a person, or the timer, ends this state.
    fileprivate var waitsForTimeAlone: Bool {
        guard timer != nil else { return false }
        if case .printing(let printing) = state { return printing.trouble != nil }
        return outstanding == nil
    }
}
