internal import Issuance
internal import StrictYAML

extension VisitExpectations {
    init(_ value: YAMLValue) throws(ConfigurationError) {
        let keys = try value.mapping(allowing: ScenarioShape.visitExpect.keys)
        self.init()
        outcome = try keys.optional("outcome").map(Placed.text)
        screens = try PlacedPhrase.list(keys.optional("screens"))
        notScreens = try PlacedPhrase.list(keys.optional("not-screens"))
        within = try keys.optional("within").map { value throws(ConfigurationError) in
            Placed(try value.duration(in: Shape.durations), line: value.line)
        }
        triesLeft = try keys.optional("tries-left").map(Placed.number)
        names = try keys.optional("names").map { value throws(ConfigurationError) in
            Placed(try Placed<String>.texts(value).map(\.value), line: value.line)
        }
    }
}

extension Expectations {
    init(_ value: YAMLValue) throws(ConfigurationError) {
        let keys = try value.mapping(allowing: ScenarioShape.expect.keys)
        self.init()
        if let printed = keys.optional("printed") { try readPrinted(printed) }
        if let money = keys.optional("money") { try readMoney(money) }
        if let slips = try keys.optional("slips")?.mapping(allowing: ScenarioShape.slips.keys) {
            self.slips = try slips.optional("count").map(Placed.number)
            slipText = try Placed<String>.texts(slips.optional("text"))
            slipWithout = try Placed<String>.texts(slips.optional("without"))
        }
        journal = try PlacedPhrase.list(keys.optional("journal"))
        notJournal = try PlacedPhrase.list(keys.optional("not-journal"))
        log = try PlacedPhrase.list(keys.optional("log"))
        notLog = try PlacedPhrase.list(keys.optional("not-log"))
        signals = try PlacedPhrase.list(keys.optional("signals"))
        if let counts = try keys.optional("cloud")?.mapping(allowing: ScenarioShape.counts.keys) {
            for name in counts.keys { cloud[name] = try Placed.number(counts.value(name)) }
        }
        if let alarms = keys.optional("alarms") {
            var open: [Alarm] = []
            for alarm in try alarms.list() { open.append(try alarm.choice(of: Alarm.self)) }
            self.alarms = Placed(open, line: alarms.line)
        }
        rest = try keys.optional("rest").map(PlacedPhrase.init)
    }

    private mutating func readPrinted(_ value: YAMLValue) throws(ConfigurationError) {
        guard value.form == .group else {
            sheets = Placed(0, line: value.line)
            return
        }
        let keys = try value.mapping(allowing: ScenarioShape.printed.keys)
        documents = try keys.optional("documents").map(Placed.number)
        sheets = try keys.optional("sheets").map(Placed.number)
        paperText = try Placed<String>.texts(keys.optional("text"))
        paperWithout = try Placed<String>.texts(keys.optional("without"))
    }

    private mutating func readMoney(_ value: YAMLValue) throws(ConfigurationError) {
        moneyOwed = Placed(0, line: value.line)
        guard value.form == .group else {
            moneyIn = Placed(0, line: value.line)
            moneyOut = Placed(0, line: value.line)
            return
        }
        let keys = try value.mapping(allowing: ScenarioShape.money.keys)
        moneyIn = try keys.optional("in").map(Placed.number)
        moneyOut = try keys.optional("out").map(Placed.number)
        if let owed = try keys.optional("owed").map(Placed.number) { moneyOwed = owed }
    }
}

extension PlacedPhrase {
    fileprivate static func list(_ value: YAMLValue?) throws(ConfigurationError) -> [PlacedPhrase] {
        var phrases: [PlacedPhrase] = []
        for item in try value?.list() ?? [] { phrases.append(try PlacedPhrase(item)) }
        return phrases
    }
}

extension Placed<String> {
    fileprivate static func text(_ value: YAMLValue) throws(ConfigurationError) -> Placed {
        Placed(try value.string(maximum: 400), line: value.line)
    }

    fileprivate static func texts(_ value: YAMLValue?) throws(ConfigurationError) -> [Placed] {
        var texts: [Placed] = []
        for item in try value?.list() ?? [] { texts.append(try text(item)) }
        return texts
    }
}

extension Placed<Int> {
    fileprivate static func number(_ value: YAMLValue) throws(ConfigurationError) -> Placed {
        Placed(try value.int(in: 0...10_000_000), line: value.line)
    }
}
