internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import Synchronization
public import Voice

/// The resident's page, served to the browser on this machine.
///
/// A screen goes in through ``show(_:)`` and is drawn by every page that is open; what is touched comes out of
/// ``inputs()``. The page decides nothing and keeps nothing: reloaded, it shows the current screen again.
///
///     browser ── GET /            the page's files
///             ── GET /events      the screens, as server-sent events; a sign of life each second
///             ── POST /input      {"serial":12,"touch":{"name":"proceed"}}
///             ── POST /speech     a sentence; a recording of it comes back
public final class ScreenServer: ResidentTerminal {
    /// The port on 127.0.0.1.
    public let port: Int
    /// What the browser opens. It holds the token, behind the `#` that browsers send to nobody.
    public let address: String
    private let desk: ScreenDesk
    private let stream: Mutex<AsyncStream<ResidentInput>?>
    private let serviceStream: Mutex<AsyncStream<ServiceInput>?>
    private let seen: Mutex<AsyncStream<Bool>?>
    private let serving: Task<Void, any Error>
    private let ticking: Task<Void, Never>

    /// The page takes the firmware for dead after 2.4 s of silence, so that the resident knows within 3 s.
    static let tickInterval: Duration = .seconds(1)
    /// More than a resident can touch before the machine has looked.
    static let maximumInputs = 64
    /// A connection without a request is closed after this. A browser keeps such connections of a page that has crashed:
    /// whoever looks for the page by its connection (Packaging/root/usr/lib/madoguchi/screen) shall not find them long.
    static let idleLimit: TimeAmount = .seconds(1)

    /// Listens on loopback; returns when the page can be opened.
    ///
    /// - Parameters:
    ///   - pages: the page's files.
    ///   - machine: what the page draws and names of the machine around it.
    ///   - token: what the browser must know.
    ///   - voice: speaks for the page; nil for a machine without a voice.
    ///   - port: 0 for any that is free.
    ///   - clock: gives the sign of life its pace.
    ///   - framedBy: the port on 127.0.0.1 of the simulator's dock, which shows the page beside its own controls. The
    ///     firmware names none: then no page may frame this one.
    public static func start(
        pages: ScreenPages, machine: MachineLayout = .reference, token: ScreenToken = .random(),
        voice: Voice? = nil, port: Int = 0,
        clock: any Clock<Duration> = ContinuousClock(), framedBy dock: Int? = nil
    ) async throws(ScreenServerError) -> ScreenServer {
        let (inputs, touched) = AsyncStream<ResidentInput>.makeStream(
            bufferingPolicy: .bufferingOldest(maximumInputs))
        let (serviceInputs, serviced) = AsyncStream<ServiceInput>.makeStream(
            bufferingPolicy: .bufferingOldest(maximumInputs))
        // Only the last answer counts.
        let (sightings, seen) = AsyncStream<Bool>.makeStream(bufferingPolicy: .bufferingNewest(1))
        seen.yield(false)
        let desk = ScreenDesk(machine: machine, touched: touched, serviced: serviced, seen: seen)
        // The guard needs the port, which is known once the server listens; before that nobody is answered.
        let holder = GuardHolder()
        let responder = PageResponder(
            pages: pages, desk: desk, voice: voice, policy: RequestGuard.contentPolicy(framedBy: dock),
            guarding: { holder.value })
        let (ports, announce) = AsyncStream<Int>.makeStream()
        let application = Application(
            responder: responder, server: .http1(configuration: .init(idleTimeout: idleLimit)),
            configuration: .init(address: .hostname("127.0.0.1", port: port), serverName: nil),
            onServerRunning: { channel in
                if let port = channel.localAddress?.port { announce.yield(port) }
                announce.finish()
            }, logger: Logger(label: "screens") { _ in SwiftLogNoOpLogHandler() })
        let serving = Task {
            defer { announce.finish() }
            try await application.run()
        }
        for await listening in ports {
            holder.value = RequestGuard(port: listening, token: token)
            return ScreenServer(
                port: listening, token: token, desk: desk, inputs: inputs, serviceInputs: serviceInputs,
                sightings: sightings, serving: serving, clock: clock)
        }
        do {
            try await serving.value
            throw ScreenServerError.port(port, cause: "the server ended")
        } catch let error as ScreenServerError {
            throw error
        } catch {
            throw .port(port, cause: String(describing: error))
        }
    }

    private init(
        port: Int, token: ScreenToken, desk: ScreenDesk, inputs: AsyncStream<ResidentInput>,
        serviceInputs: AsyncStream<ServiceInput>, sightings: AsyncStream<Bool>, serving: Task<Void, any Error>,
        clock: any Clock<Duration>
    ) {
        self.port = port
        self.address = "http://127.0.0.1:\(port)/#\(token.text)"
        self.desk = desk
        self.stream = Mutex(inputs)
        self.serviceStream = Mutex(serviceInputs)
        self.seen = Mutex(sightings)
        self.serving = serving
        ticking = Task {
            while (try? await clock.sleep(for: Self.tickInterval)) != nil { await desk.tick() }
        }
    }

    /// Draws it on every page that is open, and on each that is opened from now on.
    public func show(_ presentation: Presentation) async {
        await desk.show(presentation)
    }

    /// Starts the voice for whoever plugged headphones in, and ends it at once when they are pulled out.
    public func headphones(arePlugged: Bool) async {
        await desk.headphones(arePlugged: arePlugged)
    }

    /// What is touched from now on; empty when it is asked for a second time.
    public func inputs() -> AsyncStream<ResidentInput> { Self.once(stream) }

    /// Lays a technician's screen over the resident's on every page, or takes it away.
    public func show(_ presentation: ServicePresentation) async {
        await desk.show(presentation)
    }

    /// What is touched on technicians' screens from now on; empty when it is asked for a second time.
    public func serviceInputs() -> AsyncStream<ServiceInput> { Self.once(serviceStream) }

    /// Whether a page is connected; empty when it is asked for a second time.
    public func sightings() -> AsyncStream<Bool> { Self.once(seen) }

    /// Asked for a second time there is nothing: one resident is served by one machine.
    private static func once<Element>(_ stream: borrowing Mutex<AsyncStream<Element>?>) -> AsyncStream<Element> {
        stream.withLock { stream in
            defer { stream = nil }
            return stream ?? AsyncStream { $0.finish() }
        }
    }

    /// Draws these hours wherever a screen tells them.
    public func setHours(opens: Int, closes: Int) async {
        await desk.setHours(opens: opens, closes: closes)
    }

    /// Lets every page go and returns when the port is free.
    public func stop() async {
        ticking.cancel()
        await desk.close()
        serving.cancel()
        _ = await serving.result
    }
}

/// What becomes known once the server listens.
private final class GuardHolder: Sendable {
    private let guarding = Mutex<RequestGuard?>(nil)

    var value: RequestGuard? {
        get { guarding.withLock { $0 } }
        set { guarding.withLock { $0 = newValue } }
    }
}
