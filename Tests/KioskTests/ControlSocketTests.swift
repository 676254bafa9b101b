import Foundation
import Issuance
import SimulatedCard
import SimulatedKiosk
import TestSupport
import Testing

@testable import Kiosk

/// The socket that `kioskctl status` asks.
@Suite(.timeLimit(.minutes(5)))
struct ControlSocketTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path + "/control.sock" }

    init() throws { folder = try TemporaryFolder() }

    @Test("Whoever connects gets the status of that moment, and the socket's mode keeps others out")
    func answers() async throws {
        let asked = Watched(0)
        let socket = try ControlSocket(path: path) {
            asked.update { $0 += 1 }
            return Array("answer \(asked.value)\n".utf8)
        }
        #expect(try await ask(path) == Array("answer 1\n".utf8))
        #expect(try await ask(path) == Array("answer 2\n".utf8))
        var status = stat()
        #expect(lstat(path, &status) == 0 && status.st_mode & 0o777 == 0o660)
        socket.close()
        #expect(access(path, F_OK) != 0)
        await #expect(throws: ControlSocket.Failure(path: path, errno: ENOENT)) { try await ask(path) }
    }

    @Test("Several clients at once, and one that never reads")
    func manyClients() async throws {
        let socket = try ControlSocket(path: path) { [UInt8](repeating: UInt8(ascii: "x"), count: 39_999) + [10] }
        defer { socket.close() }
        let idle = try connected()
        defer { close(idle) }
        let path = path
        let answers = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 { group.addTask { try await ask(path).count } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers == [40_000, 40_000, 40_000, 40_000])
    }

    @Test("A socket that a daemon before this one left behind is taken over")
    func stale() async throws {
        let descriptor = try bound()
        close(descriptor)
        let socket = try ControlSocket(path: path) { [1, 10] }
        #expect(try await ask(path) == [1, 10])
        socket.close()
    }

    @Test("The socket of a daemon that runs is left to it")
    func inUse() async throws {
        let first = try ControlSocket(path: path) { [1, 10] }
        #expect(throws: ControlSocket.Failure(path: path, errno: EADDRINUSE)) {
            try ControlSocket(path: path) { [2, 10] }
        }
        #expect(try await ask(path) == [1, 10])
        first.close()
    }

    @Test("A file that lies at the socket's path is never removed")
    func otherFile() throws {
        #expect(FileManager.default.createFile(atPath: path, contents: Data("precious".utf8)))
        #expect(throws: ControlSocket.Failure(path: path, errno: EEXIST)) { try ControlSocket(path: path) { [] } }
        #expect(FileManager.default.contents(atPath: path) == Data("precious".utf8))
    }

    @Test("A folder that is not there, and a path that is too long, are named with the remedy")
    func badPath() throws {
        let missing = folder.path + "/missing/control.sock"
        let failure = #expect(throws: ControlSocket.Failure.self) { try ControlSocket(path: missing) { [] } }
        #expect(failure?.description.hasPrefix(missing + ": No such file or directory.") == true)
        let long = folder.path + "/" + String(repeating: "x", count: 100)
        #expect(throws: ControlSocket.Failure(path: long, errno: ENAMETOOLONG)) { try ControlSocket(path: long) { [] } }
    }

    @Test("A daemon that hangs is not waited for without end")
    func hangs() async throws {
        let descriptor = try bound()
        defer { close(descriptor) }
        #expect(listen(descriptor, 1) == 0)
        let failure = await #expect(throws: ControlSocket.Failure(path: path, errno: EAGAIN)) {
            try await ask(path, within: 1)
        }
        #expect(failure?.description.contains("does not answer") == true)
    }

    @Test("The status of a kiosk: its state, why it does not serve, and what it has done")
    func status() async throws {
        try await Shop.open { shop in
            let customer = shop.customer(try shop.plan())
            try await shop.run(customer) { running in
                #expect(await customer.visit.ending() == .delivered)
                try await running.waitUntilIdle()
                let kiosk = running.kiosk
                let socket = try ControlSocket(path: path) { await kiosk.statusLine() }
                defer { socket.close() }
                let line = Data(try await ask(path))
                let status = try JSONDecoder().decode(KioskStatus.self, from: line)
                #expect(status.state == "idle" && status.hindrances.isEmpty)
                #expect(status.parts.values.allSatisfy { $0 } && status.parts.count == Hindrance.Part.allCases.count)
                #expect(status.tubes["10"] != nil && (status.certificateDays ?? 0) > 100)
                #expect(status.delivered == 1 && status.spoiled == 0 && status.refused == 0 && status.owed == 0)
                #expect(line.last == UInt8(ascii: "\n") && line.count { $0 == UInt8(ascii: "\n") } == 1)

                shop.reader.unplug()
                try await running.keeper.wait { $0.state == .outOfService }
                let now = try JSONDecoder().decode(KioskStatus.self, from: Data(await ask(path)))
                #expect(now.state == "out-of-service" && now.hindrances == ["card-reader"])
            }
        }
    }

    private func bound() throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let address = try #require(UnixAddress(path: path))
        #expect(address.withSockaddr { bind(descriptor, $0, $1) } == 0)
        return descriptor
    }

    private func connected() throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let address = try #require(UnixAddress(path: path))
        #expect(address.withSockaddr { connect(descriptor, $0, $1) } == 0)
        return descriptor
    }
}

/// Asks on a thread of its own: it blocks, and the few threads that tasks share answer.
private func ask(_ path: String, within seconds: Int = 60) async throws -> [UInt8] {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread {
            continuation.resume(with: Result { try ControlSocket.ask(path: path, within: seconds) })
        }
    }
}

/// What systemd is told.
struct ServiceNoticeTests {
    @Test("A notice arrives as one datagram, by path and by abstract name", arguments: [true, false])
    func arrives(isAbstract: Bool) throws {
        let folder = try TemporaryFolder()
        let path = isAbstract ? "@" + folder.path : folder.path + "/notify"
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(descriptor) }
        let address = try #require(UnixAddress(path: path))
        #expect(address.withSockaddr { bind(descriptor, $0, $1) } == 0)
        ServiceNotice.ready.send(to: path)
        ServiceNotice.stopping.send(to: path)
        for wanted in ["READY=1", "STOPPING=1"] {
            var buffer = [UInt8](repeating: 0, count: 64)
            let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            #expect(String(decoding: buffer.prefix(max(0, count)), as: UTF8.self) == wanted)
        }
    }

    @Test(
        "Where nobody listens, and where the path is none, nothing happens",
        arguments: [
            "/nonexistent/notify", "", "@", String(repeating: "x", count: 200),
        ])
    func nobody(path: String) {
        ServiceNotice.watchdog.send(to: path)
    }
}
