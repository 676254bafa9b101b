internal import OpenSSL
internal import SimulatedJukiNet
public import SimulatedResidents
internal import SimulatedStore

/// One municipality: what it is, as data; its registers; and what its counters do.
public struct TownHall: Sendable {
    /// Name, head, seal, fees, hours and so on.
    public let municipality: SimulatedMunicipality
    /// Its residents, and nobody else's.
    public let register: ResidentRegister
    let server: CommunicationServer
    let cards: CardOffice
    let desk: RevocationDesk
    let routes: CardRoutes
    let now: @Sendable () -> Int64

    /// The four digits of a card's PIN, 15 and more years of age for a seal.
    static let ageOfSeals = 15

    // MARK: Names and heads of households

    /// 氏名の変更: enters a new name.
    public func rename(_ id: String, name: String, kana: String) async throws {
        try await change(id, .renamed, notice: .renamed) { resident in
            resident.name = name
            resident.kana = kana
        }
    }

    /// 支援措置 and the like: begins a restriction, or ends the one that there is.
    public func restrict(_ id: String, _ restriction: Resident.Restriction?) async throws {
        try await change(id, .restricted) { $0.restriction = restriction }
    }

    // MARK: Seals

    /// 印鑑の登録. A person has one registered seal, is 15 or older and no adult ward.
    public func registerSeal(
        _ id: String, inscription: String, shape: Resident.Seal.Shape = .round, millimetres: Double = 15
    ) async throws {
        let day = today
        try await change(id, .sealRegistered) { resident throws(CounterRefusal) in
            guard resident.seal?.cancelled != false else { throw .sealRegistered(id) }
            guard resident.restriction != .adultWard, resident.age(on: day) >= Self.ageOfSeals else {
                throw .mayNotRegisterSeal(id)
            }
            resident.seal = .init(
                registeredOn: day, cancelled: false, inscription: inscription, shape: shape, millimetres: millimetres)
        }
    }

    /// 印鑑登録の抹消. From this moment on no certificate of the seal is issued.
    public func cancelSeal(_ id: String) async throws {
        try await change(id, .sealCancelled) { resident throws(CounterRefusal) in
            guard resident.seal?.cancelled == false else { throw .noSeal(id) }
            resident.seal?.cancelled = true
        }
    }

    // MARK: Cards

    /// Hands out a card and has the prefecture's authority write its certificates. It works from tomorrow on.
    ///
    /// - Parameter pin: four digits.
    public func issueCard(_ id: String, profile: Resident.Card.Profile, pin: String) async throws {
        let (now, code) = (now(), municipality.code)
        guard let before = try await register.resident(id: id) else { throw CounterRefusal.unknownResident(id) }
        var after = before
        after.card = Resident.Card(
            profile: profile, pin: pin, triesLeft: 3, certificate: .valid, issuedToday: false,
            number: (before.card?.number ?? 0) + 1, writtenAt: now, issuedBy: code)
        guard let name = cards.name(of: after), let residentCode = try await register.code(of: id) else {
            throw CounterRefusal.unknownResident(id)
        }
        if before.card != nil, try await register.holder(ofCard: cards.name(of: before) ?? "") == id {
            throw CounterRefusal.cardIsGood(id)
        }
        // The authority writes first: a card that is known without its certificates would be none.
        _ = try cards.cardCredential(of: after)
        try await desk.issued([(residentCode, after)])
        let card = after.card
        try await change(id, .cardChanged, card: (nil, name)) { $0.card = card }
        try await routes.lead(name, to: code)
    }

    /// Takes a card out of use: it was lost, stolen or given back. Its certificates are revoked.
    public func revokeCard(_ id: String, _ reason: CardRevocation = .lost) async throws {
        guard let resident = try await register.resident(id: id) else { throw CounterRefusal.unknownResident(id) }
        guard let name = cards.name(of: resident), try await register.holder(ofCard: name) == id else {
            throw CounterRefusal.noCard(id)
        }
        try desk.revokeCard(of: resident, reason.reason)
        try await change(id, .cardChanged, card: (name, nil)) { _ in }
    }

    /// Gives a card's PIN its three tries back, in the holder's presence; a new PIN where one is given.
    public func unlockPIN(_ id: String, newPIN: String? = nil) async throws {
        try await change(id, .cardChanged) { resident throws(CounterRefusal) in
            guard resident.card != nil else { throw .noCard(id) }
            resident.card?.triesLeft = 3
            if let newPIN { resident.card?.pin = newPIN }
        }
    }

    /// Remembers how many tries a card's PIN has left, as the card itself does in its holder's pocket.
    public func noteTriesLeft(_ tries: Int, ofCardOf id: String) async throws {
        guard let card = try await register.resident(id: id)?.card, card.triesLeft != tries else { return }
        try await change(id, .cardChanged) { $0.card?.triesLeft = tries }
    }

    // MARK: Shared

    var today: CivilDate { CivilDate(inJapanAt: Int(now())) }

    /// Changes an open record, and tells Juki-Net where it is to know.
    func change(
        _ id: String, _ because: ResidentRegister.Reason, notice: ChangeNotice.Change? = nil,
        card: (before: String?, after: String?)? = nil,
        _ edit: @escaping @Sendable (inout Resident) throws(CounterRefusal) -> Void
    ) async throws {
        try await enter([
            .init(
                id: id, because: because, notice: notice,
                edit: { entry throws(CounterRefusal) in
                    guard var entry else { throw .unknownResident(id) }
                    guard !entry.resident.isClosed else { throw .recordClosed(id) }
                    try edit(&entry.resident)
                    return entry
                }, card: card)
        ])
    }

    func enter(_ changes: [ResidentRegister.Change]) async throws {
        try await register.enter(changes, at: now())
        try await register.sendNotices(by: server)
    }
}

/// Why a card is taken out of use.
public enum CardRevocation: String, Hashable, Sendable, CaseIterable {
    /// Lost, or in somebody else's hands.
    case lost
    /// Given back, since another one takes its place.
    case replaced
    /// Given back for good.
    case returned

    var reason: RevocationReason {
        switch self {
        case .lost: .keyCompromise
        case .replaced: .superseded
        case .returned: .cessationOfOperation
        }
    }
}

extension Resident {
    /// Full years on a day. Who is born on 29 February is a year older on 1 March of other years.
    public func age(on day: CivilDate) -> Int {
        let isBeforeBirthday = (day.month, day.day) < (birthDate.month, birthDate.day)
        return day.year - birthDate.year - (isBeforeBirthday ? 1 : 0)
    }
}
