import Foundation
import Testing

@testable import Screens

/// The frames that the browser's tests draw are the firmware's own.
@Suite struct FixtureTests {
    static let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Browser/fixtures.json")

    /// Each fixture on a line of its own, so that a change is read as a change of a screen.
    static func recording() throws -> String {
        let lines = try ScreenFixtures.all().map { name, frame in
            var bytes: [UInt8] = []
            let entry: JSON = ["name": .text(name), "frame": frame.json]
            entry.write(to: &bytes)
            return String(decoding: bytes, as: UTF8.self)
        }
        return "[\n" + lines.joined(separator: ",\n") + "\n]\n"
    }

    @Test("The recorded screens are what the firmware sends; RECORD_SCREENS=1 records them anew")
    func golden() throws {
        let recording = try Self.recording()
        if ProcessInfo.processInfo.environment["RECORD_SCREENS"] != nil {
            try recording.write(to: Self.file, atomically: true, encoding: .utf8)
        }
        let recorded = try String(contentsOf: Self.file, encoding: .utf8)
        #expect(recorded == recording, "Run RECORD_SCREENS=1 swift test --filter ScreensTests and read the difference")
    }

    @Test("Names are all different, and every frame is JSON")
    func names() throws {
        let all = try ScreenFixtures.all()
        #expect(Set(all.map(\.name)).count == all.count)
        let parsed = try JSONSerialization.jsonObject(with: Data(Self.recording().utf8)) as? [[String: Any]]
        #expect(parsed?.count == all.count)
    }
}
