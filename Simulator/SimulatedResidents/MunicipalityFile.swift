internal import StrictYAML

/// Reads `municipalities.yaml`.
enum MunicipalityFile {
    static func read(_ file: YAMLValue) throws(ConfigurationError) -> [SimulatedMunicipality] {
        let root = try file.mapping(allowing: ["municipalities"])
        var municipalities: [SimulatedMunicipality] = []
        for item in try root.list("municipalities", count: 1...256) {
            let entry = try item.mapping(allowing: keys)
            let municipality = try read(entry)
            guard !municipalities.contains(where: { $0.code == municipality.code }) else {
                throw entry.error(.duplicateKey, "code", "was given before: \(municipality.code)")
            }
            municipalities.append(municipality)
        }
        return municipalities
    }

    static let keys = [
        "code", "name", "kana", "prefecture", "prefectureKey", "headTitle", "headName", "fees", "officialSeal", "opens",
        "closes", "closedDays", "refuses",
    ]

    static func read(_ entry: YAMLMapping) throws(ConfigurationError) -> SimulatedMunicipality {
        let kinds = ["residence-record", "residence-items", "seal-registration"]
        let fees = try entry.mapping("fees", allowing: kinds)
        var amounts: [String: Int] = [:]
        // The dearest certificate known costs 800 yen. A kind without a fee is not offered.
        for kind in kinds { amounts[kind] = try fees.optional(kind)?.int(in: 0...1000) }
        guard !amounts.isEmpty else { throw entry.error(.missingKey, "fees", "names no kind: nothing is offered") }
        return SimulatedMunicipality(
            code: try entry.text("code", wanting: "five digits") { $0.isDigits(5) },
            name: try entry.text("name"), kana: try entry.text("kana"),
            prefecture: try entry.text("prefecture"), prefectureKey: try entry.text("prefectureKey"),
            headTitle: try entry.text("headTitle"), headName: try entry.text("headName"), fees: amounts,
            officialSeal: try seal(entry.mapping("officialSeal", allowing: ["inscription", "millimetres"])),
            opens: try time("opens", in: entry), closes: try time("closes", in: entry),
            closedDays: try closedDays(entry), refuses: try refusals(entry))
    }

    private static func closedDays(_ entry: YAMLMapping) throws(ConfigurationError) -> Set<String> {
        guard entry.optional("closedDays") != nil else { return [] }
        var days: Set<String> = []
        for item in try entry.list("closedDays", count: 0...256) {
            let text = try item.string(maximum: 10)
            // A day of every year is one of a leap year's.
            guard CivilDate(text.utf8.count == 5 ? "2024-" + text : text) != nil else {
                throw item.error(.outOfRange, "wants a day, written YYYY-MM-DD, or MM-DD for every year")
            }
            days.insert(text)
        }
        return days
    }

    private static func refusals(_ entry: YAMLMapping) throws(ConfigurationError) -> Set<Resident.Restriction> {
        guard entry.optional("refuses") != nil else { return SimulatedMunicipality.discretionary }
        var refused: Set<Resident.Restriction> = []
        for item in try entry.list("refuses", count: 0...8) {
            let restriction = try item.choice(of: Resident.Restriction.self)
            guard SimulatedMunicipality.discretionary.contains(restriction) else {
                throw item.error(.outOfRange, "holds everywhere: it is not the municipality's to decide")
            }
            refused.insert(restriction)
        }
        return refused
    }

    private static func seal(_ entry: YAMLMapping) throws(ConfigurationError) -> SimulatedMunicipality.OfficialSeal {
        SimulatedMunicipality.OfficialSeal(
            inscription: try entry.text("inscription", wanting: "six or nine characters") {
                [6, 9].contains($0.count)
            },
            millimetres: try entry.millimetres("millimetres", in: 15...30))
    }

    private static func time(_ key: String, in entry: YAMLMapping) throws(ConfigurationError) -> String {
        try entry.text(key, wanting: "a time of day, written \"HH:MM\"") { text in
            SimulatedMunicipality.minutes(text) != nil
        }
    }
}

extension String {
    /// Whether it is `count` decimal digits.
    func isDigits(_ count: Int) -> Bool {
        utf8.count == count && utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
