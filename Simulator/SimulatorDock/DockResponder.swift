internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Screens

/// Answers the dock's requests.
struct DockResponder: HTTPResponder {
    typealias Context = BasicRequestContext

    let files: DockFiles
    let desk: @Sendable () -> DockDesk?

    /// A command has some dozen bytes.
    private static let bodyLimit = 1 << 10

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        guard let desk = desk(), desk.guarding.isOurs(request) else {
            return Response(status: .misdirectedRequest)
        }
        func answer(_ status: HTTPResponse.Status, _ type: String = "text/plain", _ bytes: [UInt8] = []) -> Response {
            Response(
                status: status, headers: RequestGuard.headers(contentType: type, policy: desk.policy),
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        }
        let path = request.uri.path
        switch request.method {
        case .get where path == "/events":
            guard desk.guarding.isPage(request, mustNameOrigin: false) else { return answer(.forbidden) }
            return stream(desk)
        case .get where path.hasPrefix("/papers/"):
            guard desk.guarding.isPage(request, mustNameOrigin: false) else { return answer(.forbidden) }
            guard let (paper, page) = Self.page(in: path),
                let picture = await desk.dock.picture(paper: paper, page: page)
            else { return answer(.notFound) }
            return answer(.ok, "image/png", picture)
        case .post where path == "/do":
            guard desk.guarding.isPage(request, mustNameOrigin: true) else { return answer(.forbidden) }
            guard request.headers[.contentType] == "application/json" else { return answer(.unsupportedMediaType) }
            guard let body = try? await request.body.collect(upTo: Self.bodyLimit) else {
                return answer(.contentTooLarge)
            }
            guard let command = DockCommand(json: Array(buffer: body)) else { return answer(.badRequest) }
            do throws(DockRefusal) {
                try await desk.dock.perform(command)
                return answer(.noContent)
            } catch {
                return answer(.conflict, "application/json", Self.json(error.why))
            }
        case .get:
            guard let file = files.files[path] else { return answer(.notFound) }
            return answer(.ok, file.type, file.bytes)
        default:
            return answer(.methodNotAllowed)
        }
    }

    /// `/papers/PAPER/PAGE.png`
    private static func page(in path: String) -> (paper: Int, page: Int)? {
        let parts = path.split(separator: "/")
        guard parts.count == 3, parts[2].hasSuffix(".png"), let paper = Int(parts[1]),
            let page = Int(parts[2].dropLast(4))
        else { return nil }
        return (paper, page)
    }

    /// First what does not change; then the state whenever it is another, and the feed's entries as they come.
    private func stream(_ desk: DockDesk) -> Response {
        let body = ResponseBody { writer in
            let dock = desk.dock
            let (id, bell) = dock.feed.watch()
            var seen = 0
            var shown: DockState?
            do {
                try await writer.write(Self.event("setup", await dock.setup()))
                for await _ in bell {
                    let entries = dock.feed.entries(after: seen)
                    seen = entries.last?.number ?? seen
                    if !entries.isEmpty { try await writer.write(Self.event("feed", entries)) }
                    let state = await dock.state()
                    // A comment where nothing is new says that the dock lives.
                    try await writer.write(state == shown ? ByteBuffer(string: ":\n\n") : Self.event("state", state))
                    shown = state
                }
            } catch {
                dock.feed.leave(id)
                throw error
            }
            dock.feed.leave(id)
            try await writer.finish(nil)
        }
        return Response(
            status: .ok, headers: RequestGuard.headers(contentType: "text/event-stream", policy: desk.policy),
            body: body)
    }

    private static func event(_ name: String, _ value: some Encodable) -> ByteBuffer {
        ByteBuffer(bytes: Array("event: \(name)\ndata: ".utf8) + json(value) + Array("\n\n".utf8))
    }

    private static func json(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Texts, numbers and flags always encode.
        return (try? Array(encoder.encode(value))) ?? []
    }
}
