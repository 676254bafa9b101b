/// Reads `residents.yaml`: households with their members.
///
/// What a household's members share (the address, since when, the domicile) is written once; a member's own entry wins.
enum ResidentFile {
    static func read(_ text: String, file: String, municipalities: Set<String>) throws(TownDataError) -> [Resident] {
        var root = try TownFile.root(of: text, file: file)
        var entries = try root.list("households")
        try root.finish()
        var residents: [Resident] = []
        var ids: Set<String> = []
        var households: Set<String> = []
        for index in entries.indices {
            let household = try Household(&entries[index], municipalities: municipalities)
            guard households.insert(household.id).inserted else {
                throw entries[index].refusal(.duplicate, "id", "\(household.id) was given before")
            }
            var members = try entries[index].list("members")
            try entries[index].finish()
            for place in members.indices {
                let resident = try household.member(&members[place])
                guard ids.insert(resident.id).inserted else {
                    throw members[place].refusal(.duplicate, "id", "\(resident.id) was given before")
                }
                guard resident.isHead == (place == 0) else {
                    throw members[place].refusal(
                        .dangling, "relationship",
                        "breaks household \(household.id): its first member, and no other, is the head (世帯主)")
                }
                residents.append(resident)
            }
        }
        return residents
    }

    /// What the members of a household share.
    private struct Household {
        let id: String
        let municipality: String
        let address: String
        let addressSince: CivilDate
        let movedInOn: CivilDate
        let notifiedOn: CivilDate?
        let previousAddress: String?
        let domicile: String?
        let registerHead: String?

        init(_ entry: inout StrictMapping, municipalities: Set<String>) throws(TownDataError) {
            id = try ResidentFile.slug("id", in: &entry)
            municipality = try entry.text("municipality")
            guard municipalities.contains(municipality) else {
                throw entry.refusal(.dangling, "municipality", "names none of the municipalities: \(municipality)")
            }
            address = try entry.text("address")
            addressSince = try entry.date("addressSince")
            movedInOn = try entry.date("movedInOn")
            notifiedOn = try entry.optionalDate("notifiedOn")
            previousAddress = try entry.optionalText("previousAddress")
            domicile = try entry.optionalText("domicile")
            registerHead = try entry.optionalText("registerHead")
        }

        func member(_ entry: inout StrictMapping) throws(TownDataError) -> Resident {
            let id = try ResidentFile.slug("id", in: &entry)
            let birthDate = try entry.date("birthDate")
            let bornHere = try entry.flag("bornHere")
            let foreign = try ResidentFile.foreign(in: &entry)
            let restriction =
                entry.has("restriction") ? try entry.choice("restriction", of: Resident.Restriction.self) : nil
            let resident = Resident(
                id: id, municipality: municipality, household: self.id, name: try entry.text("name"),
                kana: try entry.text("kana"), formerSurname: try entry.optionalText("formerSurname"),
                birthDate: birthDate, sex: try entry.choice("sex", of: Resident.Sex.self),
                relationship: try entry.text("relationship"), address: address,
                addressSince: try entry.optionalDate("addressSince") ?? (bornHere ? birthDate : addressSince),
                movedInOn: try entry.optionalDate("movedInOn") ?? (bornHere ? birthDate : movedInOn),
                notifiedOn: try entry.optionalDate("notifiedOn") ?? (bornHere ? nil : notifiedOn),
                previousAddress: try entry.optionalText("previousAddress") ?? (bornHere ? nil : previousAddress),
                domicile: try entry.optionalText("domicile") ?? (foreign == nil ? domicile : nil),
                registerHead: try entry.optionalText("registerHead") ?? (foreign == nil ? registerHead : nil),
                foreign: foreign, seal: try ResidentFile.seal(in: &entry),
                card: try ResidentFile.card(in: &entry, issuedToday: restriction == .cardIssuedToday),
                restriction: restriction, special: try entry.text("special"))
            guard (resident.foreign == nil) == (resident.domicile != nil && resident.registerHead != nil) else {
                throw entry.refusal(
                    .badValue, "domicile",
                    "and registerHead belong to Japanese nationals, and foreign to everyone else: give one of the two")
            }
            try entry.finish()
            return resident
        }
    }

    private static func slug(_ key: String, in entry: inout StrictMapping) throws(TownDataError) -> String {
        let text = try entry.text(key)
        let known = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
        }
        guard known, text.utf8.count <= 60 else {
            throw entry.refusal(.badValue, key, "must have 1 to 60 of a-z, 0-9 and -")
        }
        return text
    }

    private static func foreign(in entry: inout StrictMapping) throws(TownDataError) -> Resident.ForeignResidence? {
        guard var foreign = try entry.optionalMapping("foreign") else { return nil }
        let residence = Resident.ForeignResidence(
            nationality: try foreign.text("nationality"), alias: try foreign.optionalText("alias"),
            category: try foreign.text("category"), status: try foreign.text("status"),
            period: try foreign.optionalText("period"), expiresOn: try foreign.optionalDate("expiresOn"),
            cardNumber: try foreign.text("cardNumber"))
        try foreign.finish()
        return residence
    }

    private static func seal(in entry: inout StrictMapping) throws(TownDataError) -> Resident.Seal? {
        guard var seal = try entry.optionalMapping("seal") else { return nil }
        let inscription = try seal.text("inscription")
        guard inscription.count <= 6 else {
            throw seal.refusal(.badValue, "inscription", "must have 1 to 6 characters")
        }
        let registered = Resident.Seal(
            registeredOn: try seal.date("registeredOn"), cancelled: try seal.flag("cancelled"),
            inscription: inscription, shape: try seal.choice("shape", of: Resident.Seal.Shape.self),
            // A seal of 8 mm or less, or one that does not fit a square of 25 mm, cannot be registered.
            millimetres: try seal.number("millimetres", in: 8.5...25))
        try seal.finish()
        return registered
    }

    private static func card(
        in entry: inout StrictMapping, issuedToday: Bool
    ) throws(TownDataError) -> Resident.Card? {
        guard var card = try entry.optionalMapping("card") else { return nil }
        let pin = try card.text("pin")
        guard pin.utf8.count == 4, pin.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            throw card.refusal(.badValue, "pin", "must have four digits")
        }
        let handed = Resident.Card(
            profile: try card.choice("profile", of: Resident.Card.Profile.self), pin: pin,
            triesLeft: card.has("triesLeft") ? try card.integer("triesLeft", in: 0...3) : 3,
            certificate: card.has("certificate")
                ? try card.choice("certificate", of: Resident.Card.Certificate.self) : .valid,
            issuedToday: issuedToday)
        try card.finish()
        return handed
    }
}
