import NIOCore
import NIOPosix

/// A server on loopback that answers every connection's first bytes with bytes of the test's choice, right or wrong.
final class RawServer: Sendable {
    /// What it does once something has come in.
    enum Behaviour: Sendable {
        /// Says this and closes.
        case say(String)
        /// Says this and keeps the connection open.
        case sayAndWait(String)
        /// Says this, then one byte more whenever the connection lets it.
        case sayWithoutEnd(String)
    }

    private let channel: any Channel
    let port: Int
    /// One element for each connection on which something has come in.
    let heard: AsyncStream<Void>

    init(_ behaviour: Behaviour) async throws {
        let (heard, announce) = AsyncStream<Void>.makeStream()
        self.heard = heard
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Speaker(behaviour, announce))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    var url: String { "http://127.0.0.1:\(port)/" }

    func stop() async { try? await channel.close() }

    private final class Speaker: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        private let behaviour: Behaviour
        private var hasSpoken = false

        private let announce: AsyncStream<Void>.Continuation

        init(_ behaviour: Behaviour, _ announce: AsyncStream<Void>.Continuation) {
            self.behaviour = behaviour
            self.announce = announce
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard !hasSpoken else { return }
            hasSpoken = true
            announce.yield()
            switch behaviour {
            case .say(let text):
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)))
                    .assumeIsolated().whenComplete { _ in context.close(promise: nil) }
            case .sayAndWait(let text):
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
            case .sayWithoutEnd(let text):
                context.write(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
                goOn(context)
            }
        }

        private func goOn(_ context: ChannelHandlerContext) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(repeating: UInt8(ascii: "a"), count: 65_536)))
                .assumeIsolated().whenSuccess { context.eventLoop.assumeIsolated().execute { self.goOn(context) } }
        }
    }
}
