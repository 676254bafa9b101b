internal import HummingbirdTLS
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import OpenSSL
internal import LockedMemory
internal import SimulatedAuthority

/// One HTTP server on loopback.
struct Listener: Sendable {
    let port: Int
    private let channel: any Channel
    private let unserved: CountOfConnections
    private let task: Task<Void, any Error>

    /// How long a client may keep a connection without a request, and take for one.
    static let usualLimits = SlowClientHandler.Limits(head: .seconds(60), body: .seconds(20))

    /// Five seconds, of which a machine that is busy elsewhere needs hundredths.
    private static let patience = 1_000

    /// Listens; returns when connections are accepted.
    ///
    /// - Parameter port: 0 for any that is free.
    static func start<Responder: HTTPResponder>(
        _ responder: Responder, tls: StapledTLS?, port: Int, limits: SlowClientHandler.Limits = usualLimits
    ) async throws -> Listener where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
        let unserved = CountOfConnections()
        let server = HTTPServerBuilder { responder in
            let http = HTTP1Channel(
                responder: responder,
                configuration: .init(
                    additionalChannelHandlers: [SlowClientHandler(limits)], idleTimeout: TimeAmount(limits.head)))
            guard let tls else { return CountedConnections(http, unserved) }
            return CountedConnections(StapledTLSChannel(tls: tls, base: http), unserved)
        }
        let (channels, announce) = AsyncStream<any Channel>.makeStream()
        let application = Application(
            responder: responder, server: server,
            configuration: .init(address: .hostname("127.0.0.1", port: port), serverName: nil),
            onServerRunning: { channel in
                announce.yield(channel)
                announce.finish()
            }, logger: Logger(label: "simulated-cloud") { _ in SwiftLogNoOpLogHandler() })
        let task = Task {
            defer { announce.finish() }
            try await application.run()
        }
        for await channel in channels {
            guard let port = channel.localAddress?.port else { break }
            return Listener(port: port, channel: channel, unserved: unserved, task: task)
        }
        try await task.value
        throw CloudStartError.didNotListen
    }

    /// Drops every connection and returns when the port is free.
    func stop() async {
        // First nobody new, then whoever was accepted gets served, which takes no time; see `CountedConnections`.
        // The listening channel stays open meanwhile: one that is closed drops whom it was about to hand on.
        try? await channel.setOption(.autoRead, value: false).get()
        for _ in 0..<2 {
            for loop in MultiThreadedEventLoopGroup.singleton.makeIterator() { try? await loop.submit {}.get() }
        }
        for _ in 0..<Self.patience where !unserved.isZero { try? await Task.sleep(for: .milliseconds(5)) }
        try? await channel.close()
        task.cancel()
        _ = await task.result
    }
}

/// Why a simulated cloud did not start.
public enum CloudStartError: Error, Hashable, Sendable {
    /// The server ended before it listened, and did not say why.
    case didNotListen
    /// The TLS library took no OCSP answer to staple.
    case cannotStaple
}

extension TLSConfiguration {
    /// The platform's side of the mutual TLS.
    ///
    /// - Parameter anchor: of the kiosks' certificates; nil: no certificate is asked for.
    static func platform(_ credential: Credential, anchor: Certificate?) throws -> TLSConfiguration {
        let certificate = try NIOSSLCertificate(bytes: credential.certificate.der, format: .der)
        let pem = try credential.privateKey.pem().withBytes { Array($0) }
        let key = try NIOSSLPrivateKey(bytes: pem, format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(certificate)], privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        configuration.shutdownTimeout = .milliseconds(200)
        if let anchor {
            configuration.trustRoots = .certificates([try NIOSSLCertificate(bytes: anchor.der, format: .der)])
            // A kiosk has no host name; its chain and dates are checked, and a connection without a certificate
            // is not accepted.
            configuration.certificateVerification = .noHostnameVerification
        }
        return configuration
    }
}
