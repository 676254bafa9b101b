public import SimulatedJukiNet
public import SimulatedResidents
public import SimulatedStore

/// One municipality's registers: the residents and their households (住民基本台帳), with what stood there before, the
/// registered seals, the cards that lead to a resident, the notices to Juki-Net that wait, and who was given what.
///
/// It knows this municipality's people alone. Whoever is asked about is looked up in its own store, and nowhere else.
public struct ResidentRegister: Sendable {
    /// The municipality's code, five digits.
    public let municipality: String
    let store: any RecordStore

    /// What is remembered of one person.
    struct Entry: Codable, Hashable, Sendable {
        var code: ResidentCode
        /// The place in the household, from 0.
        var place: Int
        var resident: Resident
    }

    /// A household as it stands at one moment.
    public struct Household: Hashable, Sendable {
        /// Who belongs to it, its head first. Who moved away or died is not in it.
        public var members: [Resident]
        /// Raised by every change to anybody in it: what was decided on one version does not hold for the next.
        public var version: Int
    }

    /// What stood in the record from one moment on.
    public struct Revision: Codable, Hashable, Sendable {
        /// Seconds since 1970 UTC.
        public var at: Int64
        /// Why it came to stand there.
        public var because: Reason
        /// All of it: name, address, household, seal.
        public var resident: Resident
    }

    /// Why a record changed.
    public enum Reason: String, Codable, Hashable, Sendable, CaseIterable {
        /// As the simulated town began.
        case found
        /// 転入, 転居, 転出
        case movedIn = "moved-in"
        case movedWithin = "moved-within"
        case movedOut = "moved-out"
        /// 死亡
        case died
        /// 氏名の変更, 世帯主の変更
        case renamed
        case headChanged = "head-changed"
        /// 印鑑の登録, その抹消
        case sealRegistered = "seal-registered"
        case sealCancelled = "seal-cancelled"
        /// A card was handed out, given back, or its PIN unlocked.
        case cardChanged = "card-changed"
        /// 支援措置 and the like, begun or ended.
        case restricted
        /// 職権修正: whatever else.
        case corrected
    }

    // MARK: Looking

    /// The record of a person, where it is this municipality's, closed or not.
    public func resident(id: String) async throws(StoreError) -> Resident? {
        try await entry(id)?.value.resident
    }

    /// Everybody whose record is here, in the order of their ids.
    public func residents() async throws(StoreError) -> [Resident] {
        try await store.values("resident", as: Entry.self).map(\.resident)
    }

    /// The household with this id, where it is this municipality's.
    public func household(id: String) async throws(StoreError) -> Household {
        let version = try await store.item("household", id)?.version ?? 0
        let members = try await store.values("resident", group: id, as: Entry.self).sorted { $0.place < $1.place }
        return Household(members: members.map(\.resident).filter { !$0.isClosed }, version: version)
    }

    /// What stood in a person's record, the oldest first.
    public func history(of id: String) async throws(StoreError) -> [Revision] {
        try await store.values("revision", group: id, as: Revision.self)
    }

    /// Whose card it is, by the name of its certificate (`CardOffice.name(of:)`), where it is somebody's of this municipality.
    public func holder(ofCard name: String) async throws(StoreError) -> String? {
        try await store.value("card", name, as: String.self)?.value
    }

    /// The code by which Juki-Net knows a person of this municipality.
    public func code(of id: String) async throws(StoreError) -> ResidentCode? { try await entry(id)?.value.code }

    func entry(_ id: String) async throws(StoreError) -> (value: Entry, version: Int)? {
        try await store.value("resident", id, as: Entry.self)
    }
}

extension Resident {
    /// Whether the record is closed (除票): the person moved away or died.
    public var isClosed: Bool { restriction == .movedOut || restriction == .deceased }
}
