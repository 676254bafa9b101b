import Foundation
import Glibc
import SimulatedCard
import TestSupport
import Testing

/// `kioskctl card` on a pcscd of its own, with `kiosk-sim card` in its reader.
@Suite(.timeLimit(.minutes(5)))
struct CardCommandTests {
    private struct Bench {
        let daemon: PCSCDaemon
        let folder: TemporaryFolder

        init() async throws {
            daemon = try await PCSCDaemon.start(for: .childProcesses, within: .seconds(60))
            folder = try TemporaryFolder()
        }

        func run(_ name: String, _ arguments: String...) async throws -> CommandResult {
            try await RunningCommand(name, arguments, environment: daemon.environment).result()
        }

        /// Lays a resident's card down, and returns when the reader shows it.
        func lay(_ resident: String) async throws -> RunningCommand {
            let card = try RunningCommand(
                "kiosk-sim",
                [
                    "card", "--resident", resident, "--port", "\(daemon.port(ofSlot: 0))", "--town",
                    folder.path + "/town",
                ])
            let line = try await card.line()
            #expect(line.hasPrefix("\(resident)'s card lies in \(PCSCDaemon.reader(ofSlot: 0))"))
            // pcscd looks for cards a few times a second.
            while try await run("kioskctl", "card").complaint.contains("no card lies on the reader") {}
            return card
        }

        func take(_ card: RunningCommand) async throws {
            card.send(SIGTERM)
            #expect(try await card.result().status == 0)
        }
    }

    @Test("Reader, kind, tries and certificate, ten times over, and no try is spent; OpenSC sees the same card")
    func reads() async throws {
        let bench = try await Bench()
        defer { bench.daemon.stop() }
        let empty = try await bench.run("kioskctl", "card")
        #expect(empty.status == 1 && empty.complaint.contains("no card lies on the reader"))

        let card = try await bench.lay("shibuya-my-number")
        for _ in 0..<10 {
            let result = try await bench.run("kioskctl", "card", "--json")
            #expect(result.status == 0, "\(result.complaint)")
            let found = try result.json()
            #expect(found["reader"] as? String == PCSCDaemon.reader(ofSlot: 0))
            #expect((found["profile"] as? String)?.contains("My Number") == true)
            #expect(found["pinTriesLeft"] as? Int == 3)
            let certificate = try #require(found["certificate"] as? [String: String])
            #expect(Set(certificate.keys) == ["subject", "serial", "notBefore", "notAfter"])
            #expect(certificate.values.allSatisfy { !$0.isEmpty })
            // What the municipality knows of the resident is not on the card.
            #expect(!result.output.contains("試験"))
        }
        let text = try await bench.run("kioskctl", "card", "--reader", PCSCDaemon.reader(ofSlot: 0))
        #expect(text.status == 0 && text.output.contains("3 tries left") && text.output.contains("certificate"))
        let judge = try await bench.run("/usr/bin/opensc-tool", "-n")
        #expect(judge.status == 0 && judge.output.contains("jpki"))
        let tries = try await bench.run("/usr/bin/pkcs15-tool", "--list-pins")
        #expect(tries.output.contains("Tries left     : 3"))

        let other = try await bench.run("kioskctl", "card", "--reader", "No Such Reader")
        #expect(other.status == 2 && !other.complaint.isEmpty)
        try await bench.take(card)
    }

    @Test("A locked PIN is shown as such, with who can unlock it")
    func locked() async throws {
        let bench = try await Bench()
        defer { bench.daemon.stop() }
        let card = try await bench.lay("mitaka-locked-pin")
        let result = try await bench.run("kioskctl", "card", "--json")
        #expect(result.status == 0)
        #expect(try result.json()["pinTriesLeft"] as? Int == 0)
        #expect(try await bench.run("kioskctl", "card").output.contains("locked: the municipal counter unlocks it"))
        try await bench.take(card)
    }

    @Test("Without pcscd: exit 2, and how to start it")
    func noService() async throws {
        let folder = try TemporaryFolder()
        let result = try await RunningCommand(
            "kioskctl", ["card"], environment: ["PCSCLITE_CSOCK_NAME": folder.path + "/pcscd.comm"]
        ).result()
        #expect(result.status == 2 && result.complaint.contains("`systemctl start pcscd`"))
    }

    @Test("A card for a reader that is not there, or of nobody, is refused with the remedy")
    func noReader() async throws {
        let folder = try TemporaryFolder()
        let town = folder.path + "/town"
        // A port that is taken, and on which nobody listens.
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        let port = try Self.bind(descriptor)
        let nowhere = try await Command.run("kiosk-sim", "card", "--port", "\(port)", "--town", town)
        #expect(nowhere.status == 2 && nowhere.complaint.hasPrefix("kiosk-sim: "))
        let nobody = try await Command.run("kiosk-sim", "card", "--resident", "nobody", "--town", town)
        #expect(nobody.status != 0 && nobody.complaint.contains("`kiosk-sim residents`"))
        let slot = try await Command.run("kiosk-sim", "card", "--slot", "2")
        #expect(slot.status == 64 && slot.complaint.contains("--slot takes 0 or 1"))
    }

    /// Binds a socket to a free port of loopback.
    private static func bind(_ descriptor: Int32) throws -> UInt16 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        try #require(isBound)
        return UInt16(bigEndian: address.sin_port)
    }
}
