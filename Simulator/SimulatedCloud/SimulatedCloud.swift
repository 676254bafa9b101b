public import Issuance
internal import HummingbirdTLS
public import OpenSSL
public import SimulatedAuthority
public import SimulatedResidents
public import SimulatedTownHall

/// The municipal cloud of the simulator: the whole contract of `openapi.yaml` over mutual TLS, and the authorities'
/// OCSP responder over plain HTTP, both on loopback.
///
/// Its municipalities and residents are fictional. What the municipalities' registers hold is kept where
/// `Configuration.registers` says; sessions are in memory and gone when it stops.
public final class SimulatedCloud: Sendable {
    /// What a simulated cloud is made of.
    public struct Configuration: Sendable {
        /// The municipalities and their residents.
        public var town: SimulatedTown
        /// The ids of the kiosks that may call.
        public var kiosks: Set<String>
        /// Where the authorities keep keys and certificates between runs; nil: in memory.
        public var directory: String?
        /// Where the municipalities' registers, Juki-Net's and the platform's are kept.
        public var registers = Registry.Storage.memory
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
        /// How long a client may keep a connection without a request's head.
        public var headLimit = Listener.usualLimits.head
        /// How long a request's body may take.
        public var bodyLimit = Listener.usualLimits.body
        /// Awaited between the setting of a document and the approval of its issue: for those who change a record in
        /// between.
        public var beforeApproval: @Sendable () async -> Void = {}
        /// Sees every message on Juki-Net's lines.
        public var jukiNetTap: @Sendable ([UInt8]) -> Void = { _ in }
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
    /// The municipalities' registers, and their counters.
    public let registry: Registry

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
                ocspURL: "http://127.0.0.1:\(ocspListener.port)\(OCSPEndpoint.path)",
                prefectures: configuration.town.prefectures)
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
        registry = try await Registry(
            town: configuration.town, storage: configuration.registers, world: world, now: configuration.now,
            tap: configuration.jukiNetTap)
        kiosks = EnrolledKiosks(configuration.kiosks)
        notice = PlanNotice(configuration.plan)
        let platform = try Platform(registry: registry, world: world, notice: notice)
        desk = CloudDesk(
            platform: platform, now: configuration.now, random: configuration.random,
            sessionLifetime: configuration.sessionLifetime, beforeApproval: configuration.beforeApproval)
        let disguise = configuration.disguise
        let responder = CloudResponder(
            desk: desk, notice: notice, now: configuration.now, kiosks: kiosks, faults: faults, tally: tally,
            beforeCall: configuration.beforeCall, onCall: configuration.onCall,
            assumedKiosk: disguise.map(\.hidesKiosk) == true ? configuration.kiosks.min() : nil)
        listener = try await Listener.start(
            responder, tls: try Self.tls(world, disguise), port: configuration.port,
            limits: .init(head: configuration.headLimit, body: configuration.bodyLimit))
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

    /// What was issued at a kiosk, and how it ended as far as the cloud has heard.
    public func issuances(ofKiosk kiosk: String) async throws -> [(request: String, outcome: Outcome?)] {
        try await desk.ledger.issuances(ofKiosk: kiosk)
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
    ///
    /// - Parameter store: where it stands; its certificate must name the same.
    public func enrol(kiosk: String, store: String? = nil) { kiosks.enrol(kiosk, store: store) }

    /// Takes a kiosk's certificate back: from its next call on whoever shows it is turned away.
    public func revoke(kioskCertificate: Certificate) { kiosks.revoke(kioskCertificate) }

    /// Turns a kiosk away from its next call on.
    public func strike(kiosk: String) { kiosks.strike(kiosk) }

    private static func tls(_ world: AuthorityWorld, _ disguise: CloudDisguise?) throws -> StapledTLS? {
        let platform = try world.platformAuthority()
        let proper = try world.serverCredential()
        let stranger = { try Authority.unrelated(now: world.now, key: KeyCache.key(.p256, "unrelated-authority")) }
        var anchor: Certificate? = platform.certificate
        var issuer = platform
        var credential = proper
        var status = OCSPResponder.Status.good
        switch disguise {
        case nil, .oldTLS, .noStaple: break
        case .plainHTTP: return nil
        case .noClientCertificateRequest: anchor = nil
        case .wrongHostCertificate: credential = try server(world, names: "DNS:elsewhere.example")
        case .expiredCertificate: credential = try server(world, expired: true)
        case .revokedCertificate:
            credential = try server(world)
            status = .revoked(.keyCompromise, at: world.now - CertificateTemplate.day)
        case .unknownAuthority:
            issuer = try stranger()
            credential = try server(world, by: issuer)
        }
        var configuration = try TLSConfiguration.platform(credential, anchor: anchor)
        if disguise == .oldTLS {
            configuration.minimumTLSVersion = .tlsv1
            configuration.maximumTLSVersion = .tlsv11
        }
        let responder = OCSPResponder(issuer: issuer.certificate, signer: issuer.credential)
        responder.set(status, for: credential.certificate)
        let question = try OCSPRequest(
            certificate: credential.certificate, issuer: issuer.certificate, nonce: nil
        ).der
        return StapledTLS(configuration) {
            disguise == .noStaple ? nil : responder.answer(question, at: SystemTime.seconds)
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
