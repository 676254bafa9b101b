internal import Board
internal import Issuance
internal import SimulatedCard
internal import SimulatedCloud

extension Scenario {
    /// As a file says it, whoever made it up. Of what is expected only the open alarms are in it: a story that was
    /// drawn is judged by what always holds.
    package var text: String {
        var keys: [(String, StoryNode)] = [("shows", .text(shows))]
        keys.add("kiosk", kiosk.keys)
        keys.add("cloud", cloud.keys)
        keys.add("before", deeds: before)
        if visits.count == 1 {
            keys.append(("visit", .group(visits[0].keys)))
        } else {
            keys.append(("visits", .list(visits.map { .group($0.keys) })))
        }
        keys.add("after", deeds: after)
        keys.add("when", rules: rules)
        if !expected.alarms.value.isEmpty {
            let alarms = expected.alarms.value.map { StoryNode.word($0.rawValue) }
            keys.append(("expect", .group([("alarms", .list(alarms))])))
        }
        return StoryNode.file(keys)
    }
}

extension [(String, StoryNode)] {
    fileprivate mutating func add(_ key: String, _ keys: [(String, StoryNode)]) {
        if !keys.isEmpty { append((key, .group(keys))) }
    }

    fileprivate mutating func add(_ key: String, deeds: [PlacedDeed]) {
        if !deeds.isEmpty { append((key, .list(deeds.map(\.deed.node)))) }
    }

    fileprivate mutating func add(_ key: String, rules: [Rule]) {
        if !rules.isEmpty { append((key, .list(rules.map(\.node)))) }
    }

    /// Only where it is not what it would be without a word.
    fileprivate mutating func add(_ key: String, _ node: StoryNode, unless isUsual: Bool) {
        if !isUsual { append((key, node)) }
    }
}

extension KioskSetting {
    fileprivate var keys: [(String, StoryNode)] {
        var keys: [(String, StoryNode)] = []
        if let timeOfDay { keys.append(("time-of-day", .text(timeOfDay.timeOfDay))) }
        if let tubes {
            let counts = Denomination.allCases.compactMap { piece in
                tubes[piece].map { ("\"\(piece.rawValue)\"", StoryNode.number($0)) }
            }
            keys.append(("tubes", .group(counts)))
        }
        keys.add("coin-mechanism", .word("false"), unless: hasCoinMechanism)
        return keys
    }
}

extension CloudSetting {
    fileprivate var keys: [(String, StoryNode)] {
        var keys: [(String, StoryNode)] = []
        keys.add("hours", hours.node, unless: hours == .always)
        keys.add("clock-ahead", .duration(clockAhead), unless: clockAhead == .zero)
        if let word = ScenarioShape.disguises.first(where: { $0.disguise == disguise })?.word {
            keys.append(("disguise", .word(word)))
        }
        return keys
    }
}

extension VisitScript {
    fileprivate var keys: [(String, StoryNode)] {
        let usual = VisitScript(resident: resident)
        var keys: [(String, StoryNode)] = [("resident", .text(resident))]
        keys.add("card", cardKeys)
        keys.add("wants", .word(kind.rawValue), unless: kind == usual.kind)
        if let members { keys.append(("members", .list(members.map(StoryNode.text)))) }
        keys.add("domicile", .word("true"), unless: !showsDomicile)
        keys.add("relationship", .word("true"), unless: !showsRelationship)
        keys.add("copies", .number(copies), unless: copies == usual.copies)
        if let pins { keys.append(("pin", .list(pins.map(StoryNode.quoted)))) }
        keys.add("pays", .pieces(pieces), unless: pieces == usual.pieces)
        keys.add("language", .text(language.rawValue), unless: language == usual.language)
        keys.add("slip", .word("false"), unless: wantsSlip)
        keys.add("before", deeds: before)
        keys.add("when", rules: rules)
        keys.add("after", deeds: after)
        return keys
    }

    private var cardKeys: [(String, StoryNode)] {
        var keys: [(String, StoryNode)] = []
        if let cardOf { keys.append(("of", .text(cardOf))) }
        if let triesLeft { keys.append(("tries-left", .number(triesLeft))) }
        let words = QuirkWords.words(of: quirks).map(StoryNode.word)
        if !words.isEmpty { keys.append(("quirks", .list(words))) }
        return keys
    }
}

extension Rule {
    fileprivate var node: StoryNode {
        var keys = [moment.key]
        switch nth {
        case nil: keys.append(("every", .word("true")))
        case let nth? where nth != 1: keys.append(("nth", .number(nth)))
        default: break
        }
        let deeds = deeds.map(\.deed.node)
        keys.append(("do", deeds.count == 1 ? deeds[0] : .list(deeds)))
        return .group(keys)
    }
}

extension Moment {
    fileprivate var key: (String, StoryNode) {
        switch self {
        case .screen(let phrase): ("screen", .text("\(phrase)"))
        case .entry(let phrase): ("entry", .text("\(phrase)"))
        case .apdu(let command): ("apdu", .word(command.rawValue))
        case .call(let call): ("call", .word(call.word))
        case .sheet(let count): ("sheet", .number(count))
        }
    }
}

extension ServiceHours {
    fileprivate var node: StoryNode {
        switch self {
        case .always: .word("always")
        case .closedToday: .word("closed-today")
        case .maintenance: .word("maintenance")
        case .between(let from, let until):
            .group([("from", .text(from.timeOfDay)), ("until", .text(until.timeOfDay))])
        }
    }
}

extension Deed {
    fileprivate var node: StoryNode {
        if let plain = DeedWords.plain.first(where: { $0.deed == self }) { return .word(plain.word) }
        let (key, value) = keyed
        return .group([(key, value)])
    }

    /// A deed that needs more than its name.
    private var keyed: (String, StoryNode) {
        switch self {
        case .touch(let touch): ("touch", .text(touch.word))
        case .typePIN(let pin): ("type-pin", .quoted(pin))
        case .layCard(let id): ("lay-card", .text(id ?? "own"))
        case .insert(let pieces): ("insert", .pieces(pieces))
        case .rollIn(let pieces): ("roll-in", .pieces(pieces))
        case .wait(let duration): ("wait", .duration(duration))
        case .card(let fault): ("card", fault.node)
        case .reader(let deed): ("reader", .word(deed.rawValue))
        case .cloud(let deed): ("cloud", deed.node)
        case .network(.cut): ("network", .word("cut"))
        case .network(.mend): ("network", .word("mend"))
        case .network(.cutAfter(let bytes)): ("network", .group([("cut-after", .number(bytes))]))
        case .printer(let deed): ("printer", deed.node)
        case .coins(let deed): ("coins", deed.node)
        case .slipPrinter(let isOut): ("slip-printer", .word(isOut ? "paper-out" : "mend"))
        case .clock(let ahead): ("clock-ahead", .duration(ahead))
        case .counter(let resident, let entry):
            ("counter", .group([("resident", .text(resident)), ("becomes", .word(entry.rawValue))]))
        case .enrolment(let isEnrolled): ("enrolment", .word(isEnrolled ? "enrolled" : "struck-off"))
        case .hours(let hours): ("hours", hours.node)
        case .restart(let limit): ("restart", .duration(limit))
        // Of the plain words, or the runner's own.
        case .asUsual, .nothing, .giveUp, .walkAway, .takeCard, .powerCut, .clearAlarms, .putRight:
            ("wait", .word("0s"))
        }
    }
}

extension SimulatedCard.Fault {
    fileprivate var node: StoryNode {
        switch self {
        case .status(let status):
            let digits = String(status, radix: 16, uppercase: true)
            return .group([("status", .quoted(String(repeating: "0", count: 4 - digits.count) + digits))])
        case .cut(let bytes): return .group([("cut-after", .number(bytes))])
        default: return .word(DeedWords.cardFaults.first { $0.fault == self }?.word ?? "garbage")
        }
    }
}

extension CloudDeed {
    fileprivate var node: StoryNode {
        if let plain = DeedWords.cloudFaults.first(where: { $0.deed == self }) { return .word(plain.word) }
        switch self {
        case .late(let duration): return .group([("late", .duration(duration))])
        case .fault(.cutAfter(let bytes)): return .group([("cut-after", .number(bytes))])
        case .fault(.problem(let status, let type)):
            return .group([("problem", .group([("status", .number(status)), ("type", .text(type))]))])
        default: return .word("fault")
        }
    }
}

extension PrinterDeed {
    fileprivate var node: StoryNode {
        if case .counts(let sheets) = self { return .group([("counts", .number(sheets))]) }
        return .word(DeedWords.printerDeeds.first { $0.deed == self }?.word ?? "mend")
    }
}

extension CoinDeed {
    fileprivate var node: StoryNode {
        switch self {
        case .short(let count): .group([("short", .number(count))])
        case .jamAfter(let count): .group([("jam-after", .number(count))])
        case .lineLostAfter(let count): .group([("line-lost-after", .number(count))])
        default: .word(DeedWords.coinDeeds.first { $0.deed == self }?.word ?? "mend")
        }
    }
}

extension Int {
    /// Minutes after midnight, as files write them.
    fileprivate var timeOfDay: String {
        "\("\(100 + self / 60)".dropFirst()):\("\(100 + self % 60)".dropFirst())"
    }
}
