import Foundation
import Kiosk
import TestSupport
import Testing

/// What the Debian package installs, as far as it can be judged without installing it (`make package-test` does that).
@Suite(.timeLimit(.minutes(5)))
struct PackageTests {
    private static let packaging = URL(filePath: ScreenStage.package).deletingLastPathComponent()

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: packaging.appending(path: path), encoding: .utf8)
    }

    @Test("The package has the software's version")
    func version() throws {
        let line = try #require(try Self.text("debian/changelog").split(separator: "\n").first)
        #expect(line.hasPrefix("madoguchi (\(Software.version)) "))
    }

    @Test(
        "systemd judges each service to be exposed by 2.0 at most",
        arguments: ["kioskd.service", "madoguchi-screen.service", "cups.service", "pcscd.service"])
    func exposure(_ unit: String) async throws {
        let units = "root/usr/lib/systemd/system/"
        var text = ""
        if FileManager.default.fileExists(atPath: Self.packaging.appending(path: units + unit).path) {
            text = try Self.text(units + unit)
        } else {
            // Debian's unit with what the package adds to it: the last word on each setting counts.
            text = try Self.text(units + unit + ".d/madoguchi.conf")
        }
        let folder = try TemporaryFolder()
        try folder.write(text, to: unit)
        let result = try await Command.run(
            "/usr/bin/systemd-analyze", "security", "--no-pager", "--offline=true", "--threshold=20",
            folder.path + "/" + unit)
        #expect(result.status == 0, "\(result.output.suffix(200)) \(result.complaint)")
    }

    @Test("Every user and group that the files name is made by the package, or is Debian's")
    func users() throws {
        let made = try Self.text("root/usr/lib/sysusers.d/madoguchi.conf")
        let files = [
            "systemd/system/kioskd.service", "systemd/system/madoguchi-screen.service",
            "systemd/system/cups.service.d/madoguchi.conf", "systemd/system/pcscd.service.d/madoguchi.conf",
            "systemd/system/cups.socket.d/madoguchi.conf", "systemd/system/pcscd.socket.d/madoguchi.conf",
        ]
        for file in files {
            for line in try Self.text("root/usr/lib/" + file).split(separator: "\n") {
                let parts = line.split(separator: "=", maxSplits: 1)
                guard parts.count == 2, ["User", "SocketGroup", "SupplementaryGroups"].contains(parts[0]) else {
                    continue
                }
                for name in parts[1].split(separator: " ") where !["dialout", "input"].contains(name) {
                    let isMade = made.split(separator: "\n").contains {
                        $0.split(separator: " ").prefix(2).map(String.init).last == String(name)
                    }
                    #expect(isMade, "\(file): \(name)")
                }
            }
        }
    }
}
