import Foundation
import Issuance
import SimulatedKiosk
import Testing

@testable import SimulatorDock

/// A dock with its kiosk, and a finger at the resident's page.
struct Booth: Sendable {
    let server: DockServer
    let page: HTTPClient
    let watcher: PageWatcher
    let folder: String
    var dock: Dock { server.dock }

    /// Opens one, hands it to `body`, and clears it away whatever happens.
    static func open(_ body: (Booth) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dock-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var configuration = Dock.Configuration(stack: .embedded, output: folder)
        configuration.sheetTime = .zero
        let server = try await DockServer.start(configuration)
        do {
            let page = try HTTPClient(address: server.pageAddress)
            let watcher = PageWatcher(page)
            defer { watcher.close() }
            let booth = Booth(server: server, page: page, watcher: watcher, folder: folder)
            try await booth.until("idle")
            try await body(booth)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    /// Waits until the dock shows this, looked at whenever its bell rings.
    @discardableResult
    func until(
        _ isThere: (DockState) -> Bool, _ location: SourceLocation = #_sourceLocation
    ) async throws -> DockState {
        let (id, bell) = dock.feed.watch()
        defer { dock.feed.leave(id) }
        var last: DockState?
        for await _ in bell {
            let state = await dock.state()
            if isThere(state) { return state }
            last = state
            if Task.isCancelled { break }
        }
        Issue.record("it never came to that: \(String(describing: last))", sourceLocation: location)
        throw CancellationError()
    }

    func until(_ name: String, _ location: SourceLocation = #_sourceLocation) async throws {
        try await until({ $0.machine?.state == name }, location)
    }

    /// Whether a line of the feed has this text in it.
    func hasGoneBy(_ kind: FeedEntry.Kind, _ text: String) -> Bool {
        dock.feed.entries(after: 0).contains { $0.kind == kind && ($0.text + " " + $0.detail).contains(text) }
    }

    func refusal(_ command: DockCommand) async -> String? {
        do {
            try await dock.perform(command)
            return nil
        } catch {
            return error.why.en
        }
    }

    // MARK: A finger at the page

    /// Touches a choice as soon as the page offers it.
    func touch(_ name: String, _ value: String? = nil) async throws {
        let wanted = value.map { "\(name) \($0)" } ?? name
        let serial = try await watcher.serial(offering: wanted)
        let touch = value.map { #"{"name":"\#(name)","value":"\#($0)"}"# } ?? #"{"name":"\#(name)"}"#
        try await send(#"{"serial":\#(serial),"touch":\#(touch)}"#)
    }

    /// Presses the keys on which these digits stand, then the one that says "done".
    func enter(pin: String) async throws {
        for (index, digit) in pin.enumerated() {
            let frame = try await watcher.frame { $0.keypad?.entered == index }
            let pad = try #require(frame.keypad)
            let place = try #require(pad.labels.firstIndex(of: digit))
            try await send(#"{"serial":\#(frame.serial),"pin":{"deal":\#(pad.deal),"place":\#(place)}}"#)
        }
        _ = try await watcher.frame { $0.keypad?.entered == pin.count }
        try await touch("enterPIN")
    }

    /// Takes the slip that the page offers.
    func takeSlip() async throws {
        let serial = try await watcher.frame { $0.kind == "receipt" }.serial
        try await send(#"{"serial":\#(serial),"touch":{"name":"takeReceipt","value":true}}"#)
    }

    private func send(_ input: String) async throws {
        #expect(try await page.post("/input", input).status == 204)
    }

    /// From the welcome to the money's slot.
    func order(_ resident: String = "shibuya-household", pin: String = "1234") async throws {
        try await place(resident, pin: pin)
        try await until("returningCard")
        try await dock.perform(.liftCard)
        try await touch("chooseCertificate", "residence-record")
        try await touch("proceed")
        try await touch("proceed")
        try await touch("confirm")
    }

    /// From the welcome to the PIN that the card sees.
    func place(_ resident: String, pin: String) async throws {
        try await touch("begin")
        try await touch("chooseIssuance")
        try await touch("agree")
        try await dock.perform(.placeCard(resident))
        try await enter(pin: pin)
    }
}
