import Foundation
import TestSupport
import Testing

/// `kiosk-sim serve`
@Suite(.timeLimit(.minutes(5)))
struct ServeTests {
    @Test(
        "It serves the dock and the page at the addresses that it prints, to this machine, and leaves when it is told to"
    )
    func servesBoth() async throws {
        let folder = try TemporaryFolder()
        let serving = try RunningCommand("kiosk-sim", ["serve", "--output", folder.path], directory: folder.path)
        for label in ["The kiosk and its dock:", "The page alone:"] {
            let line = try await serving.line { $0.hasPrefix(label) }
            let address = try #require(line.split(separator: " ").last.map(String.init))
            #expect(address.hasPrefix("http://127.0.0.1:"))
            // Behind the # stands this run's token, which no request carries in its address.
            let page = try #require(address.split(separator: "#").first.map(String.init))
            let got = try await Command.run("/usr/bin/curl", "--silent", "--fail", "--max-time", "30", page)
            #expect(got.status == 0)
            #expect(got.output.contains("/js/app.js"))
            // Without the token nobody sees a screen, nor what happens around it.
            let events = try await Command.run(
                "/usr/bin/curl", "--silent", "--output", "/dev/null", "--write-out", "%{http_code}", "--max-time", "30",
                page + "events")
            #expect(events.output == "403")
        }
        serving.send(SIGTERM)
        #expect(try await serving.result().status == 0)
    }
}
