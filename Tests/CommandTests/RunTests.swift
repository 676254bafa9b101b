import Foundation
import TestSupport
import Testing

/// `kiosk-sim run` and `replay`, as their users run them.
@Suite("kiosk-sim run", .timeLimit(.minutes(8)))
struct RunTests {
    private static let library =
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path + "/Simulator/Scenarios"

    /// One of each kind that real parts can play without waiting for long.
    private static let onDevices = [
        ["first-steps/a-certificate", "languages/en", "pin/second-try", "certificate/revoked"],
        ["pin/locked-after-three", "card/pulled-while-signing", "card/not-a-residents-card", "refusals/protected"],
        [
            "first-steps/three-residents", "money/change", "money/cancelled-with-coins-in",
            "incidents/altered-on-the-way",
        ],
    ]

    @Test("A dozen of the library hold on real parts too: pcscd, CUPS and an IPP printer", arguments: onDevices)
    func devices(stories: [String]) async throws {
        let files = stories.map { "\(Self.library)/\($0).yaml" }
        let running = try RunningCommand("kiosk-sim", ["run", "--stack", "devices"] + files)
        let result = try await running.result()
        #expect(result.status == 0, "\(result.output)\(result.complaint)")
        #expect(result.output.contains("\(stories.count) passed, 0 failed, 0 could not run"))
    }

    @Test("Its status tells passed, failed and could not run apart; the report and the trace are there")
    func statuses() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "madoguchi-run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func write(_ name: String, _ text: String) throws -> String {
            let path = folder.appending(path: name).path
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            return path
        }
        let good = try write("good.yaml", "shows: One\nvisit: { resident: shibuya-protected }\n")
        let bad = try write(
            "bad.yaml", "shows: Two\nvisit: { resident: shibuya-protected, expect: { outcome: delivered } }\n")
        let wrong = try write("wrong.yaml", "shows: Three\nvisit: { residnet: shibuya-protected }\n")

        let passed = try await Command.run("kiosk-sim", "run", good, "--trace", folder.path + "/traces")
        #expect(passed.status == 0, "\(passed.output)\(passed.complaint)")
        let traces = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/traces")
        #expect(traces.count == 1)
        let replayed = try await Command.run("kiosk-sim", "replay", folder.path + "/traces/" + (traces.first ?? ""))
        #expect(replayed.status == 0 && replayed.output.contains("all as recorded"), "\(replayed.complaint)")

        let failed = try await Command.run("kiosk-sim", "run", good, bad, "--junit", folder.path + "/report.xml")
        #expect(failed.status == 1, "\(failed.output)")
        #expect(failed.output.contains("bad.yaml:2: the outcome is 'refused:protected', expected 'delivered'"))
        let report = try String(contentsOfFile: folder.path + "/report.xml", encoding: .utf8)
        #expect(report.contains("tests=\"2\" failures=\"1\" errors=\"0\""))

        let refused = try await Command.run("kiosk-sim", "run", bad, wrong)
        #expect(refused.status == 2)
        #expect(refused.output.contains("wrong.yaml:2: unknown key 'residnet' in 'visit'. Did you mean 'resident'?"))
        #expect(try await Command.run("kiosk-sim", "run", folder.path + "/none").status == 2)
        #expect(try await Command.run("kiosk-sim", "replay", good).status == 2)
    }

    @Test("A soak says how far it is and what it found, and shows its stories without playing them")
    func soak() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "madoguchi-soak-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let held = try await Command.run("kiosk-sim", "soak", "--sessions", "12", "--seed", "4", "--output", folder)
        #expect(held.status == 0, "\(held.output)\(held.complaint)")
        #expect(held.output.contains("12 of 12 visits") && held.output.contains("every rule held"), "\(held.output)")
        #expect(held.output.contains("resident memory") && held.output.contains("open descriptors"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)

        let shown = try await Command.run("kiosk-sim", "soak", "--sessions", "12", "--seed", "4", "--show")
        #expect(shown.status == 0 && shown.output.contains("shows: \"Drawn with seed 4, visits 1 to 12\""))
        #expect(try await Command.run("kiosk-sim", "soak", "--faults", "2").status == 64)
    }
}
