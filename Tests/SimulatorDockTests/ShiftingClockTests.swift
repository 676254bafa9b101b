import SimulatedKiosk
import Testing

@testable import SimulatorDock

/// The clock that a person can push forward.
@Suite(.timeLimit(.minutes(1)))
struct ShiftingClockTests {
    @Test("Whoever sleeps until a moment that has then passed wakes, in order, and an hour takes no hour")
    func pushes() async throws {
        let clock = ShiftingClock()
        let began = ContinuousClock.now
        let woken = Watched<[Int]>([])
        let sleepers = [3, 1, 2].map { hours in
            Task {
                try await clock.sleep(for: .seconds(hours * 3_600))
                woken.update { $0.append(hours) }
            }
        }
        while clock.sleeperCount < 3 { await Task.yield() }
        let before = clock.now
        await clock.advance(by: .seconds(2 * 3_600 + 60))
        for index in [1, 2] { try await sleepers[index].value }
        #expect(woken.value == [1, 2])
        #expect(clock.now - before >= .seconds(2 * 3_600 + 60))
        sleepers[0].cancel()
        await #expect(throws: CancellationError.self) { try await sleepers[0].value }
        #expect(clock.sleeperCount == 0)
        #expect(ContinuousClock.now - began < .seconds(60))
    }

    @Test("It runs by itself, and a moment that has passed is not slept for")
    func runs() async throws {
        let clock = ShiftingClock()
        let began = clock.now
        try await clock.sleep(for: .milliseconds(5))
        #expect(clock.now - began >= .milliseconds(5))
        try await clock.sleep(until: began)
        #expect(clock.shift == .zero)
    }
}
