import Foundation
import Glibc
import Issuance
import Testing

@testable import Screens

/// The server on a real socket of the loopback interface: who may read, who may press, and what a browser gets.
@Suite struct ServerTests {
    private static let pages = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources/Screens/Resources").path

    /// A server for the length of `body`.
    private func serving(
        clock: any Clock<Duration> = StillClock(), _ body: (ScreenServer, TestBrowser) async throws -> Void
    ) async throws {
        let server = try await ScreenServer.start(pages: ScreenPages(directory: Self.pages), clock: clock)
        do {
            try await body(server, TestBrowser(address: server.address))
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    private func presentation(_ name: String, serial: UInt64) throws -> Presentation {
        let fixture = try #require(try ScreenFixtures.all().first { $0.name == name })
        return Presentation(serial: serial, screen: fixture.frame.screen, memberNames: fixture.frame.memberNames)
    }

    @Test("The page comes with a policy that allows its own files and nothing else, and is never cached")
    func page() async throws {
        try await serving { _, browser in
            let answer = try await browser.request("GET", "/")
            #expect(answer.status == 200)
            #expect(answer.body.contains("<div id=\"stage\""))
            #expect(answer.headers["cache-control"] == "no-store")
            #expect(answer.headers["x-content-type-options"] == "nosniff")
            let policy = try String(
                contentsOf: FixtureTests.file.deletingLastPathComponent().appending(path: "content-policy.txt"),
                encoding: .utf8)
            #expect(answer.headers["content-security-policy"] == policy.trimmingCharacters(in: .newlines))
            #expect(answer.headers["content-security-policy"] == RequestGuard.contentPolicy)
        }
    }

    @Test("The simulator's dock, and nobody else, may frame the page where it is named; all else stays as it is")
    func framed() async throws {
        let server = try await ScreenServer.start(
            pages: ScreenPages(directory: Self.pages), clock: StillClock(), framedBy: 4_321)
        let answer = try await TestBrowser(address: server.address).request("GET", "/")
        await server.stop()
        #expect(
            answer.headers["content-security-policy"]
                == RequestGuard.contentPolicy.replacing(
                    "frame-ancestors 'none'", with: "frame-ancestors http://127.0.0.1:4321"))
    }

    @Test(
        "Each file has its type; nothing outside the folder is served",
        arguments: [
            ("/js/app.js", 200), ("/tokens.css", 200), ("/strings/vi.json", 200), ("/icon.svg", 200),
            ("/../ScreenServer.swift", 404),
            ("/js/../../ScreenDesk.swift", 404), ("/js/", 404), ("/nothing", 404),
        ])
    func files(path: String, status: Int) async throws {
        try await serving { _, browser in
            try await #expect(browser.request("GET", path).status == status)
        }
    }

    @Test("Without this boot's token nobody reads and nobody presses")
    func token() async throws {
        try await serving { _, browser in
            let input = "{\"serial\":0,\"touch\":{\"name\":\"stay\"}}"
            try await #expect(browser.request("GET", "/events", headers: [:]).status == 403)
            try await #expect(
                browser.request("GET", "/events", headers: ["X-Madoguchi-Token": ScreenToken.random().text]).status
                    == 403)
            try await #expect(browser.request("GET", "/events?token=\(browser.token)", headers: [:]).status == 403)
            var headers = browser.pageHeaders
            headers["X-Madoguchi-Token"] = nil
            try await #expect(browser.request("POST", "/input", headers: headers, body: input).status == 403)
        }
    }

    @Test(
        "Another origin, another site, or a name that was made to point here is turned away",
        arguments: [
            ["Origin": "http://evil.example"], ["Origin": "null"], ["Sec-Fetch-Site": "cross-site"],
            ["Sec-Fetch-Site": "same-site"],
            ["Origin": ""],
        ])
    func origins(wrong: [String: String]) async throws {
        try await serving { _, browser in
            let headers = browser.pageHeaders.merging(wrong) { _, new in new }
            let answer = try await browser.request(
                "POST", "/input", headers: headers, body: "{\"serial\":0,\"touch\":{\"name\":\"stay\"}}")
            #expect(answer.status == 403)
        }
    }

    @Test("A host name that is not this server's is answered to by nobody")
    func host() async throws {
        try await serving { _, browser in
            try await #expect(browser.request("GET", "/", headers: ["Host": "kiosk.evil.example"]).status == 421)
            try await #expect(browser.request("GET", "/", headers: ["Host": "127.0.0.1"]).status == 421)
        }
    }

    @Test(
        "What is no input is refused: 400 for what cannot be read, 409 for what has passed, 413, 415",
        arguments: [
            ("{\"serial\":0,\"touch\":{\"name\":\"fly\"}}", "application/json", 400), ("", "application/json", 400),
            ("{\"serial\":9,\"touch\":{\"name\":\"stay\"}}", "application/json", 409),
            ("{\"serial\":0,\"touch\":{\"name\":\"stay\"}}", "text/plain", 415),
            (String(repeating: " ", count: 5_000), "application/json", 413),
            ("{\"serial\":0,\"touch\":{\"name\":\"stay\"}}", "application/json", 204),
        ])
    func input(body: String, type: String, status: Int) async throws {
        try await serving { _, browser in
            let headers = browser.pageHeaders.merging(["Content-Type": type]) { _, new in new }
            try await #expect(browser.request("POST", "/input", headers: headers, body: body).status == status)
        }
    }

    @Test("A page gets the current screen at once, a second page too, and both get the next one")
    func events() async throws {
        try await serving { server, browser in
            await server.show(try presentation("consent", serial: 5))
            let (first, second) = (try await browser.open("/events"), try await browser.open("/events"))
            #expect(try await first.next("\"serial\":").contains("\"serial\":5,"))
            #expect(try await second.next("\"serial\":").contains("\"kind\":\"consent\""))
            await server.show(try presentation("place-card", serial: 6))
            #expect(try await first.next("\"serial\":6").contains("placeCard"))
            #expect(try await second.next("\"serial\":6").contains("placeCard"))
        }
    }

    @Test("A sign of life comes with every tick of the clock")
    func heartbeat() async throws {
        let clock = StillClock()
        try await serving(clock: clock) { _, browser in
            let stream = try await browser.open("/events")
            _ = try await stream.next("\"serial\":0")
            await clock.advance()
            _ = try await stream.next(":\n\n")
            await clock.advance()
            _ = try await stream.next(":\n\n")
        }
    }

    @Test("A touch comes out where the firmware listens, once")
    func touch() async throws {
        try await serving { server, browser in
            await server.show(try presentation("consent", serial: 5))
            let body = "{\"serial\":5,\"touch\":{\"name\":\"agree\"}}"
            try await #expect(browser.request("POST", "/input", headers: browser.pageHeaders, body: body).status == 204)
            try await #expect(browser.request("POST", "/input", headers: browser.pageHeaders, body: body).status == 409)
            var inputs = server.inputs().makeAsyncIterator()
            let input = try #require(await inputs.next())
            #expect(input.serial == 5)
            guard case .touch(.agree) = input.action else { Issue.record("another touch"); return }
            var others = server.inputs().makeAsyncIterator()
            #expect(await others.next() == nil)
        }
    }

    @Test("A port that is taken is named, with the remedy")
    func port() async throws {
        try await serving { server, _ in
            await #expect {
                _ = try await ScreenServer.start(pages: ScreenPages(directory: Self.pages), port: server.port)
            } throws: { error in
                guard case .port(server.port, _) = error as? ScreenServerError else { return false }
                return true
            }
        }
    }

    @Test("A folder that holds no page is named")
    func noPages() {
        #expect(throws: ScreenServerError.pages("/nowhere")) { try ScreenPages(directory: "/nowhere") }
    }

    @Test(
        "The resident's page is 300 kB or less without the voice and the technicians' pages, which come when asked for")
    func size() throws {
        let pages = try ScreenPages(directory: Self.pages)
        let own = pages.files.filter { $0.key != "/" && !$0.key.hasPrefix("/voice/") && !$0.key.hasPrefix("/service/") }
        #expect(own.reduce(0) { $0 + $1.value.bytes.count } <= 300_000)
        #expect(pages.files.count - own.count > 10)
        #expect(try ScreenPages.found().files.keys.sorted() == pages.files.keys.sorted())
    }

    @Test("A page that is open is seen, and one whose browser has died is missed when signs of life go nowhere")
    func sightings() async throws {
        let clock = StillClock()
        try await serving(clock: clock) { server, browser in
            var seen = server.sightings().makeAsyncIterator()
            #expect(await seen.next() == false)
            var stream: TestBrowser.Stream? = try await browser.open("/events")
            _ = try await stream?.next("\"serial\":0")
            #expect(await seen.next() == true)
            stream = nil
            let ticking = Task {
                while !Task.isCancelled { await clock.advance() }
            }
            #expect(await seen.next() == false)
            ticking.cancel()
            await ticking.value
            var others = server.sightings().makeAsyncIterator()
            #expect(await others.next() == nil)
        }
    }

    @Test("A token is for its owner, and for one group where one is named; a file open to others is not believed")
    func tokenFileForGroup() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "screens-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "token").path
        let group = getegid()
        let token = try ScreenToken.ofThisBoot(file: file, group: group)
        #expect(try ScreenToken.ofThisBoot(file: file, group: group) == token)
        #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o640)
        // Nothing but the token was left there.
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["token"])
        #expect(throws: ScreenServerError.tokenFile(file, errno: EPERM)) { try ScreenToken.ofThisBoot(file: file) }
        for mode: mode_t in [0o644, 0o660, 0o600] {
            chmod(file, mode)
            #expect(throws: ScreenServerError.tokenFile(file, errno: EPERM)) {
                try ScreenToken.ofThisBoot(file: file, group: group)
            }
        }
        chmod(file, 0o640)
        #expect(try ScreenToken.ofThisBoot(file: file, group: group) == token)
        let link = folder.appending(path: "link").path
        symlink(file, link)
        #expect(throws: ScreenServerError.tokenFile(link, errno: ELOOP)) {
            try ScreenToken.ofThisBoot(file: link, group: group)
        }
        let missing = folder.appending(path: "missing/token").path
        #expect(throws: ScreenServerError.tokenFile(missing, errno: ENOENT)) {
            try ScreenToken.ofThisBoot(file: missing, group: group)
        }
    }

    @Test("Many that start at once agree on one token")
    func tokenRace() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "screens-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "token").path
        let readers = (0..<8).map { _ in Task { try ScreenToken.ofThisBoot(file: file) } }
        var tokens: Set<ScreenToken> = []
        for reader in readers { tokens.insert(try await reader.value) }
        #expect(tokens.count == 1)
    }

    @Test("A token is kept for the boot, for its owner alone, and nothing else is taken for one")
    func tokenFile() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "screens-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "token").path
        let token = try ScreenToken.ofThisBoot(file: file)
        #expect(try ScreenToken.ofThisBoot(file: file) == token)
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        try "something else".write(toFile: file, atomically: true, encoding: .utf8)
        #expect(throws: ScreenServerError.self) { try ScreenToken.ofThisBoot(file: file) }
        #expect("\(token)" == "ScreenToken")
    }
}
