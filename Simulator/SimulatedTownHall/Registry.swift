internal import OpenSSL
public import SimulatedAuthority
public import SimulatedJukiNet
public import SimulatedResidents
public import SimulatedStore

/// The municipalities of a simulated town, each with its own registers in its own store, and what connects them:
/// Juki-Net, the authorities' desk, and the platform's directory of cards.
public final class Registry: Sendable {
    /// Where the stores are.
    public enum Storage: Hashable, Sendable {
        /// Gone with the registry.
        case memory
        /// One SQLite file each, in this folder, which must exist.
        case folder(String)

        func store(_ name: String) throws(StoreError) -> any RecordStore {
            switch self {
            case .memory: try SQLiteRecordStore()
            case .folder(let folder): try SQLiteRecordStore(path: "\(folder)/\(name).sqlite")
            }
        }
    }

    /// The municipalities as data, and the people as they were before anything happened at a counter.
    public let town: SimulatedTown
    /// 住基ネット
    public let network: JukiNet
    /// What lies on the residents' cards.
    public let cards: CardOffice
    /// The platform's own store: what the municipalities share.
    public let shared: any RecordStore
    private let townHalls: [String: TownHall]
    private let routes: CardRoutes

    /// Opens the registers and takes the town's people in.
    ///
    /// - Parameters:
    ///   - now: seconds since 1970 UTC.
    ///   - tap: sees every message on Juki-Net's lines.
    public init(
        town: SimulatedTown, storage: Storage = .memory, world: AuthorityWorld,
        now: @escaping @Sendable () -> Int64, tap: @escaping @Sendable ([UInt8]) -> Void = { _ in }
    ) async throws {
        self.town = town
        cards = CardOffice(world: world)
        shared = try storage.store("platform")
        routes = CardRoutes(store: shared)
        let desk = RevocationDesk(world: world, store: try storage.store("authorities"), now: now)
        network = JukiNet(store: try storage.store("juki-net"), tap: tap) { try await desk.hear($0) }
        var townHalls: [String: TownHall] = [:]
        for municipality in town.municipalities {
            let code = municipality.code
            let register = ResidentRegister(municipality: code, store: try storage.store("municipality-\(code)"))
            // It knows the register alone: who knew the town hall here would keep the network, which keeps this.
            let server = await CommunicationServer(municipality: code, network: network) { notice in
                try await register.close(notice.code, at: now())
            }
            townHalls[code] = TownHall(
                municipality: municipality, register: register, server: server, cards: cards, desk: desk,
                routes: routes, now: now)
        }
        self.townHalls = townHalls
        try await settle(desk, at: now())
    }

    /// Takes the town's people in, and sends notices on that an earlier run left behind.
    private func settle(_ desk: RevocationDesk, at time: Int64) async throws {
        var issued: [(code: ResidentCode, resident: Resident)] = []
        var names: [(name: String, municipality: String)] = []
        for townHall in townHalls.values {
            let code = townHall.municipality.code
            let people = town.residents.filter { $0.municipality == code }
            try await townHall.register.found(
                people, card: { cards.name(of: $0) }, code: Self.code, at: time)
            try await network.found(
                people.filter { !$0.isClosed }.map { (Self.code($0), $0.basicAttributes) }, municipality: code)
            for person in people {
                guard let name = cards.name(of: person) else { continue }
                issued.append((Self.code(person), person))
                names.append((name, code))
            }
        }
        try await desk.issued(issued)
        try await routes.found(names)
        for townHall in townHalls.values { try await townHall.register.sendNotices(by: townHall.server) }
    }

    /// The codes of the town's people: the same in every run, and telling nothing.
    private static func code(_ resident: Resident) -> ResidentCode {
        ResidentCode(random: Digest.sha256(Array("住民票コード \(resident.id)".utf8)))
    }

    // MARK: What the platform does for all municipalities

    /// The municipality with this five-digit code.
    public func townHall(_ code: String) -> TownHall? { townHalls[code] }

    /// The municipality to whose resident a card leads, by the name of its certificate (`CardOffice.name(of:)`). It alone knows
    /// to whom.
    public func townHall(ofCard name: String) async throws(StoreError) -> TownHall? {
        try await routes.municipality(of: name).flatMap { townHalls[$0] }
    }

    // MARK: What the one who plays with the town sees

    /// The record of a resident, wherever in the town they live now; a closed one where they live nowhere.
    public func resident(id: String) async throws(StoreError) -> Resident? {
        var closed: Resident?
        for townHall in townHalls.values {
            guard let resident = try await townHall.register.resident(id: id) else { continue }
            if !resident.isClosed { return resident }
            // The last one that was left has the latest day.
            if closed.map({ $0.addressSince < resident.addressSince }) ?? true { closed = resident }
        }
        return closed
    }

    /// The municipality in whose record a resident is, or was last.
    public func townHall(of id: String) async throws -> TownHall {
        guard let resident = try await resident(id: id), let townHall = townHalls[resident.municipality] else {
            throw CounterRefusal.unknownResident(id)
        }
        return townHall
    }

    /// Everybody of every municipality.
    public func residents() async throws(StoreError) -> [Resident] {
        var all: [Resident] = []
        for municipality in town.municipalities {
            all += try await townHalls[municipality.code]?.register.residents() ?? []
        }
        return all
    }

    /// The records of the resident's household, its head first.
    public func household(of resident: Resident) async throws(StoreError) -> [Resident] {
        try await townHalls[resident.municipality]?.register.household(id: resident.household).members ?? []
    }

    /// Corrects a record as nobody at a counter may: for tests and scenarios. It holds from the next look at it on.
    public func update(id: String, _ change: @escaping @Sendable (inout Resident) -> Void) async throws {
        let townHall = try await townHall(of: id)
        try await townHall.enter([
            .init(id: id, because: .corrected) { entry throws(CounterRefusal) in
                guard var entry else { throw .unknownResident(id) }
                change(&entry.resident)
                return entry
            }
        ])
    }
}
