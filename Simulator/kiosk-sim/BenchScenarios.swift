internal import Foundation
internal import ScenarioRunner
internal import SimulatedKiosk

/// A hundred stories of the library, as a developer's CI plays them.
struct ScenarioBench {
    private static let library = "Simulator/Scenarios"

    func run(_ sheet: inout BenchSheet) async throws {
        let files = Array(try ScenarioSuite.files([Self.library]).prefix(100))
        let suite = ScenarioSuite(ScenarioRunner(stack: .embedded), jobs: ProcessInfo.processInfo.activeProcessorCount)
        var passed = 0
        let start = ContinuousClock.now
        await suite.run(files) { outcome in
            if case .played(let report) = outcome, report.isPassed { passed += 1 }
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        guard passed == files.count else {
            throw StackError(
                part: Self.library, reason: "\(files.count - passed) did not pass: `kiosk-sim run` tells why")
        }
        sheet.line("\(files.count) scenarios, keys and authorities made for them", seconds, "s", limit: 10)
    }
}
