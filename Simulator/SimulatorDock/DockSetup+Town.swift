internal import SimulatedResidents

extension DockSetup.Person {
    /// Nil for a resident without a card.
    init?(_ resident: Resident, in town: SimulatedTown) {
        guard let card = resident.card else { return nil }
        id = resident.id
        name = resident.name
        municipality = town.municipality(code: resident.municipality)?.name ?? resident.municipality
        pin = card.pin
        profile = card.profile.rawValue
        special = resident.special
        marks = Self.marks(of: resident, card, household: town.household(of: resident).count)
    }

    private static func marks(of resident: Resident, _ card: Resident.Card, household: Int) -> [DockSetup.Mark] {
        var marks: [DockSetup.Mark] = []
        func mark(_ ja: String, _ en: String, isBad: Bool = false) {
            marks.append(DockSetup.Mark(name: Words(ja, en), isBad: isBad))
        }
        switch card.certificate {
        case .valid: break
        case .expired: mark("証明書の期限切れ", "expired", isBad: true)
        case .revoked: mark("証明書が失効", "revoked", isBad: true)
        case .unknownIssuer: mark("発行者が不明", "unknown issuer", isBad: true)
        }
        switch card.triesLeft {
        case 0: mark("暗証番号ロック", "PIN locked", isBad: true)
        case 1: mark("残り1回", "one try left", isBad: true)
        default: break
        }
        if let restriction = resident.restriction { marks.append(restriction.mark) }
        if let seal = resident.seal {
            if seal.cancelled {
                mark("印鑑登録の廃止", "seal cancelled", isBad: true)
            } else {
                mark("印鑑登録あり", "seal")
            }
        }
        if resident.foreign != nil { mark("外国人住民", "foreign resident") }
        if card.profile == .myNumber { mark("マイナンバーカード", "My Number card") }
        if resident.formerSurname != nil { mark("旧氏あり", "former surname") }
        if household > 1 { mark("\(household)人世帯", "household of \(household)") }
        return marks
    }
}

extension Resident.Restriction {
    fileprivate var mark: DockSetup.Mark {
        let name =
            switch self {
            case .movedOut: Words("転出ずみ", "moved out")
            case .protected: Words("支援措置", "protected")
            case .deceased: Words("死亡", "deceased")
            case .under15: Words("15歳未満", "under 15")
            case .adultWard: Words("成年被後見人", "adult ward")
            case .cardIssuedToday: Words("本日交付", "card issued today")
            case .movedInToday: Words("本日転入", "moved in today")
            case .unregisteredCharacter: Words("外字", "unregistered character")
            }
        return DockSetup.Mark(name: name, isBad: true)
    }
}
