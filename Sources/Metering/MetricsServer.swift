internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore

/// Serves a text at `/metrics`, on 127.0.0.1 and nowhere else: an exporter of the machine's own brings it further.
public final class MetricsServer: Sendable {
    /// The port on 127.0.0.1.
    public let port: Int
    private let serving: Task<Void, any Error>

    /// The port cannot be had.
    public struct PortTaken: Error, Hashable, Sendable {
        /// The port.
        public var port: Int
    }

    /// Listens; returns when it can be asked.
    ///
    /// - Parameters:
    ///   - port: 0 for any that is free.
    ///   - text: asked for each time.
    public static func start(
        port: Int, text: @escaping @Sendable () async -> String
    ) async throws(PortTaken) -> MetricsServer {
        let router = Router()
        router.get("metrics") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: await text())))
        }
        let (ports, announce) = AsyncStream<Int>.makeStream()
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port), serverName: nil),
            onServerRunning: { channel in
                if let port = channel.localAddress?.port { announce.yield(port) }
                announce.finish()
            }, logger: Logger(label: "metrics") { _ in SwiftLogNoOpLogHandler() })
        let serving = Task {
            defer { announce.finish() }
            try await application.run()
        }
        for await listening in ports { return MetricsServer(port: listening, serving: serving) }
        throw PortTaken(port: port)
    }

    private init(port: Int, serving: Task<Void, any Error>) {
        self.port = port
        self.serving = serving
    }

    /// Returns when the port is free.
    public func stop() async {
        serving.cancel()
        _ = await serving.result
    }
}
