import Foundation
import TestSupport
import Testing

@testable import SelfTest

/// What is read off this very computer.
struct LinuxComputerTests {
    private let computer = LinuxComputer()

    @Test("The disk of a folder has room as `df` counts it, takes what is written, and keeps nothing of it")
    func disk() async throws {
        let folder = try TemporaryFolder()
        let room = try #require(computer.roomOnDisk(of: folder.path))
        let attributes = try FileManager.default.attributesOfFileSystem(forPath: folder.path)
        let free = try #require(attributes[.systemFreeSize] as? NSNumber).int64Value >> 20
        // Others write meanwhile.
        #expect(abs(Int64(room) - free) < max(1_024, free / 4))
        #expect(await computer.writeTest(in: folder.path) == .good)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        #expect(await computer.writeTest(in: folder.path + "/missing") == .notWritable)
        #expect(computer.roomOnDisk(of: folder.path + "/missing") == nil)
    }

    @Test("Memory, uptime and devices are told as they are")
    func rest() throws {
        #expect(try #require(computer.freeMemory()) > 0)
        #expect(computer.uptime() > 0)
        #expect(computer.hasDevice("/dev/null") && !computer.hasDevice("/dev/madoguchi-none"))
        #expect(computer.hasSoundCard(of: "default") && !computer.hasSoundCard(of: "plughw:CARD=None,DEV=0"))
        #expect(!computer.hasSoundCard(of: "plughw:CARD=../../etc,DEV=0"))
        #expect(computer.watchdogFired("/dev/watchdog-none") == nil)
    }

    @Test("What dpkg writes of a package's files is counted; a configuration file is its operator's to change")
    func software() {
        let text = """
            ??5?????? c /etc/madoguchi/kiosk.yaml
            ??5??????   /usr/bin/kioskd
            missing     /usr/share/madoguchi/screens/index.html
            missing   c /etc/madoguchi/board.yaml
            missing     /usr/share/man/man8/kioskd.8.gz

            """
        #expect(LinuxComputer.altered(text) == 3)
        #expect(LinuxComputer.altered("") == 0)
    }

    @Test("What systemctl writes is read by unit; what is not installed is left out")
    func services() {
        let states = LinuxComputer.states(
            """
            Id=pcscd.service
            LoadState=loaded
            ActiveState=active
            NRestarts=2

            Id=cups.service
            LoadState=loaded
            ActiveState=failed
            NRestarts=0

            Id=madoguchi-screen.service
            LoadState=not-found
            ActiveState=inactive

            """)
        #expect(
            states == [
                .cards: ServiceState(isActive: true, restarts: 2),
                .printing: ServiceState(isActive: false, restarts: 0),
            ])
        #expect(LinuxComputer.states("").isEmpty && LinuxComputer.states("nonsense\n=\n").isEmpty)
    }
}
