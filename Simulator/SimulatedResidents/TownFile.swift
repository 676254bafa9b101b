internal import Yams

/// What both data files have in common: text to a strict mapping.
enum TownFile {
    /// A town of this size is a hundred times smaller; more is not ours.
    static let mostBytes = 1_000_000

    static func root(of text: String, file: String) throws(TownDataError) -> StrictMapping {
        guard text.utf8.count <= mostBytes else {
            throw TownDataError(kind: .syntax, file: file, reason: "is longer than \(mostBytes) bytes")
        }
        let node: Node?
        do {
            node = try compose(yaml: text)
        } catch let error as YamlError {
            throw refusal(of: error, file: file)
        } catch {
            throw TownDataError(kind: .syntax, file: file, reason: "is no YAML")
        }
        guard let node else { throw TownDataError(kind: .syntax, file: file, reason: "is empty") }
        return try StrictMapping(node, file: file, path: "the file")
    }

    private static func refusal(of error: YamlError, file: String) -> TownDataError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return TownDataError(kind: .syntax, file: file, line: mark.line, reason: problem)
        case .duplicatedKeysInMapping(let duplicates, let context):
            return TownDataError(
                kind: .unknownKey, file: file, line: context.mark.line,
                reason: "key written twice: \(duplicates.joined(separator: ", "))")
        default:
            return TownDataError(kind: .syntax, file: file, reason: "is no YAML")
        }
    }
}

/// Reads `municipalities.yaml`.
enum MunicipalityFile {
    static func read(_ text: String, file: String) throws(TownDataError) -> [SimulatedMunicipality] {
        var root = try TownFile.root(of: text, file: file)
        var entries = try root.list("municipalities")
        try root.finish()
        var municipalities: [SimulatedMunicipality] = []
        for index in entries.indices {
            let municipality = try read(&entries[index])
            guard !municipalities.contains(where: { $0.code == municipality.code }) else {
                throw entries[index].refusal(.duplicate, "code", "\(municipality.code) was given before")
            }
            municipalities.append(municipality)
        }
        return municipalities
    }

    private static func read(_ entry: inout StrictMapping) throws(TownDataError) -> SimulatedMunicipality {
        let code = try entry.text("code")
        guard code.utf8.count == 5, code.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else {
            throw entry.refusal(.badValue, "code", "must have five digits")
        }
        var fees = try entry.mapping("fees")
        var amounts: [String: Int] = [:]
        for kind in ["residence-record", "seal-registration"] {
            // The dearest certificate known costs 800 yen.
            amounts[kind] = try fees.integer(kind, in: 0...1000)
        }
        try fees.finish()
        var seal = try entry.mapping("officialSeal")
        let inscription = try seal.text("inscription")
        guard inscription.count == 9 || inscription.count == 6 else {
            throw seal.refusal(.badValue, "inscription", "must have six or nine characters")
        }
        let officialSeal = SimulatedMunicipality.OfficialSeal(
            inscription: inscription, millimetres: try seal.number("millimetres", in: 15...30))
        try seal.finish()
        let municipality = SimulatedMunicipality(
            code: code, name: try entry.text("name"), kana: try entry.text("kana"),
            prefecture: try entry.text("prefecture"), prefectureKey: try entry.text("prefectureKey"),
            headTitle: try entry.text("headTitle"), headName: try entry.text("headName"), fees: amounts,
            officialSeal: officialSeal, opens: try time("opens", in: &entry), closes: try time("closes", in: &entry))
        try entry.finish()
        return municipality
    }

    private static func time(_ key: String, in entry: inout StrictMapping) throws(TownDataError) -> String {
        let text = try entry.text(key)
        let bytes = Array(text.utf8)
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"),
            let hour = Int(text.prefix(2)), let minute = Int(text.suffix(2)),
            (0...23).contains(hour), (0...59).contains(minute)
        else { throw entry.refusal(.badValue, key, "must be a time of day written HH:MM") }
        return text
    }
}
