internal import Board
internal import Issuance
internal import SimulatedCard
internal import SimulatedCloud
internal import StrictYAML

extension Deed {
    /// The deeds of a list, or the one that stands in its place.
    static func list(_ value: YAMLValue?) throws(ConfigurationError) -> [PlacedDeed] {
        guard let value else { return [] }
        guard value.form == .list else { return [PlacedDeed(try Deed(value), line: value.line)] }
        var deeds: [PlacedDeed] = []
        for item in try value.list() { deeds.append(PlacedDeed(try Deed(item), line: item.line)) }
        return deeds
    }

    private init(_ value: YAMLValue) throws(ConfigurationError) {
        if value.form == .single {
            let word = try value.string()
            guard let known = DeedWords.plain.first(where: { $0.word == word }) else {
                throw value.unknownChoice(word, among: DeedWords.plain.map(\.word))
            }
            self = known.deed
            return
        }
        let keys = try value.mapping(allowing: ScenarioShape.deedGroup.keys)
        guard let key = keys.keys.first else { throw value.error(.missingKey, "a deed is missing here.") }
        self = try Deed(key, try keys.value(key))
    }

    private init(_ key: String, _ value: YAMLValue) throws(ConfigurationError) {
        switch key {
        case "touch": self = .touch(IssuanceMachine.Touch(word: try value.string()) ?? .stay)
        case "type-pin": self = .typePIN(try value.string())
        case "lay-card":
            let of = try value.string()
            self = .layCard(of: of == "own" ? nil : of)
        case "insert": self = .insert(try Denomination.list(value))
        case "roll-in": self = .rollIn(try Denomination.list(value))
        case "wait": self = .wait(try value.duration(in: Shape.durations))
        case "card": self = .card(try Self.cardFault(value))
        case "reader": self = .reader(try value.choice(of: ReaderDeed.self))
        case "cloud": self = .cloud(try CloudDeed(value))
        case "network":
            if value.form == .group {
                let bytes = try value.mapping(allowing: ["cut-after"]).int("cut-after", in: 0...100_000_000)
                self = .network(.cutAfter(bytes: bytes))
            } else {
                self = .network(try value.string() == "cut" ? .cut : .mend)
            }
        case "printer":
            if value.form == .group {
                self = .printer(.counts(try value.mapping(allowing: ["counts"]).int("counts", in: 0...1_000)))
            } else {
                self = .printer(try Self.known(value, among: DeedWords.printerDeeds))
            }
        case "coins": self = .coins(try CoinDeed(value))
        case "slip-printer": self = .slipPrinter(outOfPaper: try value.string() == "paper-out")
        case "clock-ahead": self = .clock(ahead: try value.duration(in: Shape.durations))
        case "counter":
            let keys = try value.mapping(allowing: ScenarioShape.counter.keys)
            self = .counter(
                resident: try keys.string("resident"), try keys.choice("becomes", of: CounterEntry.self))
        case "enrolment": self = .enrolment(try value.string() == "enrolled")
        case "hours": self = .hours(try ServiceHours(value))
        default: self = .restart(within: try value.duration(in: Shape.durations))
        }
    }

    private static func cardFault(_ value: YAMLValue) throws(ConfigurationError) -> SimulatedCard.Fault {
        guard value.form == .group else { return try known(value, among: DeedWords.cardFaults) }
        let keys = try value.mapping(allowing: ScenarioShape.cardFault.keys)
        if let status = try keys.optional("status")?.string() { return .status(UInt16(status, radix: 16) ?? 0) }
        return .cut(afterBytes: try keys.int("cut-after", in: 0...65_535))
    }

    fileprivate static func known<Meaning>(
        _ value: YAMLValue, among words: [(word: String, Meaning)]
    ) throws(ConfigurationError) -> Meaning {
        let word = try value.string()
        guard let known = words.first(where: { $0.word == word }) else {
            throw value.unknownChoice(word, among: words.map(\.word))
        }
        return known.1
    }
}

extension CloudDeed {
    fileprivate init(_ value: YAMLValue) throws(ConfigurationError) {
        guard value.form == .group else {
            self = try Deed.known(value, among: DeedWords.cloudFaults)
            return
        }
        let keys = try value.mapping(allowing: ScenarioShape.cloudFault.keys)
        if let late = try keys.optional("late")?.duration(in: Shape.durations) {
            self = .late(late)
        } else if let problem = try keys.optional("problem")?.mapping(allowing: ScenarioShape.problem.keys) {
            self = .fault(
                .problem(status: try problem.int("status", in: 400...599), type: try problem.string("type")))
        } else {
            self = .fault(.cutAfter(bytes: try keys.int("cut-after", in: 0...10_000_000)))
        }
    }
}

extension CoinDeed {
    fileprivate init(_ value: YAMLValue) throws(ConfigurationError) {
        guard value.form == .group else {
            self = try Deed.known(value, among: DeedWords.coinDeeds)
            return
        }
        let keys = try value.mapping(allowing: ScenarioShape.coinFault.keys)
        if let count = try keys.optional("short")?.int(in: 1...100) {
            self = .short(count)
        } else if let count = try keys.optional("jam-after")?.int(in: 0...100) {
            self = .jamAfter(count)
        } else {
            self = .lineLostAfter(try keys.int("line-lost-after", in: 0...100))
        }
    }
}
