internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Answers the page's requests: its files, the stream of screens, and what is touched.
struct PageResponder: HTTPResponder {
    typealias Context = BasicRequestContext

    let pages: ScreenPages
    let desk: ScreenDesk
    /// Goes with every answer.
    let policy: String
    let guarding: @Sendable () -> RequestGuard?

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        guard let guarding = guarding(), guarding.isOurs(request) else { return empty(.misdirectedRequest) }
        switch (request.method, request.uri.path) {
        case (.get, "/events"):
            guard guarding.isPage(request, mustNameOrigin: false) else { return empty(.forbidden) }
            return await stream()
        case (.post, "/input"):
            guard guarding.isPage(request, mustNameOrigin: true) else { return empty(.forbidden) }
            return await take(request)
        case (.get, let path), (.head, let path):
            guard let file = pages.files[path] else { return empty(.notFound) }
            return Response(
                status: .ok, headers: RequestGuard.headers(contentType: file.type, policy: policy),
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes)))
        default:
            return empty(.methodNotAllowed)
        }
    }

    /// Server-sent events (HTML Living Standard §9.2): the screen that is there at once, then each that follows; a
    /// comment each second that nothing has changed.
    private func stream() async -> Response {
        let desk = desk
        let body = ResponseBody { writer in
            let (id, bell) = await desk.watch()
            var seen: UInt64 = 0
            do {
                for await _ in bell {
                    if let frame = await desk.frame(after: seen) {
                        seen = frame.version
                        try await writer.write(ByteBuffer(bytes: frame.line))
                    } else {
                        try await writer.write(ByteBuffer(string: ":\n\n"))
                    }
                }
            } catch {
                await desk.leave(id)
                throw error
            }
            await desk.leave(id)
            try await writer.finish(nil)
        }
        return Response(
            status: .ok, headers: RequestGuard.headers(contentType: "text/event-stream", policy: policy), body: body)
    }

    private func take(_ request: Request) async -> Response {
        guard request.headers[.contentType] == "application/json" else { return empty(.unsupportedMediaType) }
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: JSONReader.maximumLength)
        } catch is NIOTooManyBytesError {
            return empty(.contentTooLarge)
        } catch {
            return empty(.badRequest)
        }
        guard let input = PageInput(Array(buffer.readableBytesView)) else { return empty(.badRequest) }
        switch await desk.take(input) {
        case .taken: return empty(.noContent)
        case .passed: return empty(.conflict)
        }
    }

    private func empty(_ status: HTTPResponse.Status) -> Response {
        Response(status: status, headers: RequestGuard.headers(contentType: "text/plain", policy: policy))
    }
}
