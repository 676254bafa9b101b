import Glibc
import LockedMemory
import Printing
import Synchronization
import Testing

/// Whoever answers at the print server's address, no question takes longer or grows larger than its limit.
@Suite struct HostileServerTests {
    static func printer(_ server: borrowing HostileServer, limit: Duration = .seconds(1)) throws -> CUPSPrinter {
        var limits = PrintLimits()
        limits.request = limit
        return try CUPSPrinter(server: .tcp(host: "127.0.0.1", port: server.port), queue: "kiosk", limits: limits)
    }

    @Test("A server that takes the call and says nothing is unreachable, within the limit")
    func silent() async throws {
        let server = try HostileServer { _ in true }
        let printer = try Self.printer(server, limit: .milliseconds(300))
        await #expect(throws: PrintingError.serverUnreachable) { try await printer.condition() }
        #expect((.milliseconds(100) ..< .seconds(3)).contains(server.longestCall()))
    }

    @Test("A server that trickles headers for ever is cut off at the limit")
    func trickling() async throws {
        let server = try HostileServer { client in
            // A byte every 20 ms keeps any per-read limit from being reached.
            usleep(20_000)
            return HostileServer.send("X", to: client)
        }
        let printer = try Self.printer(server, limit: .milliseconds(500))
        await #expect(throws: PrintingError.serverUnreachable) { try await printer.condition() }
        #expect((.milliseconds(100) ..< .seconds(4)).contains(server.longestCall()))
    }

    @Test("An answer without end is given up after 256 KiB")
    func endless() async throws {
        // IPP 2.0, successful-ok, request 1, then keywords without end.
        let attribute = "\u{44}\u{0}\u{1}a\u{0}\u{64}" + String(repeating: "b", count: 100)
        let block = String(repeating: attribute, count: 100)
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: 100000000\r\n\r\n"
        let server = try HostileServer(greeting: head + "\u{2}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{1}\u{4}") { client in
            HostileServer.send(block, to: client)
        }
        let printer = try Self.printer(server, limit: .seconds(5))
        await #expect(throws: PrintingError.protocolViolation) { try await printer.condition() }
    }

    @Test(
        "What is no IPP is told apart from no answer",
        arguments: [
            (
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>",
                PrintingError.protocolViolation
            ),
            ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", .noSuchQueue),
            (
                "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n",
                .refused(status: 401)
            ),
            ("SSH-2.0-OpenSSH_9.2\r\n", .serverUnreachable),
        ])
    func garbage(answer: String, error: PrintingError) async throws {
        let server = try HostileServer(greeting: answer) { _ in false }
        let printer = try Self.printer(server)
        await #expect(throws: error) { try await printer.condition() }
        let stream = printer.print(try TestDocument.locked(pages: 1), ticket: PrintTicket(pages: 1))
        #expect(await events(of: stream) == [.failed(.notSent(error), sheetsDone: 0)])
    }
}

/// A server on loopback that greets whoever connects and then does what it was told, on a thread of its own.
struct HostileServer: ~Copyable {
    private let server: LoopbackServer
    private let calls: Calls

    /// How long clients stayed, by this server's clock: a test's own may stand in a queue behind other tests.
    private final class Calls: Sendable {
        let longest = Mutex(Duration.zero)
        let areOver = Atomic(false)
    }

    var port: Int { server.port }

    /// Takes no more calls, and tells how long the longest took once all have ended.
    func longestCall() -> Duration {
        server.stop()
        let end = ContinuousClock.now + .seconds(30)
        while !calls.areOver.load(ordering: .acquiring), ContinuousClock.now < end { usleep(1_000) }
        return calls.areOver.load(ordering: .acquiring) ? calls.longest.withLock(\.self) : .seconds(30)
    }

    /// - Parameter act: Called again and again until it returns false or the client is gone.
    init(greeting: String = "", act: @escaping @Sendable (_ client: Int32) -> Bool) throws {
        let calls = Calls()
        self.calls = calls
        server = try LoopbackServer(whenOver: { calls.areOver.store(true, ordering: .releasing) }) { client in
            let start = ContinuousClock.now
            // The request, as much of it as comes at once; what it says does not matter here.
            var request = [UInt8](repeating: 0, count: 65536)
            _ = recv(client, &request, request.count, 0)
            if Self.send(greeting, to: client) {
                while act(client) && Self.isOpen(client) {}
            }
            // Says that no more will come, and waits until the client has read what did.
            shutdown(client, Int32(SHUT_WR))
            while recv(client, &request, request.count, 0) > 0 {}
            calls.longest.withLock { $0 = max($0, ContinuousClock.now - start) }
        }
    }

    static func send(_ text: String, to client: Int32) -> Bool {
        // Latin-1, so that any byte can be written in a string.
        let bytes = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        return Glibc.send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    /// Waits a moment for the client to leave.
    private static func isOpen(_ client: Int32) -> Bool {
        var state = pollfd(fd: client, events: Int16(POLLIN), revents: 0)
        guard poll(&state, 1, 5) > 0 else { return true }
        var more = [UInt8](repeating: 0, count: 4096)
        return recv(client, &more, more.count, 0) > 0
    }
}
