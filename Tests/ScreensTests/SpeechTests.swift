import Foundation
import Issuance
import LockedMemory
import Testing
import Voice

@testable import Screens

/// What the page may have spoken, and who may ask.
@Suite struct SpeechTests {
    private static let pages = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources/Screens/Resources").path

    private func serving(
        voice: Voice? = Voice(limit: .seconds(60)), _ body: (ScreenServer, TestBrowser) async throws -> Void
    ) async throws {
        let server = try await ScreenServer.start(
            pages: ScreenPages(directory: Self.pages), voice: voice, clock: StillClock())
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

    @Test(
        "A recording for what the page would say; nothing for anything else",
        arguments: [
            ("language=en&speed=3&keep=1", "Please wait.", 200), ("language=en&speed=3", "Please wait.", 200),
            ("language=en&speed=6", "Please wait.", 400), ("language=tlh&speed=3", "Please wait.", 400),
            ("speed=3", "Please wait.", 400), ("language=en&speed=3&keep=2", "Please wait.", 400),
            ("language=en&speed=3&voice=../x", "Please wait.", 400), ("language=en&language=ja&speed=3", "Wait.", 400),
            ("language=en&speed=3", "…", 400), ("language=en&speed=3", "", 400),
            ("language=en&speed=3", String(repeating: "a", count: 2_000), 413),
            ("language=ja&speed=3&member=0", "", 409), ("language=ja&speed=3&member=99", "", 400),
            ("language=ja&speed=3&member=0&keep=1", "", 400),
        ])
    func asked(query: String, text: String, status: Int) async throws {
        try await serving { _, browser in
            let answer = try await browser.request(
                "POST", "/speech?\(query)", headers: browser.pageHeaders, body: text)
            #expect(answer.status == status)
            #expect((answer.headers["content-type"] == "audio/wav") == (status == 200))
            #expect(answer.headers["cache-control"] == "no-store")
        }
    }

    @Test("Names are said of the members that the screen shows, and of nobody else")
    func members() async throws {
        try await serving { server, browser in
            await server.show(try presentation("options", serial: 3))
            func ask(_ member: Int) async throws -> Int {
                try await browser.request(
                    "POST", "/speech?language=ja&speed=3&member=\(member)", headers: browser.pageHeaders
                ).status
            }
            #expect(try await ask(0) == 200)
            #expect(try await ask(18) == 409)
            await server.show(try presentation("consent", serial: 4))
            #expect(try await ask(0) == 409)
        }
    }

    @Test("Without this boot's token, or from another origin, nothing is spoken")
    func token() async throws {
        try await serving { _, browser in
            let path = "/speech?language=en&speed=3"
            for wrong in [["X-Madoguchi-Token": ScreenToken.random().text], ["Origin": "http://evil.example"]] {
                let headers = browser.pageHeaders.merging(wrong) { _, new in new }
                let answer = try await browser.request("POST", path, headers: headers, body: "Please wait.")
                #expect(answer.status == 403)
            }
            #expect(try await browser.request("GET", path, headers: browser.pageHeaders).status == 404)
        }
    }

    @Test("A machine without a voice answers that it has none")
    func silent() async throws {
        try await serving(voice: nil) { _, browser in
            let answer = try await browser.request(
                "POST", "/speech?language=en&speed=3", headers: browser.pageHeaders, body: "Please wait.")
            #expect(answer.status == 404)
        }
    }

    @Test("A plug starts the voice and ends it; the next resident hears nothing without one")
    func headphones() async throws {
        let (inputs, touched) = AsyncStream<ResidentInput>.makeStream()
        let (sightings, seen) = AsyncStream<Bool>.makeStream()
        let desk = ScreenDesk(
            machine: .reference, touched: touched, serviced: AsyncStream.makeStream(of: ServiceInput.self).continuation,
            seen: seen)
        await desk.show(try presentation("welcome", serial: 1))
        await desk.headphones(arePlugged: true)
        #expect(await desk.frame.settings == ScreenSettings(voice: true))
        // Somebody plugged in speaks for the next welcome too: they may be the next one.
        await desk.show(try presentation("consent", serial: 2))
        await desk.show(try presentation("welcome", serial: 3))
        #expect(await desk.frame.settings.voice)
        await desk.headphones(arePlugged: false)
        #expect(await desk.frame.settings == .usual)

        // Started by a key, it ends with the visit, and speed and volume with it.
        let wanted = ScreenSettings(voice: true, speed: .fast, volume: 5)
        await desk.show(try presentation("consent", serial: 4))
        #expect(await desk.take(PageInput(serial: 4, what: .settings(wanted))) == .taken)
        #expect(await desk.frame.settings == wanted)
        await desk.show(try presentation("welcome", serial: 5))
        #expect(await desk.frame.settings == .usual)
        withExtendedLifetime((inputs, sightings)) {}
    }

    @Test("Somebody who walks through the choices at rest is not forgotten while they do")
    func walking() async throws {
        let (inputs, touched) = AsyncStream<ResidentInput>.makeStream()
        let (sightings, seen) = AsyncStream<Bool>.makeStream()
        let desk = ScreenDesk(
            machine: .reference, touched: touched, serviced: AsyncStream.makeStream(of: ServiceInput.self).continuation,
            seen: seen)
        await desk.show(try presentation("welcome", serial: 1))
        _ = await desk.take(PageInput(serial: 1, what: .settings(ScreenSettings(voice: true))))
        for _ in 1..<ScreenDesk.ticksUntilForgotten { await desk.tick() }
        _ = await desk.take(PageInput(serial: 1, what: .touch(.stay)))
        for _ in 1..<ScreenDesk.ticksUntilForgotten { await desk.tick() }
        #expect(await desk.frame.settings.voice)
        await desk.tick()
        #expect(await desk.frame.settings == .usual)
        withExtendedLifetime((inputs, sightings)) {}
    }
}
