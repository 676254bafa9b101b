import Printing
import SimulatedPrinter
import Testing

/// Starts one rig for a whole suite, which must be serialized, and stops it after the last test.
struct RigTrait: SuiteTrait, TestScoping {
    @TaskLocal static var current: PrinterRig?

    var keepsHistory: Bool

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let rig = try await PrinterRig.start(keepsHistory: keepsHistory)
        do {
            try await Self.$current.withValue(rig) { try await function() }
        } catch {
            await rig.stop()
            throw error
        }
        await rig.stop()
    }
}

extension Trait where Self == RigTrait {
    /// One real print stack for the suite.
    static func rig(keepsHistory: Bool) -> RigTrait { RigTrait(keepsHistory: keepsHistory) }
}

extension PrintLimits {
    /// Limits for tests of what happens when they are reached.
    static var short: PrintLimits {
        var limits = PrintLimits()
        limits.poll = .milliseconds(50)
        limits.gone = .seconds(1)
        limits.settle = .milliseconds(500)
        limits.stall = .seconds(60)
        limits.cancel = .seconds(20)
        return limits
    }

    /// A kiosk's limits with a look every 50 ms, so that the tests are not spent waiting.
    static var brisk: PrintLimits {
        var limits = PrintLimits()
        limits.poll = .milliseconds(50)
        return limits
    }
}

/// All events of a job.
func events(of stream: AsyncStream<PrintEvent>) async -> [PrintEvent] {
    var events: [PrintEvent] = []
    for await event in stream { events.append(event) }
    return events
}

/// Whether a program outside this process came to do what is expected of it, in time.
func eventually(within limit: Duration, _ isTrue: () -> Bool) async -> Bool {
    let end = ContinuousClock.now + limit
    while !isTrue() {
        guard ContinuousClock.now < end else { return false }
        try? await Task.sleep(for: .milliseconds(20))
    }
    return true
}
