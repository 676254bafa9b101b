import SimulatedKiosk
import Testing

@testable import SimulatorDock

/// The clock that a person can push forward.
@Suite(.timeLimit(.minutes(1)))
struct ShiftingClockTests {
    @Test("Whoever sleeps until a moment that has then passed wakes, in order, and an hour takes no hour")
    func pushes() async throws {
        let clock = ShiftingClock()
        let woken = Watched<[Int]>([])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for hours in [3, 1, 2] {
                group.addTask {
                    try await clock.sleep(for: .seconds(hours * 3_600))
                    woken.update { $0.append(hours) }
                }
            }
            while clock.sleeperCount < 3 { await Task.yield() }
            let before = clock.now
            await clock.advance(by: .seconds(2 * 3_600 + 60))
            for _ in 1...2 { try await group.next() }
            #expect(woken.value == [1, 2])
            #expect(clock.now - before >= .seconds(2 * 3_600 + 60))
            group.cancelAll()
            do {
                try await group.next()
                Issue.record("the third slept to its end")
            } catch is CancellationError {}
        }
        #expect(clock.sleeperCount == 0)
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
