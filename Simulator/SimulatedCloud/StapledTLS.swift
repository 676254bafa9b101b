internal import CNIOStaple
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOSSL
internal import OpenSSL
internal import SimulatedAuthority
internal import Synchronization

/// The platform's side of TLS, which staples the status of its own certificate (RFC 6066 §8).
///
/// NIOSSL has no function for it; BoringSSL beneath has.
final class StapledTLS: Sendable {
    private struct Made {
        var context: NIOSSLContext
        var renewal: Int64
    }

    private let configuration: TLSConfiguration
    private let status: @Sendable () throws -> [UInt8]?
    private let made = Mutex<Made?>(nil)

    /// The stapled answers hold for an hour.
    private static let renewalAge: Int64 = 1_800

    /// - Parameter status: an OCSP answer of this moment about the server's certificate; nil: nothing is stapled.
    init(_ configuration: TLSConfiguration, status: @escaping @Sendable () throws -> [UInt8]?) {
        self.configuration = configuration
        self.status = status
    }

    /// The settings of a connection that comes now.
    func context() throws -> NIOSSLContext {
        try made.withLock { made in
            let now = SystemTime.seconds
            if let made, now < made.renewal { return made.context }
            let context = try NIOSSLContext(configuration: configuration)
            if let status = try status() { try Self.staple(status, to: context) }
            made = Made(context: context, renewal: now + Self.renewalAge)
            return context
        }
    }

    private static func staple(_ status: [UInt8], to context: NIOSSLContext) throws {
        let pointer = Mirror(reflecting: context).descendant("sslContext") as? OpaquePointer
        guard let pointer, CNIOStaple_set(UnsafeMutableRawPointer(pointer), status, status.count) == 1 else {
            throw CloudStartError.cannotStaple
        }
    }
}

/// HTTP over it.
struct StapledTLSChannel: ServerChildChannel {
    let tls: StapledTLS
    let base: HTTP1Channel

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: try tls.context()))
        }.flatMap { base.setup(channel: channel, logger: logger) }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}
