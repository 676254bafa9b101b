import Kiosk
import Testing

@Suite(.timeLimit(.minutes(5)))
struct RealClockTests {
    @Test("A sleep lasts as long as it was asked for, and one that is over already not at all")
    func sleeps() async throws {
        let clock = RealClock()
        let start = clock.now
        try await clock.sleep(for: .milliseconds(30))
        #expect(clock.now - start >= .milliseconds(30))
        try await clock.sleep(until: start, tolerance: nil)
    }

    @Test("A cancelled sleep ends at once, before it began and in the midst of it")
    func isCancelled() async {
        let clock = RealClock()
        let start = clock.now
        let sleepers = (0..<100).map { _ in Task { try await clock.sleep(for: .seconds(600)) } }
        for sleeper in sleepers { sleeper.cancel() }
        for sleeper in sleepers {
            let result = await sleeper.result
            #expect(throws: CancellationError.self) { try result.get() }
        }
        #expect(clock.now - start < .seconds(300))
    }
}
