import ChildProcesses
import CoreMetrics
import Foundation
import Issuance
import Metering
import SimulatedCard
import SimulatedKiosk
import SimulatedPrinter
import SimulatedResidents
import TestSupport
import Testing

@testable import Kiosk

/// What a fleet's Prometheus is told.
@Suite(.timeLimit(.minutes(5)))
struct MetricsTests {
    private static let monitoring =
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path + "/Packaging/monitoring"

    @Test("After an issuance and a cancelled session the metrics say so, and promtool finds nothing to blame")
    func issued() async throws {
        try await Shop.open { shop in
            let metrics = KioskMetrics()
            let customer = shop.customer(try shop.plan())
            try await shop.run(customer, observer: { metrics.note($0) }) { running in
                #expect(await customer.visit.ending() == .delivered)
                try await running.waitUntilIdle()
                let text = await running.kiosk.metrics(metrics)
                for line in [
                    #"madoguchi_issuances_total{kind="residence-record",outcome="delivered"} 1"#,
                    "madoguchi_sessions_total 1", "madoguchi_sheets_total \(shop.printer.sheetsPrinted)",
                    "madoguchi_in_service 1",
                    #"madoguchi_part_up{part="printer"} 1"#, "madoguchi_money_owed_yen 0",
                    #"madoguchi_step_seconds_count{step="reading-card"} 1"#,
                    #"madoguchi_build_info{version="\#(Software.version)"} 1"#,
                ] {
                    #expect(text.contains(line + "\n"), "\(line) is not in:\n\(text)")
                }
                #expect(
                    text.contains("madoguchi_tube_pieces{yen=\"10\"} ")
                        && text.contains("madoguchi_certificate_remaining_seconds "))
                let plan = try #require(try shop.resident("shibuya-household").card)
                #expect(!text.contains(plan.pin))
                try await check(text)

                shop.reader.unplug()
                try await running.keeper.wait { $0.state == .outOfService }
                let broken = await running.kiosk.metrics(metrics)
                #expect(broken.contains("madoguchi_part_up{part=\"card-reader\"} 0\n"))
                #expect(broken.contains("madoguchi_in_service 0\n"))
            }
        }
    }

    @Test("Histograms are cumulative, labels are escaped, and a label that runs wild is not kept for ever")
    func format() async throws {
        let registry = PrometheusRegistry(help: ["a_seconds": "How long."])
        let timer = registry.makeTimer(label: "a_seconds", dimensions: [("step", "one")])
        for milliseconds in [50, 300, 7_000, 900_000] { timer.recordNanoseconds(Int64(milliseconds) * 1_000_000) }
        for number in 0..<PrometheusRegistry.mostSeries + 50 {
            registry.makeCounter(label: "b_total", dimensions: [("n", "\(number)")]).increment(by: 1)
        }
        registry.makeMeter(label: "c", dimensions: [("text", "a\"b\\c\nd")]).set(0.5)
        let text = registry.text()
        #expect(text.contains("a_seconds_bucket{step=\"one\",le=\"0.1\"} 1\n"))
        #expect(text.contains("a_seconds_bucket{step=\"one\",le=\"0.5\"} 2\n"))
        #expect(text.contains("a_seconds_bucket{step=\"one\",le=\"10\"} 3\n"))
        #expect(text.contains("a_seconds_bucket{step=\"one\",le=\"+Inf\"} 4\n"))
        #expect(
            text.contains("a_seconds_sum{step=\"one\"} 907.35\n") && text.contains("a_seconds_count{step=\"one\"} 4\n"))
        #expect(text.split(separator: "\n").count { $0.hasPrefix("b_total{") } == PrometheusRegistry.mostSeries)
        #expect(text.contains(#"c{text="a\"b\\c\nd"} 0.5"#))
    }

    @Test("The alert rules hold by promtool's own tests; rules and configuration are valid; the dashboard is JSON")
    func rules() async throws {
        for arguments in [
            ["check", "rules", "alerts.yml"], ["test", "rules", "alerts-test.yml"],
            ["check", "config", "prometheus.yml"],
        ] {
            let outcome = try await ChildProcess.runAside(
                "/usr/bin/promtool", arguments, in: Self.monitoring, within: .seconds(120))
            #expect(outcome.status == 0, "\(arguments): \(outcome.text)")
        }
        let dashboard = try Data(contentsOf: URL(filePath: Self.monitoring + "/dashboard.json"))
        #expect(try JSONSerialization.jsonObject(with: dashboard) is [String: Any])
    }

    @Test("A real Prometheus scrapes twenty kiosks, each with numbers of its own")
    func fleet() async throws {
        try await Shop.open { shop in
            let customer = shop.customer(try shop.plan()) { _, _ in .nothing }
            try await shop.run(customer) { running in
                try await running.waitUntilIdle()
                var servers: [MetricsServer] = []
                for number in 0..<20 {
                    // The kiosks of a fleet differ by what they counted.
                    let metrics = KioskMetrics()
                    metrics.meter("test_kiosk_number").set(Int64(number))
                    let kiosk = running.kiosk
                    servers.append(try await MetricsServer.start(port: 0) { await kiosk.metrics(metrics) })
                }
                let folder = try TemporaryFolder()
                let targets = servers.map { "\"127.0.0.1:\($0.port)\"" }.joined(separator: ", ")
                try Data(
                    """
                    global: { scrape_interval: 5s, scrape_timeout: 5s }
                    scrape_configs:
                      - job_name: madoguchi
                        static_configs: [{ targets: [\(targets)] }]
                    """.utf8
                ).write(to: URL(filePath: folder.path + "/prometheus.yml"))
                let port = try freePort()
                let prometheus = Process()
                prometheus.executableURL = URL(filePath: "/usr/bin/prometheus")
                prometheus.arguments = [
                    "--config.file=\(folder.path)/prometheus.yml", "--storage.tsdb.path=\(folder.path)/data",
                    "--web.listen-address=127.0.0.1:\(port)", "--log.level=error",
                ]
                prometheus.standardError = FileHandle.nullDevice
                try prometheus.run()
                defer {
                    prometheus.terminate()
                    prometheus.waitUntilExit()
                }
                // Each answer says how far it has come; the suite's limit ends the wait.
                var seen = ""
                while !seen.contains("\"190\"") {
                    try await Task.sleep(for: .milliseconds(200))
                    seen = try await ChildProcess.runAside(
                        "/usr/bin/curl",
                        [
                            "-s",
                            "http://127.0.0.1:\(port)/api/v1/query?query=sum(test_kiosk_number)%20and%20(count(up==1)==20)",
                        ]
                    ).text
                }
                for server in servers { await server.stop() }
            }
        }
    }

    private func check(_ text: String) async throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/metrics"
        try Data(text.utf8).write(to: URL(filePath: file))
        let outcome = try await ChildProcess.runAside(
            "/usr/bin/promtool", ["check", "metrics"], input: file, within: .seconds(120))
        #expect(outcome.status == 0 && outcome.text.isEmpty, "\(outcome.text)")
    }
}

/// A port that was free a moment ago.
private func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
        }
    }
    try #require(isBound)
    return Int(UInt16(bigEndian: address.sin_port))
}
