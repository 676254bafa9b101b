import SimulatedKiosk
import Synchronization
import Testing

/// The clock that stands still until it is moved.
@Suite(.timeLimit(.minutes(5)))
struct VirtualClockTests {
    private let clock = VirtualClock()

    @Test("It stands still by itself, and goes as far as it is moved")
    func moves() {
        #expect(clock.now.offset == .zero)
        clock.advance(by: .seconds(90))
        #expect(clock.now.offset == .seconds(90))
        // Never back.
        clock.advance(to: VirtualClock.Instant(offset: .seconds(10)))
        #expect(clock.now.offset == .seconds(90))
    }

    @Test("Sleepers wake at their time, the earliest first, and an hour costs nothing")
    func wakes() async throws {
        let woken = Watched<[Int]>([])
        let clock = clock
        for hours in [3, 1, 2] {
            Task {
                try await clock.sleep(for: .seconds(hours * 3_600))
                woken.update { $0.append(hours) }
            }
        }
        for hours in 1...3 {
            let deadline = VirtualClock.Instant(offset: .seconds(hours * 3_600))
            try await clock.waitForSleeper(until: deadline)
        }
        for hours in 1...3 {
            clock.advance(by: .seconds(3_600))
            try await woken.wait { $0.count == hours }
        }
        #expect(woken.value == [1, 2, 3])
    }

    @Test("Whoever sleeps until a moment that has passed does not sleep")
    func passed() async throws {
        clock.advance(by: .seconds(5))
        try await clock.sleep(until: VirtualClock.Instant(offset: .seconds(5)), tolerance: nil)
        try await clock.sleep(for: .zero)
        #expect(clock.registrations == 0)
    }

    @Test("A cancelled sleeper wakes at once, whether it slept already or not")
    func cancelled() async throws {
        let clock = clock
        let asleep = Task { try await clock.sleep(for: .seconds(1)) }
        try await clock.waitForSleeper(until: VirtualClock.Instant(offset: .seconds(1)))
        asleep.cancel()
        await #expect(throws: CancellationError.self) { try await asleep.value }
        let never = Task {
            while !Task.isCancelled { await Task.yield() }
            try await clock.sleep(for: .seconds(1))
        }
        never.cancel()
        await #expect(throws: CancellationError.self) { try await never.value }
        #expect(clock.now.offset == .zero)
    }

    @Test("A cancelled sleeper is gone at once: another's sleep until the same moment is told apart from it")
    func cancelledIsGone() async throws {
        let clock = clock
        let asleep = Task { try await clock.sleep(for: .seconds(1)) }
        try await clock.waitForSleeper(until: VirtualClock.Instant(offset: .seconds(1)))
        asleep.cancel()
        #expect(clock.earliestDeadline == nil && clock.sleeperCount == 0)
        await #expect(throws: CancellationError.self) { try await asleep.value }
        #expect(clock.sleeperCount == 0)
    }

    @Test("What is watched is waited for without looking again, and a cancelled wait ends")
    func watched() async throws {
        let value = Watched(0)
        let waiting = Task { try await value.wait { $0 > 1 } }
        value.update { $0 = 1 }
        value.update { $0 = 2 }
        #expect(try await waiting.value >= 2)
        let cancelled = Task { try await value.wait { $0 > 9 } }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
    }
}
