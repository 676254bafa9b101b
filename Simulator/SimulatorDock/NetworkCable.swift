internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// The cable between the kiosk and its cloud: a port of its own whose connections lead to the cloud's, until it is cut.
actor NetworkCable {
    /// What the kiosk connects to.
    nonisolated let port: Int
    private let target: Int
    private var carrying: Task<Void, Never>?
    private let traffic = Traffic()

    /// When anything went over it last.
    private final class Traffic: Sendable {
        private let last = Mutex(ContinuousClock.now)

        func note() { last.withLock { $0 = .now } }
        var silence: Duration { .now - last.withLock { $0 } }
    }

    /// An answer on loopback takes a few milliseconds, a document some tens.
    private static let quiet: Duration = .milliseconds(25)

    /// Returns when nothing has gone over it for a moment, or after two seconds.
    nonisolated func waitForQuiet() async {
        for _ in 0..<400 where traffic.silence < Self.quiet {
            guard (try? await Task.sleep(for: .milliseconds(5))) != nil else { return }
        }
    }

    private typealias Wire = NIOAsyncChannel<ByteBuffer, ByteBuffer>
    private typealias Socket = NIOAsyncChannel<Wire, Never>

    /// Plugs a cable in that leads to port `target` on this machine.
    static func plugIn(to target: Int) async throws -> NetworkCable {
        let socket = try await listen(on: 0)
        let cable = NetworkCable(port: socket.channel.localAddress?.port ?? 0, target: target)
        await cable.carry(socket)
        return cable
    }

    private init(port: Int, target: Int) {
        self.port = port
        self.target = target
    }

    /// Every connection ends, and new ones are refused.
    func cut() async {
        carrying?.cancel()
        await carrying?.value
        carrying = nil
    }

    /// It is not cut.
    var isWhole: Bool { carrying != nil }

    /// Leads to the cloud again.
    func mend() async throws {
        guard carrying == nil else { return }
        carry(try await Self.listen(on: port))
    }

    private static func listen(on port: Int) async throws -> Socket {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: "127.0.0.1", port: port) { wire($0) }
    }

    private static func wire(_ channel: any Channel) -> EventLoopFuture<Wire> {
        channel.eventLoop.makeCompletedFuture {
            try Wire(
                wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
        }
    }

    private func carry(_ socket: Socket) {
        let (target, traffic) = (target, traffic)
        carrying = Task {
            try? await socket.executeThenClose { connections in
                try await withThrowingDiscardingTaskGroup { group in
                    for try await near in connections {
                        group.addTask { try? await Self.join(near, to: target, traffic) }
                    }
                }
            }
        }
    }

    private static func join(_ near: Wire, to target: Int, _ traffic: Traffic) async throws {
        try await near.executeThenClose { fromNear, toNear in
            let far = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: target) { wire($0) }
            try await far.executeThenClose { fromFar, toFar in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await pass(fromNear, to: toFar, traffic) }
                    group.addTask { try await pass(fromFar, to: toNear, traffic) }
                    try await group.waitForAll()
                }
            }
        }
    }

    private static func pass(
        _ bytes: NIOAsyncChannelInboundStream<ByteBuffer>, to writer: NIOAsyncChannelOutboundWriter<ByteBuffer>,
        _ traffic: Traffic
    ) async throws {
        for try await buffer in bytes {
            traffic.note()
            try await writer.write(buffer)
        }
        writer.finish()
    }
}
