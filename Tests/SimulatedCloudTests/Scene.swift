import Issuance
import LockedMemory
import MunicipalCloud
import OpenSSL
import SimulatedAuthority
import SimulatedCloud
import SimulatedResidents
import SimulatedTownHall
import Synchronization
import Testing

/// A simulated cloud with one enrolled kiosk, and what a test does as that kiosk.
struct Scene: Sendable {
    static let kiosk = "SIM-0001"

    let cloud: SimulatedCloud
    let client: CloudClient
    /// Seconds that the cloud's clock is ahead of the system's.
    let ahead: TestClock

    /// Starts a cloud, hands it to `body`, and stops it whatever happens.
    @discardableResult
    static func play<Result: Sendable>(
        disguise: CloudDisguise? = nil, limits: CloudClient.Limits = .patient, plan: ServicePlan = .always,
        adjust: @Sendable (inout SimulatedCloud.Configuration) throws -> Void = { _ in },
        _ body: @Sendable (Scene) async throws -> Result
    ) async throws -> Result {
        let clock = TestClock()
        var configuration = SimulatedCloud.Configuration(town: try SimulatedTown.load(), kiosks: [kiosk, "SIM-0002"])
        configuration.disguise = disguise
        configuration.plan = plan
        let system = configuration.now
        configuration.now = { system() + clock.ahead }
        try adjust(&configuration)
        let cloud = try await SimulatedCloud.start(configuration)
        do {
            let client = try Self.client(of: cloud, kiosk: kiosk, limits: limits)
            let result = try await body(Scene(cloud: cloud, client: client, ahead: clock))
            await cloud.stop()
            return result
        } catch {
            await cloud.stop()
            throw error
        }
    }

    static func client(
        of cloud: SimulatedCloud, kiosk: String, limits: CloudClient.Limits = .patient,
        credential: Credential? = nil, url: String? = nil
    ) throws -> CloudClient {
        let credential = try credential ?? cloud.world.kioskCredential(id: kiosk)
        let identity = try CloudIdentity(
            anchors: [try cloud.world.platformAuthority().certificate], chain: [credential.certificate],
            key: credential.privateKey)
        // A client for a cloud that speaks plain HTTP asks for HTTPS all the same.
        let address = (url ?? cloud.url).replacing("http://", with: "https://")
        return try CloudClient(CloudClient.Configuration(url: address, identity: identity, limits: limits))
    }

    func card(of id: String) throws -> Credential {
        let resident = try #require(cloud.registry.town.resident(id: id))
        return try #require(try cloud.registry.cards.cardCredential(of: resident))
    }

    /// A session in which the resident's card has given its proof.
    func provenSession(of id: String, client other: CloudClient? = nil) async throws -> (CloudSession, Entitlement) {
        let client = other ?? client
        let session = try await client.openSession(.fresh)
        return (session, try await prove(session, with: try card(of: id), client: client))
    }

    func prove(
        _ session: CloudSession, with card: Credential, client other: CloudClient? = nil
    ) async throws -> Entitlement {
        let client = other ?? client
        let signature = try card.privateKey.signDigestInfo(session.digestInfo(kioskID: client.kioskID))
        return try await client.prove(session, certificate: card.certificate.der, signature: signature)
    }
}

extension CloudClient.Limits {
    /// For a computer that is busy elsewhere: what a test waits for comes, however late.
    static var patient: CloudClient.Limits {
        var limits = CloudClient.Limits()
        for limit in [\CloudClient.Limits.connect, \.answer, \.issue, \.document, \.stall] {
            limits[keyPath: limit] = .seconds(120)
        }
        return limits
    }
}

/// The cloud's clock, which a test moves by hand.
final class TestClock: Sendable {
    private let seconds = Atomic<Int64>(0)
    var ahead: Int64 { seconds.load(ordering: .sequentiallyConsistent) }
    func advance(by amount: Int64) { seconds.add(amount, ordering: .sequentiallyConsistent) }
}

extension RequestID {
    static var fresh: RequestID {
        var generator = SystemRandomNumberGenerator()
        return random(using: &generator)
    }
}

extension Entitlement {
    /// An order of what is offered.
    func order(_ certificate: CertificateSpecification = .residenceRecord(.usual), copies: Int = 1) throws -> Order {
        let offered = try #require(offer[certificate.kind])
        return Order(
            municipality: offer.municipality.code, certificate: certificate, copies: copies,
            fee: offered.fee.times(copies))
    }

    var names: [String] { memberNames.map { $0.withBytes { String(decoding: $0, as: UTF8.self) } } }
}
