internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Synchronization

/// The faults that wait for their calls.
final class FaultBoard: Sendable {
    private let waiting = Mutex<[CloudCall: [(fault: CloudFault, timesLeft: Int)]]>([:])

    func lay(_ fault: CloudFault, on call: CloudCall, times: Int) {
        waiting.withLock { $0[call, default: []].append((fault, times)) }
    }

    func clear() { waiting.withLock { $0 = [:] } }

    /// The fault for a call that comes now, used up by it.
    func take(_ call: CloudCall) -> CloudFault? {
        waiting.withLock { waiting in
            guard let first = waiting[call]?.first else { return nil }
            if first.timesLeft > 1 {
                waiting[call]?[0].timesLeft -= 1
            } else {
                waiting[call]?.removeFirst()
            }
            return first.fault
        }
    }
}

/// Why a body ended early: it was told to.
private struct CutShort: Error {}

extension CloudFault {
    /// What happens before anything is done.
    func before() async throws(Problem) {
        switch self {
        case .delay(let duration): await Self.wait(duration)
        case .silence: await Self.wait(.seconds(86_400))
        case .problem(let status, let type): throw Problem(type, status, "Told to fail")
        case .loseAnswer, .cutBody, .cutAfter, .hugeBody, .wrongJSON, .wrongMediaType, .manifestForAnotherRequest,
            .strangersDocument, .anotherDocument, .notPDF, .previousManifest, .previousDocument, .laterDocument,
            .strangersPage, .staleStatus, .anotherSeal:
            break
        }
    }

    /// What becomes of the answer.
    func applied(to response: Response) -> Response {
        var changed = response
        switch self {
        case .cutBody:
            changed.body = Self.cut(response.body, after: (response.body.contentLength ?? 0) / 2)
        case .cutAfter(let count):
            changed.body = Self.cut(response.body, after: count)
        case .hugeBody(let bytes, let announced):
            changed.body = Self.zeros(bytes, announced: announced)
        case .wrongJSON:
            return .json(["sessionId": ["unexpected"]], status: response.status.code)
        case .wrongMediaType:
            changed.headers[.contentType] = "text/html"
        case .delay, .silence, .problem, .loseAnswer, .manifestForAnotherRequest, .strangersDocument, .anotherDocument,
            .notPDF, .previousManifest, .previousDocument, .laterDocument, .strangersPage, .staleStatus, .anotherSeal:
            break
        }
        return changed
    }

    private static func cut(_ whole: ResponseBody, after count: Int) -> ResponseBody {
        let length = whole.contentLength ?? 0
        return ResponseBody(contentLength: length) { writer in
            try await writer.write(ByteBuffer(repeating: UInt8(ascii: " "), count: min(count, length)))
            throw CutShort()
        }
    }

    private static func zeros(_ bytes: Int, announced: Bool) -> ResponseBody {
        let piece = 64 << 10
        return ResponseBody(contentLength: announced ? bytes : nil) { writer in
            var left = bytes
            while left > 0 {
                try await writer.write(ByteBuffer(repeating: UInt8(ascii: " "), count: min(piece, left)))
                left -= piece
            }
            try await writer.finish(nil)
        }
    }

    // Ends early when the cloud stops.
    private static func wait(_ duration: Duration) async {
        try? await Task.sleep(for: duration)
    }
}
