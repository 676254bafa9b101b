internal import StrictJSON
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Voice

/// Answers the page's requests: its files, the stream of screens, and what is touched.
struct PageResponder: HTTPResponder {
    typealias Context = BasicRequestContext

    let pages: ScreenPages
    let desk: ScreenDesk
    let voice: Voice?
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
        case (.post, "/speech"):
            guard guarding.isPage(request, mustNameOrigin: true) else { return empty(.forbidden) }
            return await speak(request)
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
            buffer = try await request.body.collect(upTo: JSON.bounds.length)
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

    /// A recording; without one the page goes on silently, as it does where there is no voice.
    private func speak(_ request: Request) async -> Response {
        guard let voice else { return empty(.notFound) }
        guard let wanted = SpeechRequest(request.uri.queryParameters) else { return empty(.badRequest) }
        let wave: [UInt8]
        do {
            switch wanted.what {
            case .member(let number):
                guard let name = await desk.name(ofMember: number) else { return empty(.conflict) }
                wave = try await voice.recording(ofName: name, at: wanted.speed)
            case .text(let isKept):
                let buffer = try await request.body.collect(upTo: SpokenText.maximumBytes)
                guard let text = String(validating: buffer.readableBytesView, as: UTF8.self) else {
                    return empty(.badRequest)
                }
                wave = try await voice.recording(
                    of: try SpokenText(text, in: wanted.language), in: wanted.language, at: wanted.speed,
                    isKept: isKept)
            }
        } catch is NIOTooManyBytesError {
            return empty(.contentTooLarge)
        } catch let error as VoiceError {
            return empty(error == .unspeakable ? .badRequest : .serviceUnavailable)
        } catch {
            return empty(.badRequest)
        }
        return Response(
            status: .ok, headers: RequestGuard.headers(contentType: "audio/wav", policy: policy),
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: wave)))
    }

    private func empty(_ status: HTTPResponse.Status) -> Response {
        Response(status: status, headers: RequestGuard.headers(contentType: "text/plain", policy: policy))
    }
}
