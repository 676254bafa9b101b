import Foundation
import SimulatedKiosk

/// A browser that shows the resident's page: as long as it is there the kiosk serves, and what it shows can be touched.
/// Like the page it comes back by itself when the firmware was away.
final class PageWatcher: Sendable {
    /// What the page is told to show.
    struct Frame: Sendable {
        var serial = 0
        var kind = ""
        /// Names of touches, each with its value where it has one: `chooseCertificate residence-record`.
        var choices: Set<String> = []
        var keypad: Keypad?
    }

    struct Keypad: Sendable {
        var deal: Int
        var labels: [Character]
        var entered: Int
    }

    private let shown = Watched(Frame())
    /// The screen that was touched last: one choice is taken for each.
    private let touched = Watched(0)
    private let watching: Task<Void, Never>

    init(_ page: HTTPClient) {
        let shown = shown
        watching = Task {
            while !Task.isCancelled {
                do {
                    let events = try await page.events()
                    while !Task.isCancelled {
                        let frame = Frame(try await events.next { _, _ in true })
                        shown.update { $0 = frame }
                    }
                } catch {
                    try? await Task.sleep(for: .milliseconds(50))
                }
            }
        }
    }

    /// Waits for a screen that was not touched yet and offers this, and names it as touched.
    func serial(offering choice: String) async throws -> Int {
        let before = touched.value
        let serial = try await frame { $0.choices.contains(choice) && $0.serial > before }.serial
        touched.update { $0 = serial }
        return serial
    }

    /// Waits until the page shows something of this kind.
    func frame(_ isMeant: @escaping @Sendable (Frame) -> Bool) async throws -> Frame {
        try await shown.wait(until: isMeant)
    }

    func close() { watching.cancel() }
}

extension PageWatcher.Frame {
    init(_ json: [String: Any]) {
        serial = json["serial"] as? Int ?? 0
        let content = json["content"] as? [String: Any] ?? [:]
        kind = content["kind"] as? String ?? ""
        choices = Set(
            (json["choices"] as? [[String: Any]] ?? []).compactMap { choice in
                guard let name = choice["name"] as? String else { return nil }
                return choice["value"].map { "\(name) \($0)" } ?? name
            })
        if let pad = content["keypad"] as? [String: Any], let deal = pad["deal"] as? Int,
            let labels = pad["labels"] as? String, let entered = pad["entered"] as? Int
        {
            keypad = PageWatcher.Keypad(deal: deal, labels: Array(labels), entered: entered)
        }
    }
}
