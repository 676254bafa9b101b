internal import StrictYAML

/// Reads `residents.yaml`: households with their members.
///
/// What a household's members share (the address, since when, the domicile) is written once; a member's own entry wins.
enum ResidentFile {
    static func read(_ file: YAMLValue, municipalities: [String]) throws(ConfigurationError) -> [Resident] {
        try read(households: try file.mapping(allowing: ["households"]), municipalities: municipalities, taken: [])
    }

    /// - Parameter taken: whose ids and households are taken.
    static func read(
        households root: YAMLMapping, municipalities: [String], taken: [Resident]
    ) throws(ConfigurationError) -> [Resident] {
        var residents: [Resident] = []
        var ids = Set(taken.map(\.id))
        var households = Set(taken.map(\.household))
        for item in try root.list("households", count: 1...256) {
            let entry = try item.mapping(allowing: Household.keys)
            let household = try Household(entry, municipalities: municipalities)
            guard households.insert(household.id).inserted else {
                throw entry.error(.duplicateKey, "id", "was given before: \(household.id)")
            }
            for (place, item) in try entry.list("members", count: 1...256).enumerated() {
                let member = try item.mapping(allowing: Household.memberKeys)
                let resident = try household.member(member)
                guard ids.insert(resident.id).inserted else {
                    throw member.error(.duplicateKey, "id", "was given before: \(resident.id)")
                }
                guard resident.isHead == (place == 0) else {
                    throw member.error(
                        .outOfRange, "relationship",
                        "breaks household \(household.id): its first member, and no other, is the head (世帯主)")
                }
                residents.append(resident)
            }
        }
        return residents
    }

    /// What the members of a household share.
    private struct Household {
        static let keys = [
            "id", "municipality", "address", "addressSince", "movedInOn", "notifiedOn", "previousAddress", "domicile",
            "registerHead", "members",
        ]
        static let memberKeys = [
            "id", "name", "kana", "formerSurname", "birthDate", "bornHere", "sex", "relationship", "addressSince",
            "movedInOn", "notifiedOn", "previousAddress", "domicile", "registerHead", "foreign", "seal", "card",
            "restriction", "special",
        ]

        let id: String
        let municipality: String
        let address: String
        let addressSince: CivilDate
        let movedInOn: CivilDate
        let notifiedOn: CivilDate?
        let previousAddress: String?
        let domicile: String?
        let registerHead: String?

        init(_ entry: YAMLMapping, municipalities: [String]) throws(ConfigurationError) {
            id = try ResidentFile.slug("id", in: entry)
            municipality = try entry.text("municipality")
            guard municipalities.contains(municipality) else {
                throw try entry.value("municipality").unknownChoice(municipality, among: municipalities)
            }
            address = try entry.text("address")
            addressSince = try entry.date("addressSince")
            movedInOn = try entry.date("movedInOn")
            notifiedOn = try entry.optionalDate("notifiedOn")
            previousAddress = try entry.optionalText("previousAddress")
            domicile = try entry.optionalText("domicile")
            registerHead = try entry.optionalText("registerHead")
        }

        func member(_ entry: YAMLMapping) throws(ConfigurationError) -> Resident {
            let birthDate = try entry.date("birthDate")
            let bornHere = try entry.flag("bornHere")
            let foreign = try ResidentFile.foreign(in: entry)
            let restriction = try entry.optional("restriction")?.choice(of: Resident.Restriction.self)
            let resident = Resident(
                id: try ResidentFile.slug("id", in: entry), municipality: municipality, household: self.id,
                name: try entry.text("name"), kana: try entry.text("kana"),
                formerSurname: try entry.optionalText("formerSurname"), birthDate: birthDate,
                sex: try entry.choice("sex", of: Resident.Sex.self), relationship: try entry.text("relationship"),
                address: address,
                addressSince: try entry.optionalDate("addressSince") ?? (bornHere ? birthDate : addressSince),
                movedInOn: try entry.optionalDate("movedInOn") ?? (bornHere ? birthDate : movedInOn),
                notifiedOn: try entry.optionalDate("notifiedOn") ?? (bornHere ? nil : notifiedOn),
                previousAddress: try entry.optionalText("previousAddress") ?? (bornHere ? nil : previousAddress),
                domicile: try entry.optionalText("domicile") ?? (foreign == nil ? domicile : nil),
                registerHead: try entry.optionalText("registerHead") ?? (foreign == nil ? registerHead : nil),
                foreign: foreign, seal: try ResidentFile.seal(in: entry),
                card: try ResidentFile.card(in: entry, issuedToday: restriction == .cardIssuedToday),
                restriction: restriction, special: try entry.text("special"))
            guard (resident.foreign == nil) == (resident.domicile != nil && resident.registerHead != nil) else {
                throw entry.error(
                    .outOfRange, "domicile",
                    "and 'registerHead' belong to Japanese nationals, and 'foreign' to everyone else: give one of the two"
                )
            }
            return resident
        }
    }

    private static func slug(_ key: String, in entry: YAMLMapping) throws(ConfigurationError) -> String {
        try entry.text(key, wanting: "1 to 60 of a-z, 0-9 and -") { text in
            text.utf8.count <= 60
                && text.utf8.allSatisfy { byte in
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
                }
        }
    }

    private static func foreign(in entry: YAMLMapping) throws(ConfigurationError) -> Resident.ForeignResidence? {
        let keys = ["nationality", "alias", "category", "status", "period", "expiresOn", "cardNumber"]
        guard let foreign = try entry.optionalMapping("foreign", allowing: keys) else { return nil }
        return Resident.ForeignResidence(
            nationality: try foreign.text("nationality"), alias: try foreign.optionalText("alias"),
            category: try foreign.text("category"), status: try foreign.text("status"),
            period: try foreign.optionalText("period"), expiresOn: try foreign.optionalDate("expiresOn"),
            cardNumber: try foreign.text("cardNumber"))
    }

    private static func seal(in entry: YAMLMapping) throws(ConfigurationError) -> Resident.Seal? {
        let keys = ["registeredOn", "cancelled", "inscription", "shape", "millimetres"]
        guard let seal = try entry.optionalMapping("seal", allowing: keys) else { return nil }
        return Resident.Seal(
            registeredOn: try seal.date("registeredOn"), cancelled: try seal.flag("cancelled"),
            inscription: try seal.string("inscription", maximum: 6),
            shape: try seal.choice("shape", of: Resident.Seal.Shape.self),
            // A seal of 8 mm or less, or one that does not fit a square of 25 mm, cannot be registered.
            millimetres: try seal.millimetres("millimetres", in: 8.5...25))
    }

    private static func card(
        in entry: YAMLMapping, issuedToday: Bool
    ) throws(ConfigurationError) -> Resident.Card? {
        let keys = ["profile", "pin", "triesLeft", "certificate", "authorityGeneration"]
        guard let card = try entry.optionalMapping("card", allowing: keys) else { return nil }
        return Resident.Card(
            profile: try card.choice("profile", of: Resident.Card.Profile.self),
            pin: try card.text("pin", wanting: "four digits") { $0.isDigits(4) },
            triesLeft: try card.optional("triesLeft")?.int(in: 0...3) ?? 3,
            certificate: try card.optional("certificate")?.choice(of: Resident.Card.Certificate.self) ?? .valid,
            issuedToday: issuedToday,
            authorityGeneration: try card.optional("authorityGeneration")?.int(in: 1...2) ?? 2)
    }
}
