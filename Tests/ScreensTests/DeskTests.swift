@testable import Issuance
import LockedMemory
import Testing

@testable import Screens

/// What the firmware makes of touches, without a browser.
@Suite struct DeskTests {
    private let desk: ScreenDesk
    private let inputs: AsyncStream<ResidentInput>
    private let touched: AsyncStream<ResidentInput>.Continuation
    private let sightings: AsyncStream<Bool>

    init() {
        (inputs, touched) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(8))
        let seen: AsyncStream<Bool>.Continuation
        (sightings, seen) = AsyncStream.makeStream()
        desk = ScreenDesk(
            machine: .reference, touched: touched, serviced: AsyncStream.makeStream(of: ServiceInput.self).continuation,
            seen: seen)
    }

    private func show(_ name: String, serial: UInt64, isWarning: Bool = false) async throws {
        let fixture = try #require(try ScreenFixtures.all().first { $0.name == name })
        var screen = fixture.frame.screen
        screen.isWarning = isWarning
        await desk.show(Presentation(serial: serial, screen: screen, memberNames: fixture.frame.memberNames))
    }

    private func touch(_ touch: IssuanceMachine.Touch, serial: UInt64) async -> ScreenDesk.Verdict {
        await desk.take(PageInput(serial: serial, what: .touch(touch)))
    }

    /// What came out, in words.
    private func actions() async -> [String] {
        touched.finish()
        var list: [String] = []
        for await input in inputs {
            switch input.action {
            case .touch(let touch): list.append("\(input.serial) \(touch)")
            case .pin(let digits):
                list.append("\(input.serial) \(digits.withBytes { String(decoding: $0, as: UTF8.self) })")
            }
        }
        return list
    }

    @Test("A double tap counts once, and so does a second choice on the same screen")
    func doubleTap() async throws {
        try await show("consent", serial: 5)
        #expect(await touch(.agree, serial: 5) == .taken)
        #expect(await touch(.agree, serial: 5) == .passed)
        #expect(await touch(.cancel, serial: 5) == .passed)
        #expect(await actions() == ["5 agree"])
    }

    @Test("A tap that belongs to a screen that has passed, or is yet to come, is ignored")
    func stale() async throws {
        try await show("consent", serial: 5)
        try await show("place-card", serial: 6)
        #expect(await touch(.agree, serial: 5) == .passed)
        #expect(await touch(.cancel, serial: 7) == .passed)
        #expect(await touch(.cancel, serial: 6) == .taken)
        #expect(await actions() == ["6 cancel"])
    }

    @Test("The first page is noticed when it comes, and the last one when it goes, whoever came and went between")
    func sighted() async throws {
        let first = await desk.watch()
        let second = await desk.watch()
        await desk.leave(first.id)
        await desk.leave(first.id)
        await desk.leave(second.id)
        let third = await desk.watch()
        await desk.close()
        await desk.leave(third.id)
        var seen: [Bool] = []
        for await isSeen in sightings { seen.append(isSeen) }
        #expect(seen == [true, false, true])
    }

    @Test("More pages than there is room for: the oldest gives way, and the kiosk stays seen")
    func crowded() async throws {
        var pages: [UInt64] = []
        for _ in 0...ScreenDesk.maximumWatchers { pages.append(await desk.watch().id) }
        for page in pages { await desk.leave(page) }
        await desk.close()
        var seen: [Bool] = []
        for await isSeen in sightings { seen.append(isSeen) }
        #expect(seen == [true, false])
    }

    @Test("New hours of service are drawn at once, the same ones again are nothing new")
    func hours() async throws {
        let before = try #require(await desk.frame(after: 0))
        await desk.setHours(opens: 9 * 60 + 5, closes: 24 * 60)
        let after = try #require(await desk.frame(after: before.version))
        let line = String(decoding: after.line, as: UTF8.self)
        #expect(line.contains("\"opens\":\"09:05\"") && line.contains("\"closes\":\"24:00\""))
        await desk.setHours(opens: 9 * 60 + 5, closes: 24 * 60)
        #expect(await desk.frame(after: after.version) == nil)
    }

    @Test("Only what the screen offers can be chosen, and nothing that would change nothing")
    func offered() async throws {
        try await show("copies-three", serial: 2)
        #expect(await touch(.confirm, serial: 2) == .passed)
        #expect(await touch(.setCopies(6), serial: 2) == .passed)
        #expect(await touch(.setCopies(3), serial: 2) == .passed)
        #expect(await touch(.setCopies(4), serial: 2) == .taken)
        #expect(await actions() == ["2 setCopies(4)"])
    }

    @Test("A sign of life and a change of language are always possible")
    func always() async throws {
        try await show("connecting", serial: 1)
        #expect(await touch(.stay, serial: 1) == .taken)
        #expect(await touch(.chooseLanguage(.korean), serial: 1) == .taken)
        #expect(await touch(.cancel, serial: 1) == .taken)
        #expect(await touch(.stay, serial: 1) == .taken)
        #expect(await actions().count == 4)
    }

    private func press(_ places: [Int], serial: UInt64) async throws {
        for place in places {
            let deal = try #require(await desk.frame.pad).deal
            #expect(await desk.take(PageInput(serial: serial, what: .press(deal: deal, place: place))) == .taken)
        }
    }

    @Test("A PIN is collected by places and handed over once, when it is long enough")
    func pin() async throws {
        try await show("enter-pin", serial: 3)
        try await press([0, 1, 2], serial: 3)
        #expect(await touch(.enterPIN, serial: 3) == .passed)
        try await press([9], serial: 3)
        #expect(await touch(.enterPIN, serial: 3) == .taken)
        #expect(await desk.frame.pad?.count == 0)
        #expect(await touch(.enterPIN, serial: 3) == .passed)
        let list = await actions()
        #expect(list.filter { !$0.hasSuffix("stay") } == ["3 1230"])
    }

    @Test("A press on a keypad that was dealt anew is ignored; digits survive a warning and a new language")
    func deals() async throws {
        try await show("enter-pin", serial: 3)
        let first = try #require(await desk.frame.pad).deal
        try await press([0, 1], serial: 3)
        try await show("enter-pin", serial: 4, isWarning: true)
        #expect(await desk.frame.pad?.count == 2)
        var settings = ScreenSettings.usual
        settings.keypad = .shuffled
        #expect(await desk.take(PageInput(serial: 4, what: .settings(settings))) == .taken)
        #expect(await desk.frame.pad?.count == 2)
        #expect(await desk.take(PageInput(serial: 4, what: .press(deal: first, place: 0))) == .passed)
        #expect(await desk.frame.pad?.count == 2)
    }

    @Test("Whatever leaves the PIN screen leaves no digit; a rejection deals a fresh keypad")
    func left() async throws {
        try await show("enter-pin", serial: 3)
        let before = try #require(await desk.frame.pad).deal
        try await press([0, 1], serial: 3)
        try await show("place-card", serial: 4)
        #expect(await desk.frame.pad == nil)
        try await show("enter-pin-rejected", serial: 5)
        let pad = try #require(await desk.frame.pad)
        #expect(pad.count == 0)
        #expect(pad.deal != before)
    }

    @Test("On a reader with keys of its own there is no keypad on the page")
    func onReader() async throws {
        try await show("enter-pin-on-reader", serial: 1)
        #expect(await desk.frame.pad == nil)
        #expect(await touch(.enterPIN, serial: 1) == .passed)
    }

    @Test("Settings last for one resident, and those of nobody for a minute")
    func settings() async throws {
        try await show("welcome", serial: 1)
        var large = ScreenSettings.usual
        large.size = 3
        large.contrast = .high
        #expect(await desk.take(PageInput(serial: 1, what: .settings(large))) == .taken)
        try await show("services", serial: 2)
        #expect(await desk.frame.settings == large)
        try await show("welcome", serial: 3)
        #expect(await desk.frame.settings == .usual)
        #expect(await desk.take(PageInput(serial: 3, what: .settings(large))) == .taken)
        for _ in 1..<ScreenDesk.ticksUntilForgotten { await desk.tick() }
        #expect(await desk.frame.settings == large)
        await desk.tick()
        #expect(await desk.frame.settings == .usual)
    }

    @Test("Whoever watches gets the screen that is there, then each newer one, and nothing twice")
    func watching() async throws {
        try await show("consent", serial: 5)
        let (id, bell) = await desk.watch()
        var rings = bell.makeAsyncIterator()
        #expect(await rings.next() != nil)
        let first = try #require(await desk.frame(after: 0))
        #expect(String(decoding: first.line, as: UTF8.self).hasPrefix("data: {\"serial\":5,"))
        #expect(await desk.frame(after: first.version) == nil)
        try await show("place-card", serial: 6)
        #expect(await rings.next() != nil)
        #expect(await desk.frame(after: first.version) != nil)
        await desk.leave(id)
        #expect(await rings.next() == nil)
    }

    @Test("A ninth page takes the place of the first")
    func watchers() async {
        let (_, first) = await desk.watch()
        for _ in 0..<ScreenDesk.maximumWatchers { _ = await desk.watch() }
        var rings = 0
        for await _ in first { rings += 1 }
        #expect(rings <= 1)
    }

    @Test("Input that nobody takes is bounded, and a PIN among it is erased")
    func flood() async throws {
        try await show("enter-pin", serial: 3)
        for _ in 0..<20 { _ = await touch(.stay, serial: 3) }
        let deal = try #require(await desk.frame.pad).deal
        for place in 0..<4 { _ = await desk.take(PageInput(serial: 3, what: .press(deal: deal, place: place))) }
        #expect(await touch(.enterPIN, serial: 3) == .passed)
        #expect(await actions() == Array(repeating: "3 stay", count: 8))
    }
}
