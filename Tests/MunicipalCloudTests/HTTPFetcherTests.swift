import Issuance
import Testing

@testable import MunicipalCloud

@Suite("Fetching over plain HTTP, from servers good and bad")
struct HTTPFetcherTests {
    private static let type = "application/ocsp-response"

    private func fetch(
        _ behaviour: RawServer.Behaviour, limit: Duration = .seconds(5), bytes: Int = HTTPFetcher.longestAnswer
    ) async throws -> Result<[UInt8], CloudError> {
        let server = try await RawServer(behaviour)
        let fetcher = try HTTPFetcher(limit: limit)
        let result: Result<[UInt8], CloudError>
        do throws(CloudError) {
            result = .success(
                try await fetcher.post(
                    url: server.url, contentType: "application/ocsp-request", accept: Self.type, body: [1, 2, 3],
                    limit: bytes))
        } catch {
            result = .failure(error)
        }
        await server.stop()
        return result
    }

    @Test("a good answer comes back byte for byte")
    func good() async throws {
        let answer = "HTTP/1.1 200 OK\r\nContent-Type: \(Self.type)\r\nContent-Length: 5\r\n\r\nhello"
        #expect(try await fetch(.sayAndWait(answer)).get() == Array("hello".utf8))
    }

    @Test(
        "what is not a good answer is an error of its kind",
        arguments: [
            // A body cut short.
            ("HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\nContent-Length: 50\r\n\r\nhello", .malformed, .curl(18)),
            // Of another type, or of none.
            ("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello", .malformed, .mediaType),
            ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", .malformed, .mediaType),
            // Not followed, wherever it leads.
            (
                "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", .malformed,
                .status(302)
            ),
            ("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", .serverFault, .status(503)),
            // Stated to be too large.
            (
                "HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\nContent-Length: 1073741824\r\n\r\n", .malformed, .tooLarge
            ),
            // Not HTTP at all.
            ("SSH-2.0-OpenSSH_9.2\r\n", .malformed, .curl(1)),
            ("", .unreachable, .curl(52)),
        ] as [(String, CloudFailure, CloudError.Cause)])
    func bad(answer: String, failure: CloudFailure, cause: CloudError.Cause) async throws {
        #expect(try await fetch(.say(answer)) == .failure(CloudError(.failed(failure), cause)))
    }

    @Test("a body without end stops at the limit")
    func endless() async throws {
        let start = "HTTP/1.1 200 OK\r\nContent-Type: \(Self.type)\r\nConnection: close\r\n\r\n"
        let result = try await fetch(.sayWithoutEnd(start), limit: .seconds(60), bytes: 10_000)
        #expect(result == .failure(CloudError(.failed(.malformed), .tooLarge)))
    }

    @Test("headers without end stop at the limit")
    func endlessHeaders() async throws {
        let lines = (0..<2_000).map { "X-\($0): aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n" }.joined()
        let result = try await fetch(.say("HTTP/1.1 200 OK\r\n" + lines + "\r\n"))
        #expect(result == .failure(CloudError(.failed(.malformed), .tooLarge)))
    }

    @Test("an answer that never comes is late")
    func late() async throws {
        let result = try await fetch(.sayAndWait("HTTP/1.1 200 OK\r\nContent-Le"), limit: .milliseconds(200))
        #expect(result == .failure(CloudError(.failed(.late), .curl(28))))
    }

    @Test("nobody listening is unreachable")
    func refused() async throws {
        let server = try await RawServer(.say(""))
        await server.stop()
        let fetcher = try HTTPFetcher()
        await #expect(throws: CloudError(.failed(.unreachable), .curl(7))) {
            _ = try await fetcher.post(url: server.url, contentType: "a/b", accept: "c/d", body: [])
        }
    }

    @Test("only plain HTTP is asked", arguments: ["https://127.0.0.1/", "ftp://127.0.0.1/", "file:///etc/passwd", "x"])
    func schemes(url: String) async throws {
        let fetcher = try HTTPFetcher()
        await #expect(throws: CloudError(.failed(.malformed), .request)) {
            _ = try await fetcher.post(url: url, contentType: "a/b", accept: "c/d", body: [])
        }
    }

    @Test("a cancelled task ends its transfer at once: before it began, and while the server thinks")
    func cancellation() async throws {
        let server = try await RawServer(.sayAndWait("HTTP/1.1 200 OK\r\n"))
        let fetcher = try HTTPFetcher(limit: .seconds(600))
        let cancelled = CloudError(.failed(.late), .cancelled)
        let early = Task { await Self.error(fetcher, server) }
        early.cancel()
        #expect(await early.value == cancelled)

        let midway = Task { await Self.error(fetcher, server) }
        for await _ in server.heard { break }
        midway.cancel()
        #expect(await midway.value == cancelled)

        // The thread is free for the next ones, and each of many at once comes back.
        await withTaskGroup(of: CloudError?.self) { group in
            for _ in 0..<20 { group.addTask { await Self.error(fetcher, server) } }
            group.cancelAll()
            for await error in group { #expect(error == cancelled) }
        }
        await server.stop()
    }

    @Test("many fetches at once each get their own answer")
    func manyAtOnce() async throws {
        let answer = "HTTP/1.1 200 OK\r\nContent-Type: \(Self.type)\r\nContent-Length: 5\r\n\r\nhello"
        let server = try await RawServer(.say(answer))
        let fetcher = try HTTPFetcher()
        let bodies = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try await fetcher.post(url: server.url, contentType: "a/b", accept: Self.type, body: [1])
                }
            }
            return try await group.reduce(into: [[UInt8]]()) { $0.append($1) }
        }
        #expect(bodies == Array(repeating: Array("hello".utf8), count: 50))
        await server.stop()
    }

    private static func error(_ fetcher: HTTPFetcher, _ server: RawServer) async -> CloudError? {
        do throws(CloudError) {
            _ = try await fetcher.post(url: server.url, contentType: "a/b", accept: "c/d", body: [])
            return nil
        } catch {
            return error
        }
    }
}
