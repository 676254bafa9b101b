internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// The line between the kiosk and the cloud: it carries bytes as they are, and can be cut.
final class NetworkCable: Sendable {
    private struct State {
        /// How many bytes from the cloud still come through; nil: all.
        var bytesLeft: Int?
        /// The ports at its ends.
        var near = 0
        var far = 0
        /// Nil while it is cut: nobody is let in.
        var listener: (any Channel)?
        var ends: [ObjectIdentifier: any Channel] = [:]
    }

    private let state = Mutex(State())
    private let group = MultiThreadedEventLoopGroup.singleton

    /// Lays the line to a port of this machine.
    ///
    /// - Returns: the port at its near end.
    func lay(to port: Int) async throws -> Int {
        state.withLock { $0.far = port }
        let listener = try await listen(at: 0)
        let near = listener.localAddress?.port ?? 0
        state.withLock { state in
            state.near = near
            state.listener = listener
        }
        return near
    }

    /// Cuts it: what is open breaks, and nobody gets through.
    func cut() async {
        let (listener, ends) = state.withLock { state in
            defer { (state.listener, state.ends, state.bytesLeft) = (nil, [:], nil) }
            return (state.listener, state.ends.values)
        }
        try? await listener?.close()
        for end in ends { try? await end.close() }
    }

    /// Breaks it once so many bytes more have come from the cloud.
    func cut(afterBytes count: Int) {
        state.withLock { $0.bytesLeft = count }
    }

    /// Joins it again.
    func mend() async throws {
        let port = state.withLock { state in
            state.bytesLeft = nil
            return state.listener == nil ? state.near : nil
        }
        guard let port else { return }
        let listener = try await listen(at: port)
        state.withLock { $0.listener = listener }
    }

    private func listen(at port: Int) async throws -> any Channel {
        try await ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { [self] near in
                near.eventLoop.makeCompletedFuture { try near.pipeline.syncOperations.addHandler(End(self)) }
                    .flatMap { self.connect(near) }
            }
            .bind(host: "127.0.0.1", port: port).get()
    }

    private func connect(_ near: any Channel) -> EventLoopFuture<Void> {
        ClientBootstrap(group: near.eventLoop)
            .channelInitializer { far in
                far.eventLoop.makeCompletedFuture {
                    try far.pipeline.syncOperations.addHandler(End(self, comesFromCloud: true))
                }
            }
            .connect(host: "127.0.0.1", port: state.withLock(\.far))
            .flatMap { far in
                self.state.withLock { state in
                    state.ends[ObjectIdentifier(near)] = near
                    state.ends[ObjectIdentifier(far)] = far
                }
                return far.pipeline.handler(type: End.self).and(near.pipeline.handler(type: End.self))
                    .map { atFar, atNear in
                        atFar.join(near)
                        atNear.join(far)
                    }
            }
            .flatMap { near.setOption(.autoRead, value: true) }
    }

    private func forget(_ channel: any Channel) {
        _ = state.withLock { $0.ends.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    /// How much of `count` bytes from the cloud comes through, and whether the line breaks there.
    private func pass(_ count: Int) -> (count: Int, breaks: Bool) {
        state.withLock { state in
            guard let left = state.bytesLeft else { return (count, false) }
            guard left < count else {
                state.bytesLeft = left - count
                return (count, false)
            }
            state.bytesLeft = nil
            return (left, true)
        }
    }

    /// One end of one connection.
    private final class End: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        private let cable: NetworkCable
        private let comesFromCloud: Bool
        private let other = Mutex<(any Channel)?>(nil)

        init(_ cable: NetworkCable, comesFromCloud: Bool = false) {
            self.cable = cable
            self.comesFromCloud = comesFromCloud
        }

        func join(_ channel: any Channel) { other.withLock { $0 = channel } }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            var bytes = unwrapInboundIn(data)
            let other = other.withLock(\.self)
            guard comesFromCloud else {
                other?.writeAndFlush(bytes, promise: nil)
                return
            }
            let (count, breaks) = cable.pass(bytes.readableBytes)
            if let part = bytes.readSlice(length: count) { other?.writeAndFlush(part, promise: nil) }
            if breaks { Task { [cable] in await cable.cut() } }
        }

        func channelInactive(context: ChannelHandlerContext) {
            cable.forget(context.channel)
            other.withLock(\.self)?.close(promise: nil)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
