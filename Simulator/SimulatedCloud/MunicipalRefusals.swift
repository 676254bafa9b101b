internal import Issuance
internal import SimulatedResidents
internal import SimulatedTownHall

extension SimulatedMunicipality {
    /// Why this municipality issues nothing to a resident at a kiosk on this day, if it does not.
    func refusal(of resident: Resident, on day: CivilDate) -> Refusal? {
        switch resident.restriction {
        case .movedOut: return .movedOut
        case .protected: return .protected
        case .deceased: return .deceased
        case .unregisteredCharacter: return .nameNotPrintable
        case .under15 where refuses.contains(.under15): return .underage
        case .cardIssuedToday where refuses.contains(.cardIssuedToday): return .cardIssuedToday
        case .movedInToday where refuses.contains(.movedInToday): return .movedInToday
        // Seals alone: see `refusal(of:kind:)`.
        case .adultWard, .under15, .cardIssuedToday, .movedInToday, nil: break
        }
        if refuses.contains(.under15), resident.age(on: day) < Self.ageOfDocuments { return .underage }
        if refuses.contains(.cardIssuedToday), let written = resident.card?.writtenAt,
            CivilDate(inJapanAt: Int(written)) == day
        {
            return .cardIssuedToday
        }
        if refuses.contains(.movedInToday), resident.movedInOn == day, resident.birthDate != day {
            return .movedInToday
        }
        return nil
    }

    /// Why it does not issue this kind to a resident to whom it issues others.
    func refusal(of resident: Resident, kind: CertificateKind) -> Refusal? {
        switch kind {
        case .residenceRecord, .residenceItems: return nil
        case .sealRegistration:
            if resident.restriction == .adultWard, refuses.contains(.adultWard) { return .adultWard }
            guard let seal = resident.seal else { return .noSealRegistered }
            return seal.cancelled ? .sealCancelled : nil
        }
    }

    /// Who is younger gets no document of their own at a kiosk.
    private static let ageOfDocuments = 15
}
