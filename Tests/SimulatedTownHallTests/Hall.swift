import OpenSSL
import SimulatedAuthority
import SimulatedResidents
import SimulatedTownHall
import Synchronization
import Testing
import Trust

/// The simulated town's registers in memory, with a clock that stands, and ears on Juki-Net's lines.
struct Hall: Sendable {
    static let now: Int64 = 1_790_000_000

    let registry: Registry
    let world: AuthorityWorld
    let lines: Lines

    /// What crossed Juki-Net's lines.
    final class Lines: Sendable {
        private let heard = Mutex<[[UInt8]]>([])
        func hear(_ message: [UInt8]) { heard.withLock { $0.append(message) } }
        var all: [String] { heard.withLock { $0.map { String(decoding: $0, as: UTF8.self) } } }
    }

    static func open(
        storage: Registry.Storage = .memory, town: SimulatedTown? = nil, directory: String? = nil
    ) async throws -> Hall {
        let town = try town ?? SimulatedTown.load()
        let world = try AuthorityWorld(directory: directory, now: now, prefectures: town.prefectures)
        let lines = Lines()
        let registry = try await Registry(town: town, storage: storage, world: world, now: { now }) { lines.hear($0) }
        return Hall(registry: registry, world: world, lines: lines)
    }

    func hall(_ code: String) throws -> TownHall { try #require(registry.townHall(code)) }

    func resident(_ id: String) async throws -> Resident { try #require(try await registry.resident(id: id)) }

    /// Whether a verdict on the card's certificate is good now.
    func isGood(_ credential: Credential) throws -> Bool {
        let verifier = CertificateVerifier(anchors: try world.prefecturalAnchors(), profile: .userAuthentication)
        let query = try verifier.ocspQuery(for: credential.certificate)
        let evidence = query.map {
            RevocationEvidence.ocsp($0, response: world.answer(ocspRequest: $0.request, at: Self.now))
        }
        return verifier.verify(credential.certificate, at: Self.now, revocation: evidence).isAccepted
    }

    func card(_ resident: Resident) throws -> Credential {
        try #require(try registry.cards.cardCredential(of: resident))
    }
}
