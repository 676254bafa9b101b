internal import SimulatedCloud
internal import SimulatedKiosk
internal import SimulatedResidents
internal import StrictYAML

/// What the shape alone cannot tell: whether people exist, and whether a deed is possible at its moment.
extension Scenario {
    func checkSense(_ file: YAMLValue) throws(ConfigurationError) {
        let town: SimulatedTown
        do {
            town = try SimulatedTown.load()
        } catch {
            throw file.error(.unreadableFile, "the simulated town cannot be read: \(error)")
        }
        let check = SenseCheck(file: file.file, town: town)
        try check.outside(before, "before")
        try check.outside(after, "after")
        for rule in rules { try check.rule(rule, inVisit: false) }
        for visit in visits { try check.visit(visit) }
    }
}

private struct SenseCheck {
    let file: String
    let town: SimulatedTown

    func fail(_ line: Int, _ message: String) -> ConfigurationError {
        ConfigurationError(.outOfRange, file: file, line: line, message)
    }

    func visit(_ visit: VisitScript) throws(ConfigurationError) {
        let person = try resident(visit.resident, visit.line)
        guard try resident(visit.cardOf ?? visit.resident, visit.line).card != nil else {
            let owner = visit.cardOf ?? visit.resident
            throw fail(visit.line, "\(owner) has no card. `kiosk-sim residents` lists who has.")
        }
        let household = town.household(of: person).map(\.id)
        for member in visit.members ?? [] where !household.contains(member) {
            throw unknown(member, among: household, visit.line, "is not of the household of \(visit.resident)")
        }
        try outside(visit.before, "before")
        try outside(visit.after, "after")
        for rule in visit.rules { try self.rule(rule, inVisit: true) }
    }

    func resident(_ id: String, _ line: Int) throws(ConfigurationError) -> Resident {
        guard let resident = town.resident(id: id) else {
            throw unknown(id, among: town.residents.map(\.id), line, "is nobody whom the simulated town knows")
        }
        return resident
    }

    private func unknown(_ id: String, among ids: [String], _ line: Int, _ what: String) -> ConfigurationError {
        let hint = ConfigurationError.suggestion(for: id, among: ids).map { "Did you mean '\($0)'?" }
        return ConfigurationError(
            .unknownChoice, file: file, line: line,
            "'\(id)' \(what). \(hint ?? "`kiosk-sim residents` lists everybody.")")
    }

    /// Deeds beside a visit: nobody stands there, and nothing answers.
    func outside(_ deeds: [PlacedDeed], _ place: String) throws(ConfigurationError) {
        for placed in deeds {
            switch placed.deed {
            case .takeCard, .layCard: break
            case _ where placed.deed.isResidents:
                throw fail(placed.line, "nobody stands at the kiosk in '\(place)'. A resident acts under 'when'.")
            default: break
            }
            try possible(placed, at: nil)
        }
    }

    func rule(_ rule: Rule, inVisit: Bool) throws(ConfigurationError) {
        for placed in rule.deeds {
            if placed.deed.isResidents, !inVisit {
                throw fail(placed.line, "whose hands? A resident's deeds stand under 'when' of a visit.")
            }
            try possible(placed, at: rule.moment)
        }
        if case .sheet = rule.moment, rule.nth != 1 {
            throw fail(rule.line, "a sheet comes out once. 'nth' and 'every' have no meaning here.")
        }
    }

    private func possible(_ placed: PlacedDeed, at moment: Moment?) throws(ConfigurationError) {
        var isSheet = false
        var isCall = false
        var isCommand = false
        switch moment {
        case .sheet: isSheet = true
        case .call: isCall = true
        case .apdu: isCommand = true
        case .screen, .entry, nil: break
        }
        switch placed.deed {
        case .printer(let deed):
            switch deed {
            case .abort, .vanish, .loseJob, .missingSheets:
                guard isSheet else {
                    throw fail(placed.line, "this happens to a job under way. Put it under a rule with 'sheet: N'.")
                }
            case .stop: break
            case .mend, .refuse, .silence, .foreignJob, .jobLeftOver, .counts:
                guard !isSheet else {
                    throw fail(placed.line, "this cannot wait for a sheet. Put it under 'before' or a 'screen'.")
                }
            }
        case _ where isSheet:
            throw fail(placed.line, "only the printer does something when a sheet is out. Use 'screen: printing 1/3'.")
        case .card where !isCommand:
            throw fail(placed.line, "a card answers only when it is asked. Put this under a rule with 'apdu: …'.")
        case .cloud where !isCall:
            throw fail(placed.line, "the cloud answers only when it is called. Put this under a rule with 'call: …'.")
        case .cloud(.fault(let fault)):
            guard case .call(let call)? = moment, !fault.calls.isEmpty, !fault.calls.contains(call) else { break }
            let words = fault.calls.map { "'call: \($0.word)'" }.joined(separator: " or ")
            throw fail(placed.line, "the cloud cannot do this at that call. Put it under a rule with \(words).")
        case .wait where isCommand || isCall:
            throw fail(placed.line, "nobody waits inside an answer. Use 'cloud: {late: …}' or 'card: silent'.")
        case .layCard(let id?): _ = try resident(id, placed.line)
        case .counter(let id, _): _ = try resident(id, placed.line)
        default: break
        }
    }
}

extension CloudFault {
    /// The calls at which it is done; none: at any.
    var calls: [CloudCall] {
        switch self {
        case .manifestForAnotherRequest, .strangersDocument, .notPDF, .previousManifest, .staleStatus, .anotherSeal:
            [.issue]
        case .anotherDocument, .previousDocument, .laterDocument: [.document]
        case .strangersPage: [.issue, .document]
        case .delay, .silence, .problem, .loseAnswer, .cutBody, .cutAfter, .hugeBody, .wrongJSON, .wrongMediaType: []
        }
    }
}
