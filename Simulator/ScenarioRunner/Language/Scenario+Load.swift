internal import Board
internal import Issuance
internal import SimulatedCard
package import StrictYAML

/// Reading a scenario file: first its shape as a whole, then what it says.
extension Scenario {
    /// Reads a file.
    package static func load(path: String) throws(ConfigurationError) -> Scenario {
        try Scenario(YAMLValue.load(path: path))
    }

    /// Reads a text that came from `file`.
    package static func parse(_ text: String, file: String) throws(ConfigurationError) -> Scenario {
        try Scenario(YAMLValue.parse(text, file: file))
    }

    init(_ value: YAMLValue) throws(ConfigurationError) {
        try ScenarioShape.file.check(value)
        let root = try value.mapping(allowing: ScenarioShape.top.keys)
        self.init(shows: try root.string("shows", maximum: 400), visits: try Self.visits(root))
        file = value.file
        if let kiosk = root.optional("kiosk") { self.kiosk = try KioskSetting(kiosk) }
        if let cloud = root.optional("cloud") { self.cloud = try CloudSetting(cloud) }
        before = try Deed.list(root.optional("before"))
        after = try Deed.list(root.optional("after"))
        rules = try Rule.list(root.optional("when"))
        if let expect = root.optional("expect") { expected = try Expectations(expect) }
        try checkSense(value)
    }

    private static func visits(_ root: YAMLMapping) throws(ConfigurationError) -> [VisitScript] {
        switch (root.optional("visit"), root.optional("visits")) {
        case (let one?, nil): return [try VisitScript(one)]
        case (nil, let many?):
            var visits: [VisitScript] = []
            for value in try many.list() { visits.append(try VisitScript(value)) }
            return visits
        case (nil, nil):
            throw root.value.error(.missingKey, "nobody comes. Add 'visit:' for one resident, or 'visits:' for more.")
        case (_?, let many?):
            throw many.error(.unknownKey, "'visit' and 'visits' cannot both stand here. Put all into 'visits'.")
        }
    }
}

extension KioskSetting {
    fileprivate init(_ value: YAMLValue) throws(ConfigurationError) {
        let keys = try value.mapping(allowing: ScenarioShape.kiosk.keys)
        self.init()
        timeOfDay =
            try keys.optional("time-of-day").map { value throws(ConfigurationError) in
                Shape.minutes(try value.string())
            } ?? nil
        if let coins = try keys.optional("coin-mechanism")?.bool() { hasCoinMechanism = coins }
        if let tubes = try keys.optional("tubes")?.mapping(allowing: ScenarioShape.tubes.keys) {
            var counts: [Denomination: Int] = [:]
            for piece in Denomination.allCases {
                counts[piece] = try tubes.optional("\(piece.rawValue)")?.int(in: 0...500)
            }
            self.tubes = counts
        }
    }
}

extension CloudSetting {
    fileprivate init(_ value: YAMLValue) throws(ConfigurationError) {
        let keys = try value.mapping(allowing: ScenarioShape.cloud.keys)
        self.init()
        if let hours = keys.optional("hours") { self.hours = try ServiceHours(hours) }
        if let ahead = try keys.optional("clock-ahead")?.duration(in: Shape.durations) { clockAhead = ahead }
        if let word = try keys.optional("disguise")?.string() {
            disguise = ScenarioShape.disguises.first { $0.word == word }?.disguise
        }
    }
}

extension ServiceHours {
    init(_ value: YAMLValue) throws(ConfigurationError) {
        guard value.form == .single else {
            let keys = try value.mapping(allowing: ["from", "until"])
            guard let from = Shape.minutes(try keys.string("from")),
                let until = Shape.minutes(try keys.string("until")), from < until
            else { throw value.error(.outOfRange, "it must open before it closes, on the same day.") }
            self = .between(from, until)
            return
        }
        switch try value.string() {
        case "closed-today": self = .closedToday
        case "maintenance": self = .maintenance
        default: self = .always
        }
    }
}

extension VisitScript {
    fileprivate init(_ value: YAMLValue) throws(ConfigurationError) {
        let keys = try value.mapping(allowing: ScenarioShape.visitGroup.keys)
        self.init(resident: try keys.string("resident"))
        line = value.line
        if let card = keys.optional("card") { try readCard(card) }
        if let wants = try keys.optional("wants")?.choice(of: CertificateKind.self) { kind = wants }
        members = try keys.optional("members").map(Self.texts)
        if let shown = try keys.optional("domicile")?.bool() { showsDomicile = shown }
        if let shown = try keys.optional("relationship")?.bool() { showsRelationship = shown }
        if let count = try keys.optional("copies")?.int(in: 1...10) { copies = count }
        pins = try keys.optional("pin").map { value throws(ConfigurationError) in
            value.form == .list ? try Self.texts(value) : [try value.string()]
        }
        if let pieces = try keys.optional("pays").map(Denomination.list) { self.pieces = pieces }
        if let language = try keys.optional("language")?.choice(of: Language.self) { self.language = language }
        if let slip = try keys.optional("slip")?.bool() { wantsSlip = slip }
        before = try Deed.list(keys.optional("before"))
        rules = try Rule.list(keys.optional("when"))
        after = try Deed.list(keys.optional("after"))
        if let expect = keys.optional("expect") { expected = try VisitExpectations(expect) }
    }

    private mutating func readCard(_ value: YAMLValue) throws(ConfigurationError) {
        let keys = try value.mapping(allowing: ScenarioShape.card.keys)
        cardOf = try keys.optional("of")?.string()
        triesLeft = try keys.optional("tries-left")?.int(in: 0...3)
        for quirk in try keys.optional("quirks").map(Self.texts) ?? [] {
            QuirkWords.all.first { $0.word == quirk }?.set(&quirks)
        }
    }

    private static func texts(_ value: YAMLValue) throws(ConfigurationError) -> [String] {
        var texts: [String] = []
        for item in try value.list() { texts.append(try item.string(maximum: 400)) }
        return texts
    }
}

extension Denomination {
    static func list(_ value: YAMLValue) throws(ConfigurationError) -> [Denomination] {
        var pieces: [Denomination] = []
        for item in try value.list() {
            if let piece = Denomination(rawValue: try item.int(in: 0...1_000)) { pieces.append(piece) }
        }
        return pieces
    }
}

extension Rule {
    fileprivate static func list(_ value: YAMLValue?) throws(ConfigurationError) -> [Rule] {
        var rules: [Rule] = []
        for item in try value?.list() ?? [] { rules.append(try Rule(item)) }
        return rules
    }

    private init(_ value: YAMLValue) throws(ConfigurationError) {
        let keys = try value.mapping(allowing: ScenarioShape.ruleGroup.keys)
        let moments = keys.keys.filter(ScenarioShape.momentKeys.contains)
        guard moments.count == 1 else {
            throw value.error(
                .outOfRange,
                "a rule has one moment, and this has \(moments.count). Name one of "
                    + "\(ScenarioShape.momentKeys.joined(separator: ", ")).")
        }
        self.init(
            moment: try Moment(moments[0], try keys.value(moments[0])),
            deeds: try Deed.list(try keys.value("do")), line: value.line)
        if let nth = try keys.optional("nth")?.int(in: 1...1_000) { self.nth = nth }
        if let every = keys.optional("every"), try every.bool() {
            guard keys.optional("nth") == nil else {
                throw every.error(.outOfRange, "'every' and 'nth' cannot both stand here.")
            }
            nth = nil
        }
    }
}

extension Moment {
    fileprivate init(_ key: String, _ value: YAMLValue) throws(ConfigurationError) {
        switch key {
        case "screen": self = .screen(Phrase(parsing: try value.string(maximum: 400)))
        case "entry": self = .entry(Phrase(parsing: try value.string(maximum: 400)))
        case "apdu": self = .apdu(try value.choice(of: CommandWord.self))
        case "sheet": self = .sheet(try value.int(in: 0...100))
        default:
            let word = try value.string()
            guard let call = ScenarioShape.calls.first(where: { $0.word == word })?.call else {
                throw value.unknownChoice(word, among: ScenarioShape.calls.map(\.word))
            }
            self = .call(call)
        }
    }
}
