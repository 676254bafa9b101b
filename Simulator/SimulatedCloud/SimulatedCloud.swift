public import Issuance
internal import HummingbirdTLS
internal import OpenSSL
public import SimulatedAuthority
public import SimulatedResidents

/// The municipal cloud of the simulator: the whole contract of `openapi.yaml` over mutual TLS, and the authorities'
/// OCSP responder over plain HTTP, both on loopback.
///
/// Its municipalities and residents are fictional; what it keeps is in memory and gone when it stops.
public final class SimulatedCloud: Sendable {
    /// What a simulated cloud is made of.
    public struct Configuration: Sendable {
        /// The municipalities and their residents.
        public var town: SimulatedTown
        /// The ids of the kiosks that may call.
        public var kiosks: Set<String>
        /// Where the authorities keep keys and certificates between runs; nil: in memory.
        public var directory: String?
        /// 0 for any that is free.
        public var port = 0
        /// 0 for any that is free. It stands in the residents' certificates: keep it where those are kept.
        public var ocspPort = 0
        /// When it serves.
        public var plan = ServicePlan.always
        /// Seconds since 1970. TLS has its own clock, the system's.
        public var now: @Sendable () -> Int64
        /// Ids and challenges.
        public var random: @Sendable (_ count: Int) -> [UInt8]
        /// How long a session lasts: longer than the slowest resident takes who extends every wait.
        public var sessionLifetime: Int64 = 3_600
        /// Asked before each call is answered, once faults that were laid are used up: what goes wrong with it? The
        /// call waits meanwhile. It is cancelled where the cloud stops.
        public var beforeCall: @Sendable (CloudCall) async -> CloudFault? = { _ in nil }
        /// Hears of each call when it is answered, on the server's own threads. It must be quick.
        public var onCall: @Sendable (CloudExchange) -> Void = { _ in }
        /// What the listener is in the place of a proper one.
        public var disguise: CloudDisguise?

        /// A cloud by the system's clock, with real random numbers.
        public init(town: SimulatedTown, kiosks: Set<String>) {
            self.town = town
            self.kiosks = kiosks
            self.now = { SystemTime.seconds }
            self.random = { count in
                var generator = SystemRandomNumberGenerator()
                return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            }
        }
    }

    /// `https://localhost:PORT`.
    public let url: String
    /// Where the OCSP responder listens, as it stands in the residents' certificates.
    public let ocspURL: String
    /// Everybody's keys and certificates.
    public let world: AuthorityWorld
    /// The resident records, to be changed at will.
    public let registry: Registry
    /// What lies on the residents' cards.
    public let directory: ResidentDirectory

    private let listener: Listener
    private let ocspListener: Listener
    private let desk: CloudDesk
    private let faults: FaultBoard
    private let kiosks: EnrolledKiosks
    private let tally: Tally
    private let notice: PlanNotice

    /// Starts the cloud and the OCSP responder; returns when both listen.
    public static func start(_ configuration: Configuration) async throws -> SimulatedCloud {
        let faults = FaultBoard()
        let authorities = LateAuthorities()
        let tally = Tally()
        let endpoint = OCSPEndpoint(
            authorities: authorities, now: configuration.now, faults: faults, count: { tally.question() },
            beforeCall: configuration.beforeCall, onCall: configuration.onCall)
        let ocspListener = try await Listener.start(endpoint, tls: nil, port: configuration.ocspPort)
        do {
            let world = try AuthorityWorld(
                directory: configuration.directory, now: configuration.now(),
                ocspURL: "http://127.0.0.1:\(ocspListener.port)\(OCSPEndpoint.path)")
            authorities.open(world)
            return try await SimulatedCloud(configuration, world, ocspListener, faults, tally)
        } catch {
            await ocspListener.stop()
            throw error
        }
    }

    private init(
        _ configuration: Configuration, _ world: AuthorityWorld, _ ocspListener: Listener, _ faults: FaultBoard,
        _ tally: Tally
    ) async throws {
        self.world = world
        self.ocspURL = world.ocspURL
        self.ocspListener = ocspListener
        self.faults = faults
        self.tally = tally
        registry = Registry(configuration.town)
        directory = ResidentDirectory(town: configuration.town, world: world)
        kiosks = EnrolledKiosks(configuration.kiosks)
        notice = PlanNotice(configuration.plan)
        let platform = try Platform(registry: registry, directory: directory, world: world, notice: notice)
        desk = CloudDesk(
            platform: platform, now: configuration.now, random: configuration.random,
            sessionLifetime: configuration.sessionLifetime)
        let disguise = configuration.disguise
        let responder = CloudResponder(
            desk: desk, notice: notice, now: configuration.now, kiosks: kiosks, faults: faults, tally: tally,
            beforeCall: configuration.beforeCall, onCall: configuration.onCall,
            assumedKiosk: disguise.map(\.hidesKiosk) == true ? configuration.kiosks.min() : nil)
        listener = try await Listener.start(
            responder, tls: try Self.tls(world, disguise), port: configuration.port)
        url = (disguise == .plainHTTP ? "http" : "https") + "://localhost:\(listener.port)"
    }

    /// Drops every connection; returns when both ports are free.
    public func stop() async {
        await listener.stop()
        await ocspListener.stop()
    }

    /// What has happened so far.
    public var counts: CloudCounts {
        get async {
            var counts = await desk.counts
            counts.ocspQuestions = tally.questionCount
            counts.connections = tally.connectionCount
            return counts
        }
    }

    /// How an issuance ended, as a kiosk reported it.
    public func outcome(of issuance: RequestID, kiosk: String) async -> Outcome? {
        await desk.outcome(CloudDesk.Key(kiosk: kiosk, id: issuance.description))
    }

    /// Has the next `times` calls of this kind go wrong. Faults on one kind of call wait for each other.
    public func lay(_ fault: CloudFault, on call: CloudCall, times: Int = 1) {
        faults.lay(fault, on: call, times: times)
    }

    /// When it serves. A change holds from the next call on.
    public var plan: ServicePlan {
        get { notice.plan }
        set { notice.plan = newValue }
    }

    /// Forgets the faults that still wait.
    public func clearFaults() { faults.clear() }

    /// Lets a kiosk in, or back in.
    public func enrol(kiosk: String) { kiosks.enrol(kiosk) }

    /// Turns a kiosk away from its next call on.
    public func strike(kiosk: String) { kiosks.strike(kiosk) }

    private static func tls(_ world: AuthorityWorld, _ disguise: CloudDisguise?) throws -> TLSConfiguration? {
        let anchor = try world.platformAuthority().certificate
        let proper = try world.serverCredential()
        switch disguise {
        case nil: return try .platform(proper, anchor: anchor)
        case .plainHTTP: return nil
        case .noClientCertificateRequest: return try .platform(proper, anchor: nil)
        case .wrongHostCertificate:
            return try .platform(try server(world, names: "DNS:elsewhere.example"), anchor: anchor)
        case .expiredCertificate: return try .platform(try server(world, expired: true), anchor: anchor)
        case .unknownAuthority:
            let stranger = try Authority.unrelated(now: world.now, key: KeyCache.key(.p256, "unrelated-authority"))
            return try .platform(try server(world, by: stranger), anchor: anchor)
        case .oldTLS:
            var configuration = try TLSConfiguration.platform(proper, anchor: anchor)
            configuration.minimumTLSVersion = .tlsv1
            configuration.maximumTLSVersion = .tlsv11
            return configuration
        }
    }

    private static func server(
        _ world: AuthorityWorld, by authority: Authority? = nil, names: String = "DNS:localhost,IP:127.0.0.1",
        expired: Bool = false
    ) throws -> Credential {
        var template = CertificateTemplate.endEntity(
            [("C", "JP"), ("O", "Elsewhere"), ("CN", "server")], now: world.now, keyUsage: "digitalSignature",
            extendedKeyUsage: "serverAuth", more: [.init("subjectAltName", names)])
        if expired { template.notAfter = world.now - CertificateTemplate.day }
        return try (authority ?? world.platformAuthority()).issue(template, key: KeyCache.key(.p256, "bad-server"))
    }
}

extension CloudDisguise {
    /// Whether the kiosk's certificate is not seen behind it.
    var hidesKiosk: Bool { self == .noClientCertificateRequest || self == .plainHTTP }
}
