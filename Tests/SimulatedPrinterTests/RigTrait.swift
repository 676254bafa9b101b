import Printing
import SimulatedPrinter
import Testing

/// Starts one rig for a whole suite, which must be serialized, and stops it after the last test.
struct RigTrait: SuiteTrait, TestScoping {
    @TaskLocal static var current: PrinterRig?

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let rig = try await PrinterRig.start()
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
    static var rig: RigTrait { RigTrait() }
}

extension PrintLimits {
    /// Limits for tests of what happens when they are reached.
    static var short: PrintLimits {
        var limits = PrintLimits()
        limits.poll = .milliseconds(50)
        limits.gone = .seconds(1)
        limits.settle = .milliseconds(500)
        limits.stall = .seconds(3)
        limits.cancel = .seconds(5)
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
