import Foundation
import Issuance
import Screens
import SimulatedBoard
import StrictYAML
import Testing

@testable import Board
@testable import Kiosk

/// `/etc/madoguchi/kiosk.yaml`
struct ConfigurationTests {
    /// The file that the package installs.
    private static let packaged = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Packaging/root/usr/share/madoguchi/kiosk.yaml").path

    private static func lines() throws -> [String] {
        try String(contentsOfFile: packaged, encoding: .utf8).components(separatedBy: "\n")
    }

    /// The packaged file with a line in place of the one that holds `text`, commented out or not.
    private static func load(
        replacing text: String, with line: String
    ) throws -> (line: Int, result: Result<KioskConfiguration, ConfigurationError>) {
        var lines = try lines()
        let index = try #require(lines.firstIndex { $0.contains(text) })
        lines[index] = line
        let joined = lines.joined(separator: "\n")
        let result = Result { () throws(ConfigurationError) in
            try KioskConfiguration(YAMLValue.parse(joined, file: "kiosk.yaml"))
        }
        return (index + 1, result)
    }

    @Test("The packaged file is a good one, and every key that there is stands in it")
    func packaged() throws {
        let configuration = try KioskConfiguration.load(path: Self.packaged)
        #expect(configuration.screen.port == KioskConfiguration.Screen.usualPort)
        #expect(configuration.screen.token == "/run/madoguchi/screen-token")
        #expect(configuration.screen.group == "madoguchi-screen")
        #expect(configuration.screen.sound == "/run/madoguchi/asound.conf")
        #expect(configuration.screen.pages == nil && configuration.screen.helpDesk == nil)
        #expect(configuration.cloud.proxy == nil)
        let text = try Self.lines().joined(separator: "\n")
        let all = text.replacing("# proxy:", with: "proxy:").replacing("# pages:", with: "pages:")
            .replacing("# help-desk:", with: "help-desk:")
            .replacing("# place:", with: "place:")
        let full = try KioskConfiguration(YAMLValue.parse(all, file: "kiosk.yaml"))
        #expect(full.cloud.proxy == "http://proxy.example:8080")
        #expect(full.screen.pages == ScreenPages.installed)
        #expect(full.screen.helpDesk == "03-0000-0000")
        #expect(full.place == "Example store, Example-cho 1-2-3" && full.metricsPort == 9641)
    }

    @Test("Without a port the usual one is taken, which the packaged file names")
    func usualPort() throws {
        let (_, result) = try Self.load(replacing: "port: 8930", with: "")
        #expect(try result.get().screen.port == KioskConfiguration.Screen.usualPort)
    }

    @Test(
        "A proxy is an HTTP proxy's address and nothing else",
        arguments: [
            ("http://proxy.example:8080", true), ("http://10.0.0.1:3128", true), ("http://[fd00::1]:3128", true),
            ("http://proxy:1", true), ("http://proxy.example", false), ("http://proxy.example:", false),
            ("http://proxy.example:0", false), ("http://proxy.example:65536", false),
            ("http://proxy.example:+80", false), ("http://proxy.example:080", false), ("proxy.example:8080", false),
            ("https://proxy.example:8080", false), ("socks5://proxy.example:1080", false), ("http://:8080", false),
            ("http://user:secret@proxy.example:8080", false), ("http://proxy.example:8080/", false),
            ("http://proxy.example:8080/path", false), ("http://-proxy:80", false), ("http://pro xy:80", false),
            ("http://proxy..example:80", false), ("http://[fd00::zz]:80", false),
        ])
    func proxy(text: String, isGood: Bool) throws {
        let (line, result) = try Self.load(replacing: "# proxy:", with: "  proxy: \"\(text)\"")
        switch result {
        case .success(let configuration):
            #expect(isGood && configuration.cloud.proxy == text)
        case .failure(let error):
            #expect(!isGood && error.line == line && "\(error)".contains("http://proxy.example:8080"), "\(error)")
        }
    }

    @Test(
        "What is wrong with the screen's keys is said with the line",
        arguments: [
            ("port: 8930", "  port: 80", "from 1024 to 65535"), ("port: 8930", "  port: 70000", "screen.port"),
            ("port: 8930", "  port: many", "screen.port"), ("port: 8930", "  prot: 8930", "'port'"),
            ("token: /run", "  token: [1]", "screen.token"), ("help-desk:", "  help-desk: nobody", "telephone number"),
            ("help-desk:", "  help-desk: \"0120 <b>\"", "telephone number"), ("group:", "  group: {}", "screen.group"),
        ])
    func screen(key: String, replacement: String, said: String) throws {
        let (line, result) = try Self.load(replacing: key, with: replacement)
        #expect {
            _ = try result.get()
        } throws: { error in
            guard let error = error as? ConfigurationError else { return false }
            return error.line == line && "\(error)".contains(said)
        }
    }

    @Test("Without a token's place nobody can be let in: the key must be there")
    func noToken() throws {
        let (_, result) = try Self.load(replacing: "token: /run", with: "")
        #expect { _ = try result.get() } throws: { "\($0)".contains("'token'") }
    }

    @Test("The page draws the machine that the parts list describes")
    func layout() throws {
        var board = try PartsList.reference(drivers: SimulatedParts(receipts: "/nonexistent").drivers)
        let reference = MachineLayout(board, helpDesk: "03-0000-0000")
        #expect(reference.slots == MachineLayout.reference.slots)
        #expect(reference.acceptedYen == [10, 50, 100, 500, 1000] && reference.helpDesk == "03-0000-0000")
        board.slots[.card] = SlotPlace(side: .left, height: 940)
        board.slots[.paper] = SlotPlace(side: .below, height: 650)
        board.coinMechanism = nil
        let other = MachineLayout(board, helpDesk: nil)
        #expect(other.slots[.card] == MachineLayout.Place(side: .left, heightMillimetres: 940))
        #expect(other.slots[.paper] == MachineLayout.Place(side: .below, heightMillimetres: 650))
        #expect(other.acceptedYen.isEmpty && other.helpDesk == nil)
    }
}
