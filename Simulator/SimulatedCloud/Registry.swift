internal import Issuance
public import SimulatedResidents
internal import Synchronization

/// The resident records as they stand at this moment. A counter can change them while kiosks are at work.
public final class Registry: Sendable {
    private let town: SimulatedTown
    private let changed = Mutex<[String: Resident]>([:])

    /// The records of `town` to begin with.
    public init(_ town: SimulatedTown) {
        self.town = town
    }

    /// The record of a resident.
    public func resident(id: String) -> Resident? {
        changed.withLock { $0[id] } ?? town.resident(id: id)
    }

    /// Every record, in the town's order.
    public var residents: [Resident] {
        let changed = changed.withLock { $0 }
        return town.residents.map { changed[$0.id] ?? $0 }
    }

    /// The records of the resident's household, its head first.
    public func household(of resident: Resident) -> [Resident] {
        let changed = changed.withLock { $0 }
        return town.household(of: resident).map { changed[$0.id] ?? $0 }
    }

    /// The municipality with this five-digit code.
    public func municipality(code: String) -> SimulatedMunicipality? { town.municipality(code: code) }

    /// Enters a change at the counter. It holds from the next look at the record on.
    public func update(id: String, _ change: (inout Resident) -> Void) {
        changed.withLock { changed in
            guard var resident = changed[id] ?? town.resident(id: id) else { return }
            change(&resident)
            changed[id] = resident
        }
    }
}

extension Resident {
    /// Why the municipality issues nothing to this person at a kiosk.
    var refusal: Refusal? {
        switch restriction {
        case .movedOut: .movedOut
        case .protected: .protected
        case .deceased: .deceased
        case .under15: .underage
        case .cardIssuedToday: .cardIssuedToday
        case .movedInToday: .movedInToday
        case .unregisteredCharacter: .nameNotPrintable
        // Seals alone: see `refusal(of:)`.
        case .adultWard: nil
        case nil: nil
        }
    }

    /// Why the municipality does not issue this kind to a person to whom it issues others.
    func refusal(of kind: CertificateKind) -> Refusal? {
        switch kind {
        case .residenceRecord: return nil
        case .sealRegistration:
            if restriction == .adultWard { return .adultWard }
            guard let seal else { return .noSealRegistered }
            return seal.cancelled ? .sealCancelled : nil
        }
    }
}
