internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// The line between the kiosk and the cloud: it carries bytes as they are, and can be cut.
final class NetworkCable: Sendable {
    private struct State {
        var isCut = false
        /// How many bytes from the cloud still come through; nil: all.
        var bytesLeft: Int?
        var target: Int?
        var listener: (any Channel)?
        var ends: [ObjectIdentifier: any Channel] = [:]
    }

    private let state = Mutex(State())
    private let group = MultiThreadedEventLoopGroup.singleton

    /// Lays the line to a port of this machine.
    ///
    /// - Returns: the port at its near end.
    func lay(to port: Int) async throws -> Int {
        state.withLock { $0.target = port }
        let listener = try await ServerBootstrap(group: group)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { [self] near in
                near.eventLoop.makeCompletedFuture { try near.pipeline.syncOperations.addHandler(End(self)) }
                    .flatMap { self.connect(near) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        state.withLock { $0.listener = listener }
        return listener.localAddress?.port ?? 0
    }

    /// Cuts it: what is open breaks, and nobody gets through.
    func cut() {
        let ends = state.withLock { state in
            state.isCut = true
            defer { state.ends = [:] }
            return state.ends.values
        }
        for end in ends { end.close(promise: nil) }
    }

    /// Breaks it once so many bytes more have come from the cloud.
    func cut(afterBytes count: Int) {
        state.withLock { $0.bytesLeft = count }
    }

    /// Joins it again.
    func mend() {
        state.withLock { state in
            state.isCut = false
            state.bytesLeft = nil
        }
    }

    /// Takes it away.
    func remove() async {
        cut()
        try? await state.withLock(\.listener)?.close()
    }

    private func connect(_ near: any Channel) -> EventLoopFuture<Void> {
        let (isCut, target) = state.withLock { ($0.isCut, $0.target) }
        guard !isCut, let target else { return near.close() }
        return ClientBootstrap(group: near.eventLoop)
            .channelInitializer { far in
                far.eventLoop.makeCompletedFuture {
                    let (atNear, atFar) = (End(self), End(self, comesFromCloud: true))
                    try far.pipeline.syncOperations.addHandler(atFar)
                    _ = atNear
                }
            }
            .connect(host: "127.0.0.1", port: target)
            .flatMap { far in
                self.state.withLock { state in
                    state.ends[ObjectIdentifier(near)] = near
                    state.ends[ObjectIdentifier(far)] = far
                }
                return far.pipeline.handler(type: End.self).flatMap { atFar in
                    near.pipeline.handler(type: End.self).map { atNear in
                        atFar.join(near)
                        atNear.join(far)
                    }
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
            if breaks { cable.cut() }
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
