import Foundation
import TestSupport
import Testing

/// The resident's page as `kioskd` serves it: who sees it, who does not, and what the kiosk makes of a screen without it.
@Suite(.timeLimit(.minutes(5)))
struct DaemonScreenTests {
    /// A daemon that runs, and what a browser needs to know of it.
    private struct Served {
        let enrolled: Enrolled
        let daemon: RunningCommand
        let port: Int

        init(_ enrolled: Enrolled) async throws {
            self.enrolled = enrolled
            daemon = try enrolled.daemon()
            let line = try await daemon.complaintLine { $0.contains("screen.served") }
            _ = try await daemon.complaintLine { $0.contains("kiosk.started") }
            let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            port = try #require((object["port"] as? String).flatMap { Int($0) })
        }

        var token: String { get throws { try enrolled.folder.read("screen-token") } }

        /// What curl gets, with these arguments: the status, and then the body.
        func curl(
            _ path: String, _ headers: [String] = [], data: String? = nil
        ) async throws -> (status: String, body: String) {
            let command = try RunningCommand(
                "/usr/bin/curl",
                ["--silent", "--max-time", "20", "--write-out", "\n%{http_code}"]
                    + headers.flatMap { ["--header", $0] } + (data.map { ["--data", $0] } ?? [])
                    + ["http://127.0.0.1:\(port)\(path)"])
            let lines = try await command.result().output.split(separator: "\n", omittingEmptySubsequences: false)
            return (lines.last.map(String.init) ?? "", lines.dropLast().joined(separator: "\n"))
        }

        /// A browser that has the page open, until it is ended.
        func open() throws -> RunningCommand {
            try RunningCommand(
                "/usr/bin/curl",
                [
                    "--silent", "--no-buffer", "--header", "X-Madoguchi-Token: \(token)",
                    "http://127.0.0.1:\(port)/events",
                ])
        }

        /// Waits until the newest line about service names `part`.
        func waitForHindrance(_ part: String) async throws {
            try await daemon.complaint { text in
                let lines = text.split(separator: "\n").filter { $0.contains("kiosk.out-of-service") }
                return lines.last?.contains(part) ?? false
            }
        }

        func stop() async throws {
            daemon.send(SIGTERM)
            let end = try await daemon.result()
            #expect(end.status == 0, "\(end.complaint)")
            // The token is nobody's to read in a log.
            #expect(!end.complaint.contains(try token))
        }
    }

    @Test("The page is served on loopback alone; without this boot's token, or from elsewhere, nobody reads or presses")
    func guarded() async throws {
        let enrolled = try await Enrolled()
        let served = try await Served(enrolled)
        let page = try await served.curl("/")
        #expect(page.status == "200" && page.body.contains("/js/app.js"))

        // Nobody beyond this machine: 127.0.0.1 is the only address that is listened at (proc(5), state 0A).
        let wanted = String(format: ":%04X", served.port)
        let listeners = try ["tcp", "tcp6"].flatMap { name -> [String] in
            // Such a file has no length that could be asked for: it is read to its end.
            let table = try FileHandle(forReadingFrom: URL(filePath: "/proc/net/\(name)")).readToEnd() ?? Data()
            return String(decoding: table, as: UTF8.self).split(separator: "\n").compactMap {
                let fields = $0.split(separator: " ")
                return fields.count > 3 && fields[3] == "0A" && fields[1].hasSuffix(wanted) ? String(fields[1]) : nil
            }
        }
        #expect(listeners == ["0100007F" + wanted])

        let token = "X-Madoguchi-Token: \(try served.token)"
        let wrong = "X-Madoguchi-Token: " + String(repeating: "0", count: 32)
        let json = "Content-Type: application/json"
        let touch = "{\"serial\":1,\"touch\":{\"name\":\"stay\"}}"
        let home = "Origin: http://127.0.0.1:\(served.port)"
        // Another program, which does not know the token.
        #expect(try await served.curl("/events").status == "403")
        #expect(try await served.curl("/events", [wrong]).status == "403")
        #expect(try await served.curl("/input", [json, home], data: touch).status == "403")
        // Another page in the browser, even if it knew the token.
        for other in ["Origin: http://evil.example", "Origin: null", "Origin: http://127.0.0.1:1"] {
            #expect(try await served.curl("/input", [json, token, other], data: touch).status == "403", "\(other)")
        }
        // A name that was made to point here.
        #expect(try await served.curl("/", ["Host: kiosk.evil.example"]).status == "421")
        // The page itself; the touch is meant for a screen that has passed.
        let passed = touch.replacing("1", with: "4711")
        let own = try await served.curl("/input", [json, token, home], data: passed)
        #expect(own.status == "409")
        try await served.stop()
        try await enrolled.stop()
    }

    @Test("A page that is connected is no hindrance; seconds after the last one has gone the screen is one again")
    func connected() async throws {
        let enrolled = try await Enrolled()
        let served = try await Served(enrolled)
        func hindrances() async throws -> [String] {
            try #require(try await enrolled.status().json()["hindrances"] as? [String])
        }
        #expect(try await hindrances().contains("screen"))
        let browser = try served.open()
        let frame = try await browser.line { $0.hasPrefix("data: ") }
        #expect(frame.contains("outOfService") && frame.contains("\"helpDesk\":\"03-0000-0000\""))
        _ = try await served.daemon.complaintLine { $0.contains("kiosk.out-of-service") && !$0.contains("screen") }
        #expect(try await !hindrances().contains("screen"))

        browser.send(SIGKILL)
        _ = try await browser.result()
        try await served.waitForHindrance("screen")

        // A daemon in its place finds the token as the browser knows it.
        let token = try served.token
        try await served.stop()
        let next = try await Served(enrolled)
        #expect(try next.token == token)
        try await next.stop()
        try await enrolled.stop()
    }

    @Test("The token is for the browser's group where one is named; whatever is wrong is said with the line")
    func refused() async throws {
        let enrolled = try await Enrolled()
        let folder = enrolled.folder
        let good = try folder.read("kiosk.yaml")
        func refused(_ key: String, _ change: (String) -> String) async throws -> String {
            let result = try await enrolled.refused { try enrolled.edit(change) }
            let place = "kiosk.yaml:\(try enrolled.line(of: "  \(key):")): 'screen.\(key)'"
            #expect(result.complaint.contains(place), "\(result.complaint)")
            try folder.write(good, to: "kiosk.yaml")
            return result.complaint
        }
        let port = try #require(enrolled.url.split(separator: ":").last)
        let taken = try await refused("port") { $0.replacing("  port: 0", with: "  port: \(port)") }
        #expect(taken.contains("could not be opened"))
        let group = try await refused("group") { $0.replacing("  token:", with: "  group: no-such-group\n  token:") }
        #expect(group.contains("systemd-sysusers"))
        let pages = try await refused("pages") { $0.replacing("  token:", with: "  pages: /nonexistent\n  token:") }
        #expect(pages.contains("index.html"))
        let sound = try await refused("sound") { $0.replacing("  token:", with: "  sound: /dev/null/x\n  token:") }
        #expect(sound.contains("/dev/null/x could not be written (Not a directory)"))

        // A file that others could read is not this boot's token.
        try folder.write(String(repeating: "a", count: 32), to: "screen-token")
        chmod(folder.path + "/screen-token", 0o644)
        let open = try await refused("token") { $0 }
        #expect(open.contains("remove the file"))
        try FileManager.default.removeItem(atPath: folder.path + "/screen-token")

        try enrolled.edit { $0.replacing("  token:", with: "  group: nogroup\n  token:") }
        let served = try await Served(enrolled)
        #expect(folder.mode(of: "screen-token") == 0o640)
        let owner = try FileManager.default.attributesOfItem(atPath: folder.path + "/screen-token")
        #expect(owner[.groupOwnerAccountName] as? String == "nogroup")
        try await served.stop()
        try await enrolled.stop()
    }
}
