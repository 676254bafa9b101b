import Foundation
import Testing

@testable import SimulatorDock

/// Who may look and press, and what a browser gets.
@Suite(.timeLimit(.minutes(5)))
struct DockServerTests {
    @Test("The dock's own files and one frame, nothing else; and the page may be framed by this dock alone")
    func policies() async throws {
        try await Booth.open { booth in
            let dock = try HTTPClient(address: booth.server.address)
            let answer = try await dock.get("/", [:])
            #expect(answer.status == 200 && answer.text.contains("id=\"glass\""))
            let policy = try #require(answer.headers["content-security-policy"])
            #expect(policy.contains("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"))
            #expect(policy.contains("frame-src http://127.0.0.1:\(booth.page.port);"))
            #expect(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"))
            #expect(answer.headers["cache-control"] == "no-store")
            let page = try #require(try await booth.page.get("/", [:]).headers["content-security-policy"])
            #expect(page.contains("frame-ancestors http://127.0.0.1:\(dock.port);"))
            #expect(!page.contains("frame-src") && page.contains("script-src 'self'"))
            for (path, type) in [
                ("/dock.css", "text/css; charset=utf-8"), ("/js/app.js", "text/javascript; charset=utf-8"),
                ("/tokens.css", "text/css; charset=utf-8"), ("/js/dom.js", "text/javascript; charset=utf-8"),
            ] {
                let file = try await dock.get(path, [:])
                #expect(file.status == 200 && file.headers["content-type"] == type)
            }
            for path in ["/js/../../Dock.swift", "/nothing", "/strings/ja.json"] {
                #expect(try await dock.get(path, [:]).status == 404)
            }
        }
    }

    @Test("Without this run's token, from another origin, or under another name, nobody looks and nobody presses")
    func guarded() async throws {
        try await Booth.open { booth in
            let dock = try HTTPClient(address: booth.server.address)
            let coin = #"{"do":"insert","yen":100}"#
            var strange = dock.own
            strange["X-Madoguchi-Token"] = booth.page.token
            #expect(try await dock.get("/events", strange).status == 403)
            #expect(try await dock.get("/papers/1/1.png", strange).status == 403)
            #expect(try await dock.post("/do", coin, strange).status == 403)
            for (name, value) in [
                ("Origin", "http://evil.example"), ("Origin", "http://127.0.0.1:\(booth.page.port)"),
                ("Sec-Fetch-Site", "same-site"), ("Sec-Fetch-Site", "cross-site"),
            ] {
                var headers = dock.own
                headers[name] = value
                #expect(try await dock.post("/do", coin, headers).status == 403)
            }
            var named = dock.own
            named["Host"] = "dock.evil.example"
            #expect(try await dock.post("/do", coin, named).status == 421)
            // The page's token opens the dock for nobody, and the dock's not the page.
            #expect(try await booth.page.get("/events", dock.own).status == 403)
            #expect(await booth.dock.state().money.cup == [])
        }
    }

    @Test("A command is carried out, refused with a reason in two languages, or not understood")
    func commands() async throws {
        try await Booth.open { booth in
            let dock = try HTTPClient(address: booth.server.address)
            #expect(try await dock.post("/do", #"{"do":"insert","yen":100}"#).status == 204)
            #expect(await booth.dock.state().money.cup == [DockState.Piece(yen: 100, count: 1)])
            let refused = try await dock.post("/do", #"{"do":"liftCard"}"#)
            #expect(refused.status == 409)
            #expect(refused.text == #"{"en":"No card lies on the reader.","ja":"カードは置いてありません。"}"#)
            #expect(try await dock.post("/do", #"{"do":"fly"}"#).status == 400)
            #expect(try await dock.post("/do", String(repeating: " ", count: 2_000)).status == 413)
            var plain = dock.own
            plain["Content-Type"] = "text/plain"
            #expect(try await dock.post("/do", #"{"do":"emptyCup"}"#, plain).status == 415)
            #expect(try await dock.get("/papers/1/1.png").status == 404)
            #expect(try await dock.get("/papers/x/1.png").status == 404)
        }
    }

    @Test("Whoever watches learns who there is, what is, and what goes by")
    func events() async throws {
        try await Booth.open { booth in
            let dock = try HTTPClient(address: booth.server.address)
            let events = try await dock.events()
            let setup = try await events.next { name, _ in name == "setup" }
            #expect(setup["page"] as? String == booth.server.pageAddress && setup["stack"] as? String == "embedded")
            let people = try #require(setup["residents"] as? [[String: Any]])
            #expect(people.count == 24 && people.allSatisfy { ($0["pin"] as? String)?.count == 4 })
            let revoked = try #require(people.first { $0["id"] as? String == "mitaka-revoked" })
            let marks = try #require(revoked["marks"] as? [[String: Any]])
            #expect(marks.contains { ($0["name"] as? [String: String])?["en"] == "revoked" })
            #expect((setup["stations"] as? [Any])?.count == Station.allCases.count)
            _ = try await events.next { name, state in name == "state" && state["isOn"] as? Bool == true }
            try await booth.dock.perform(.placeCard("mitaka-revoked"))
            _ = try await events.next { name, state in
                name == "state" && (state["card"] as? [String: Any])?["resident"] as? String == "mitaka-revoked"
            }
        }
    }

    @Test("The feed forgets the oldest, and whoever comes late gets what is kept")
    func bounded() {
        let feed = DockFeed(DockTime())
        for number in 1...DockFeed.maximumEntries + 10 { feed.note(.hand, "\(number)") }
        let entries = feed.entries(after: 0)
        #expect(entries.count == DockFeed.maximumEntries && entries.first?.text == "11")
        #expect(feed.entries(after: DockFeed.maximumEntries + 8).map(\.text) == ["2009", "2010"])
        #expect(feed.entries(after: DockFeed.maximumEntries + 10) == [])
        let watchers = (0...DockFeed.maximumWatchers).map { _ in feed.watch().id }
        #expect(Set(watchers).count == DockFeed.maximumWatchers + 1)
    }
}
