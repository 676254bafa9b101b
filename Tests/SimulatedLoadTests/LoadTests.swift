import Foundation
import SimulatedCloud
import SimulatedLoad
import TestSupport
import Testing

@Suite("Many kiosks at once", .timeLimit(.minutes(10)))
struct LoadTests {
    @Test("nobody gets a stranger's document, nothing is issued twice, and no outcome is lost")
    func promises() async throws {
        let folder = try TemporaryFolder()
        var configuration = LoadRun.Configuration(kiosks: 8, rate: 40, visits: 160, output: folder.path)
        configuration.faultRate = 0.04
        configuration.changeRate = 4
        configuration.seed = 7
        let report = try await LoadRun(configuration).run()
        #expect(report.broken == [])
        #expect(report.isGood)
        #expect(report.strangers == 0 && report.doubles == 0 && report.lost == 0)
        #expect(report.visits == 160)
        // It was a run and not a standstill: papers came out, records changed, calls failed, somebody was refused.
        #expect(report.delivered > 80)
        #expect(report.changes > 5)
        #expect(report.faults > 5)
        #expect(report.endings.values.reduce(0, +) == 160)
    }

    @Test(
        "each incident is refused: nothing printed, nothing kept, and a mix-up alarms a person",
        arguments: CloudIncident.allCases)
    func incidents(_ incident: CloudIncident) async throws {
        let folder = try TemporaryFolder()
        let report = try await EvilRun(incident, output: folder.path).run()
        #expect(report.isRefused, "\(report)")
        #expect(report.sheets == 0)
        #expect(report.kept == 0)
        #expect(report.alarms == (incident.isMixUp ? ["document-mismatch"] : []))
        #expect(report.ending != "delivered")
    }
}
