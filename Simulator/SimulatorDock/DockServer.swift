internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import Screens
internal import Synchronization

/// The dock for a browser: the resident's page on one side, everything around it on the other.
///
///     browser ── GET  /                 the dock's files
///             ── GET  /events           what is and what goes by, as server-sent events
///             ── POST /do               {"do":"insert","yen":100}
///             ── GET  /papers/1/2.png   a printed page
///
/// It has an origin and a token of its own. The resident's page is served by the firmware's own server, as strict as
/// ever but for one word: this dock, and nobody else, may frame it.
public final class DockServer: Sendable {
    /// What the browser opens. It holds the token, behind the `#` that browsers send to nobody.
    public let address: String
    /// The resident's page alone, with its token.
    public let pageAddress: String
    /// What is shown and handled.
    public let dock: Dock
    private let serving: Task<Void, any Error>
    private let ticking: Task<Void, Never>

    /// A connection without a request is closed after this.
    private static let idleLimit: TimeAmount = .seconds(30)
    /// What is not told of is looked at so often, and whoever watches hears that the dock lives.
    private static let tickInterval: Duration = .seconds(1)

    /// Sets a kiosk and all around it up, switches it on and listens on loopback.
    ///
    /// - Parameter port: 0 for any that is free.
    public static func start(_ configuration: Dock.Configuration, port: Int = 0) async throws -> DockServer {
        let files = try DockFiles()
        let token = ScreenToken.random()
        // Dock and page each name the other's port, which is known once both listen; before that nobody is answered.
        let holder = DeskHolder()
        let (ports, announce) = AsyncStream<Int>.makeStream()
        let application = Application(
            responder: DockResponder(files: files, desk: { holder.desk }),
            server: .http1(configuration: .init(idleTimeout: idleLimit)),
            configuration: .init(address: .hostname("127.0.0.1", port: port), serverName: nil),
            onServerRunning: { channel in
                if let port = channel.localAddress?.port { announce.yield(port) }
                announce.finish()
            }, logger: Logger(label: "dock") { _ in SwiftLogNoOpLogHandler() })
        let serving = Task {
            defer { announce.finish() }
            try await application.run()
        }
        for await listening in ports {
            do {
                let dock = try await Dock.open(configuration, dock: listening)
                do {
                    try await dock.switchOn()
                } catch {
                    await dock.close()
                    throw error
                }
                holder.desk = DockDesk(
                    dock: dock, guarding: RequestGuard(port: listening, token: token), page: await dock.pagePort)
                return DockServer(
                    "http://127.0.0.1:\(listening)/#\(token.text)", dock, page: await dock.pageAddress, serving)
            } catch {
                serving.cancel()
                _ = await serving.result
                throw error
            }
        }
        do {
            try await serving.value
            throw ScreenServerError.port(port, cause: "the server ended")
        } catch let error as ScreenServerError {
            throw error
        } catch {
            throw ScreenServerError.port(port, cause: String(describing: error))
        }
    }

    private init(_ address: String, _ dock: Dock, page: String, _ serving: Task<Void, any Error>) {
        self.address = address
        self.dock = dock
        self.pageAddress = page
        self.serving = serving
        ticking = Task {
            while (try? await Task.sleep(for: Self.tickInterval)) != nil { dock.feed.ring() }
        }
    }

    /// Ends everything that was started; returns when the ports are free.
    public func stop() async {
        ticking.cancel()
        await dock.close()
        serving.cancel()
        _ = await serving.result
    }
}

/// What the responder needs, once it is known.
struct DockDesk: Sendable {
    let dock: Dock
    let guarding: RequestGuard
    /// Where the page that may be framed is.
    let page: Int

    /// Its own scripts, styles and connections, pictures that it made of what it fetched, and one frame.
    var policy: String {
        [
            "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self' blob:",
            "frame-src http://127.0.0.1:\(page)", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
            "require-trusted-types-for 'script'", "trusted-types 'none'",
        ].joined(separator: "; ")
    }
}

private final class DeskHolder: Sendable {
    private let held = Mutex<DockDesk?>(nil)

    var desk: DockDesk? {
        get { held.withLock { $0 } }
        set { held.withLock { $0 = newValue } }
    }
}
