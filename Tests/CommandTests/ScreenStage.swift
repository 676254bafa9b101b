import Foundation
import TestSupport
import Testing

/// A kiosk's screen as the package installs it: `Tests/Machine/stage`, and a hand at its keyboard, an eye before it.
final class ScreenStage: Sendable {
    private static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The files of the package, as they lie in the repository.
    static let package = repository.appending(path: "Packaging/root").path

    /// Whether a user without privileges may make name spaces, of which the browser's sandbox consists
    /// (user_namespaces(7)). On a kiosk they may; in a chroot the kernel refuses.
    static var isPossible: Bool {
        get async {
            let asked = try? await Command.run(
                "/usr/bin/setpriv", "--reuid", "61234", "--regid", "61234", "--clear-groups", "/usr/bin/unshare",
                "--user", "true")
            return asked?.status == 0
        }
    }

    private let enrolled: Enrolled
    private let stage: RunningCommand
    /// The first process of the machine's own, seen from outside.
    private let inside: Int32

    /// - Parameters:
    ///   - environment: added to what the unit gives the screen, such as another keymap.
    ///   - headphones: as the parts list has them.
    init(_ environment: [String], headphones: String = "none") async throws {
        enrolled = try await Enrolled()
        let board = try enrolled.folder.read("board.yaml")
        try enrolled.folder.write(
            board.replacing("headphones: none", with: "headphones: \(headphones)"), to: "board.yaml")
        stage = try RunningCommand(
            "/usr/bin/unshare",
            [
                "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc",
                Self.repository.appending(path: "Tests/Machine/stage").path, Command.path(of: "kioskd"),
                enrolled.folder.path,
            ] + environment, holdsInput: true)
        let id = stage.processID
        // It says nothing before it has begun.
        _ = try await stage.complaintLine { $0.contains("kiosk.started") }
        let children = try String(contentsOfFile: "/proc/\(id)/task/\(id)/children", encoding: .utf8)
        inside = try #require(children.split(separator: " ").first.flatMap { Int32($0) })
    }

    func stop() async throws {
        stage.send(SIGKILL)
        _ = try await stage.result()
        try await enrolled.stop()
    }

    /// What a shell line on that machine writes, run by root.
    @discardableResult
    func shell(_ line: String) async throws -> String {
        let result = try await Command.run(
            "/usr/bin/nsenter", "--target", String(inside), "--mount", "--net", "--pid", "/bin/bash", "-c", line,
            environment: ["DISPLAY": ":9", "XDG_RUNTIME_DIR": "/run/madoguchi-screen", "WAYLAND_DISPLAY": "wayland-0"])
        return result.output
    }

    /// Waits until the page is connected, as the newest line of the firmware's log about it tells.
    func waitUntilShown() async throws {
        try await stage.complaint { text in
            let lines = text.split(separator: "\n").filter { $0.contains("kiosk.out-of-service") }
            return lines.last.map { !$0.contains("screen") } ?? false
        }
    }

    /// The browser's first process: the launcher's child. The others outlive it for a moment.
    func browser() async throws -> Int32? {
        let found = try await shell("pgrep --parent $(pgrep --oldest --exact screen) --exact chromium")
        return Int32(found.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// The first process of the browser that comes after this one.
    ///
    /// - Returns: nil where a minute brings none.
    func browser(after former: Int32) async throws -> Int32? {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            if let now = try await browser(), now != former { return now }
        }
        return nil
    }

    /// Presses and releases keys, each by its name in X.
    func press(_ keys: [String]) async throws {
        try await shell("for key in \(keys.joined(separator: " ")); do xdotool key $key; sleep 0.03; done")
    }

    /// Listens at the headphone socket.
    ///
    /// - Returns: `heard` and the end of the line once something sounds; nothing where a minute passes in silence.
    func hear() async throws -> String {
        try await shell(Self.repository.appending(path: "Tests/Machine/listen").path + " /run/stage/headphones 60")
    }

    /// What is to be seen now.
    func picture() async throws -> Picture {
        // Into a file: a picture is no text.
        let file = enrolled.folder.path + "/screen.ppm"
        try await shell("grim -t ppm \(file)")
        return try Picture(ppm: Data(contentsOf: URL(filePath: file)))
    }

    /// Looks until it is as meant, and has come to rest.
    ///
    /// - Returns: nil where it never is.
    func picture(within limit: Duration = .seconds(60), where isMeant: (Picture) -> Bool) async throws -> Picture? {
        let deadline = ContinuousClock.now + limit
        var before: Picture?
        while ContinuousClock.now < deadline {
            let now = try await picture()
            if isMeant(now), now == before { return now }
            before = now
        }
        return nil
    }
}

/// A picture of the screen.
struct Picture: Equatable {
    var width: Int
    var height: Int
    /// Red, green and blue of each pixel, row by row.
    var pixels: Data

    struct Unreadable: Error {}

    /// A picture as grim writes it: `P6`, the size, 255, and the bytes (ppm(5)).
    init(ppm: Data) throws {
        let head = ppm.prefix(32).split(separator: 10, maxSplits: 3, omittingEmptySubsequences: false)
        guard head.count == 4, head[0].elementsEqual("P6".utf8) else { throw Unreadable() }
        let size = String(decoding: head[1], as: UTF8.self).split(separator: " ").compactMap { Int($0) }
        guard size.count == 2 else { throw Unreadable() }
        (width, height) = (size[0], size[1])
        pixels = Data(ppm.dropFirst(head[0].count + head[1].count + head[2].count + 3))
        guard pixels.count == width * height * 3 else { throw Unreadable() }
    }

    /// How much of the picture has exactly this colour, from 0 to 1.
    func share(of colour: UInt32) -> Double {
        let wanted = (UInt8(colour >> 16 & 255), UInt8(colour >> 8 & 255), UInt8(colour & 255))
        let count = pixels.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: 3).count {
                bytes[$0] == wanted.0 && bytes[$0 + 1] == wanted.1 && bytes[$0 + 2] == wanted.2
            }
        }
        return Double(count) / Double(width * height)
    }

    /// The page out of service: its paper from edge to edge, its ink, its vermilion (tokens.css).
    var isPage: Bool { share(of: 0xFBF9F4) > 0.75 && share(of: 0xB3321F) > 0.0003 && share(of: 0x1B2330) > 0.001 }

    /// Something on it has the keyboard's focus, and its ring.
    var hasFocus: Bool { share(of: 0xD2691E) > 0 }

    /// What the browser begins with while there is no page: the same paper, and words alone.
    var isWaiting: Bool { share(of: 0xFBF9F4) > 0.9 && share(of: 0xB3321F) == 0 && share(of: 0x1B2330) > 0.001 }
}
