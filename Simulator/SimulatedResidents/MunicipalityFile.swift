internal import StrictYAML

/// Reads `municipalities.yaml`.
enum MunicipalityFile {
    static func read(_ file: YAMLValue) throws(ConfigurationError) -> [SimulatedMunicipality] {
        let root = try file.mapping(allowing: ["municipalities"])
        var municipalities: [SimulatedMunicipality] = []
        for item in try root.list("municipalities", count: 1...256) {
            let entry = try item.mapping(allowing: [
                "code", "name", "kana", "prefecture", "prefectureKey", "headTitle", "headName", "fees", "officialSeal",
                "opens", "closes",
            ])
            let municipality = try read(entry)
            guard !municipalities.contains(where: { $0.code == municipality.code }) else {
                throw entry.error(.duplicateKey, "code", "was given before: \(municipality.code)")
            }
            municipalities.append(municipality)
        }
        return municipalities
    }

    private static func read(_ entry: YAMLMapping) throws(ConfigurationError) -> SimulatedMunicipality {
        let kinds = ["residence-record", "seal-registration"]
        let fees = try entry.mapping("fees", allowing: kinds)
        var amounts: [String: Int] = [:]
        // The dearest certificate known costs 800 yen.
        for kind in kinds { amounts[kind] = try fees.int(kind, in: 0...1000) }
        return SimulatedMunicipality(
            code: try entry.text("code", wanting: "five digits") { $0.isDigits(5) },
            name: try entry.text("name"), kana: try entry.text("kana"),
            prefecture: try entry.text("prefecture"), prefectureKey: try entry.text("prefectureKey"),
            headTitle: try entry.text("headTitle"), headName: try entry.text("headName"), fees: amounts,
            officialSeal: try seal(entry.mapping("officialSeal", allowing: ["inscription", "millimetres"])),
            opens: try time("opens", in: entry), closes: try time("closes", in: entry))
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
