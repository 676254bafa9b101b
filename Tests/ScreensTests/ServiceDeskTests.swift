import Foundation
import LockedMemory
import Testing

@testable import Issuance
@testable import Screens

/// A technician's screen over a resident's: what is touched on the one never reaches the other.
@Suite struct ServiceDeskTests {
    private let desk: ScreenDesk
    private let residents: AsyncStream<ResidentInput>
    private let technicians: AsyncStream<ServiceInput>

    init() {
        let (residents, touched) = AsyncStream.makeStream(of: ResidentInput.self)
        let (technicians, serviced) = AsyncStream.makeStream(of: ServiceInput.self)
        self.residents = residents
        self.technicians = technicians
        desk = ScreenDesk(
            machine: .reference, touched: touched, serviced: serviced,
            seen: AsyncStream.makeStream(of: Bool.self).continuation)
    }

    private static let welcome = Screen(
        content: .welcome(cardLeftBehind: false), step: nil, choices: [.begin], fee: nil, language: .japanese,
        isWarning: false)
    private static let pin = ServiceScreen(
        language: .english, content: .enterPIN(triesLeft: 3, lengths: 4...4, afterRejection: false), isWarning: false)

    @Test("While a technician's screen is there the resident's takes no touch, and afterwards the other none")
    func apart() async throws {
        await desk.show(Presentation(serial: 5, screen: Self.welcome))
        #expect(await desk.take(PageInput(serial: 5, what: .service(.close))) == .passed)
        await desk.show(ServicePresentation(serial: 5, screen: Self.pin))
        #expect(await desk.take(PageInput(serial: 5, what: .touch(.begin))) == .passed)
        #expect(await desk.take(PageInput(serial: 5, what: .service(.close))) == .taken)
        #expect(await desk.take(PageInput(serial: 4, what: .service(.close))) == .passed)
        await desk.show(ServicePresentation(serial: 6, screen: nil))
        #expect(await desk.take(PageInput(serial: 6, what: .service(.close))) == .passed)
        #expect(await desk.take(PageInput(serial: 5, what: .touch(.begin))) == .taken)
        await desk.close()
        #expect(await all(residents) == 1)
        #expect(await all(technicians) == 1)
    }

    @Test("The PIN's digits stay in the firmware: the frame tells how many, and they go out once")
    func digits() async throws {
        await desk.show(ServicePresentation(serial: 1, screen: Self.pin))
        let deal = try #require(await desk.serviceFrame?.pad?.deal)
        for place in [6, 2, 8, 0] {
            #expect(await desk.take(PageInput(serial: 1, what: .press(deal: deal, place: place))) == .taken)
        }
        #expect(await desk.serviceFrame?.pad?.count == 4)
        #expect(await desk.take(PageInput(serial: 1, what: .service(.enterPIN))) == .taken)
        #expect(await desk.take(PageInput(serial: 1, what: .service(.enterPIN))) == .passed)
        await desk.close()
        var pins: [String] = []
        for await input in technicians {
            if case .pin(let digits) = input.action {
                pins.append(digits.withBytes { String(decoding: $0, as: UTF8.self) })
            }
        }
        #expect(pins == ["7391"])
    }

    @Test("A screen that comes late is not shown; nobody speaks in the mode; what was set there is gone with it")
    func late() async throws {
        await desk.show(ServicePresentation(serial: 3, screen: nil))
        await desk.show(ServicePresentation(serial: 2, screen: Self.pin))
        #expect(await desk.serviceFrame == nil)
        await desk.show(ServicePresentation(serial: 4, screen: Self.pin))
        var settings = ScreenSettings.usual
        settings.voice = true
        settings.size = 3
        #expect(await desk.take(PageInput(serial: 4, what: .settings(settings))) == .taken)
        #expect(await desk.serviceFrame?.settings.voice == false)
        #expect(await desk.serviceFrame?.settings.size == 3)
        await desk.show(ServicePresentation(serial: 5, screen: nil))
        #expect(await desk.frame.settings == .usual)
    }

    @Test(
        "What the page may not send is refused",
        arguments: [
            #"{"serial":1,"service":{"name":"speak","value":"ko"}}"#, #"{"serial":1,"service":{"name":"open"}}"#,
            #"{"serial":1,"service":{"name":"close","value":1}}"#, #"{"serial":1,"service":{}}"#,
            #"{"serial":1,"service":{"name":"run"}}"#, #"{"serial":1,"service":{"name":"run","value":"a","more":1}}"#,
        ])
    func refused(message: String) {
        #expect(PageInput(Array(message.utf8)) == nil)
    }

    @Test("Both languages have every word of the mode, and none besides")
    func words() throws {
        let folder = StringsTests.folder.deletingLastPathComponent().appending(path: "service")
        let (japanese, english) = (
            try StringsTests.strings(.japanese, in: folder), try StringsTests.strings(.english, in: folder)
        )
        #expect(Set(japanese.keys) == Set(english.keys))
        for (key, text) in english {
            #expect(StringsTests.placeholders(text) == StringsTests.placeholders(japanese[key] ?? ""), "\(key)")
        }
        for state in ServiceScreen.Row.State.allCases { #expect(japanese["state.\(state.rawValue)"] != nil) }
    }

    private func all<Element>(_ stream: AsyncStream<Element>) async -> Int {
        var count = 0
        for await _ in stream { count += 1 }
        return count
    }
}
