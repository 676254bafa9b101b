internal import Foundation
internal import FoundationEssentials
internal import Issuance
internal import Kiosk
internal import LockedMemory
internal import SimulatedBoard
internal import SimulatedCard
internal import SimulatedCloud
internal import Synchronization

/// Compares what was to be true with what is.
struct Judge {
    let stage: Stage
    let facts: Facts
    private let happenings: [Story.Happening]
    private let results: [VisitResult]

    init(stage: Stage, facts: Facts) {
        self.stage = stage
        self.facts = facts
        happenings = stage.story.happenings
        results = stage.state.withLock(\.results)
    }

    /// Everything that is not as it must be, in the order of the story.
    func findings(_ judgement: ScenarioRunner.Judgement) -> [ScenarioReport.Finding] {
        var findings = rulesOfEveryScenario()
        guard judgement == .everything else { return findings }
        findings += rulesThatNeverHappened()
        for (number, visit) in stage.scenario.visits.enumerated() {
            guard number < results.count else { continue }
            findings += judge(visit, results[number], number)
        }
        findings += judgeWhole(stage.scenario.expected)
        return findings.sorted { ($0.place ?? .max, $0.line) < ($1.place ?? .max, $1.line) }
    }

    // MARK: A visit

    private func judge(_ visit: VisitScript, _ result: VisitResult, _ number: Int) -> [ScenarioReport.Finding] {
        let expected = visit.expected
        var findings: [ScenarioReport.Finding] = []
        let end = happenings.lastIndex { $0.visit == number }
        if let outcome = expected.outcome, outcome.value != result.outcome {
            findings.append(
                .init(
                    line: outcome.line, message: "the outcome is '\(result.outcome)', expected '\(outcome.value)'",
                    place: end))
        }
        let screens = indices(of: .screen) { $0 == number }
        findings += inOrder(expected.screens, among: screens, "screen")
        findings += absent(expected.notScreens, among: screens, "screen")
        if let within = expected.within, result.took > within.value {
            findings.append(
                .init(
                    line: within.line, message: "it took \(result.took), expected at most \(within.value)",
                    place: end))
        }
        findings += compare(expected.triesLeft, result.triesLeft, "tries left on the card")
        if let names = expected.names, names.value != result.names {
            findings.append(
                .init(line: names.line, message: "the names offered were \(result.names), expected \(names.value)"))
        }
        return findings
    }

    // MARK: The whole

    private func judgeWhole(_ expected: Expectations) -> [ScenarioReport.Finding] {
        var findings =
            compare(expected.documents, facts.documents, "documents printed")
            + compare(expected.sheets, facts.sheets, "sheets printed")
            + compare(expected.moneyIn, facts.money.totalIn, "yen in")
            + compare(expected.moneyOut, facts.money.totalOut, "yen out")
            + compare(expected.moneyOwed, facts.owed, "yen owed")
            + compare(expected.slips, facts.slips.count, "slips")
        findings += texts(expected.paperText, expected.paperWithout, in: facts.papers, "paper")
        findings += texts(expected.slipText, expected.slipWithout, in: facts.slips, "slip")
        let (entries, log) = (indices(of: .entry), indices(of: .log))
        findings += inOrder(expected.journal, among: entries, "journal entry")
        findings += absent(expected.notJournal, among: entries, "journal entry")
        findings += inOrder(expected.log, among: log, "line of the log")
        findings += absent(expected.notLog, among: log, "line of the log")
        findings += signals(expected.signals)
        for (name, count) in expected.cloud.sorted(by: { $0.key < $1.key }) {
            findings += compare(count, facts.cloud[named: name], "the cloud's \(name)")
        }
        if Set(expected.alarms.value) != Set(facts.alarms) {
            findings.append(
                .init(
                    line: expected.alarms.line,
                    message: "open alarms: \(Self.words(facts.alarms)), expected \(Self.words(expected.alarms.value))"))
        }
        if let rest = expected.rest, let machine = stage.state.withLock(\.rest) {
            let actual = Phrase(
                machine.state == .idle ? "idle" : "out-of-service", machine.hindrances.map(\.id).sorted())
            if !rest.phrase.matches(actual) {
                findings.append(
                    .init(line: rest.line, message: "the kiosk rests '\(actual)', expected '\(rest.phrase)'"))
            }
        }
        return findings
    }

    private static func words(_ alarms: [Alarm]) -> String {
        alarms.isEmpty ? "none" : alarms.map(\.rawValue).joined(separator: ", ")
    }

    private func compare(_ expected: Placed<Int>?, _ actual: Int, _ what: String) -> [ScenarioReport.Finding] {
        guard let expected, expected.value != actual else { return [] }
        return [.init(line: expected.line, message: "\(what): \(actual), expected \(expected.value)")]
    }

    private func texts(
        _ wanted: [Placed<String>], _ unwanted: [Placed<String>], in papers: [String], _ what: String
    ) -> [ScenarioReport.Finding] {
        func holds(_ text: Placed<String>) -> Bool {
            let words = text.value.filter { !$0.isWhitespace }
            return papers.contains { $0.contains(words) }
        }
        let missing = wanted.filter { !holds($0) }.map {
            ScenarioReport.Finding(line: $0.line, message: "'\($0.value)' stands on no \(what)")
        }
        let surplus = unwanted.filter(holds).map {
            ScenarioReport.Finding(line: $0.line, message: "'\($0.value)' stands on a \(what), and must not")
        }
        return missing + surplus
    }

    // MARK: Sequences

    private func indices(of kind: Story.Happening.Kind, _ isMeant: (Int?) -> Bool = { _ in true }) -> [Int] {
        happenings.indices.filter { happenings[$0].kind == kind && isMeant(happenings[$0].visit) }
    }

    private func inOrder(
        _ expected: [PlacedPhrase], among candidates: [Int], _ what: String
    ) -> [ScenarioReport.Finding] {
        var rest = candidates[...]
        for (number, wanted) in expected.enumerated() {
            if let found = rest.firstIndex(where: { wanted.phrase.matches(happenings[$0].phrase) }) {
                rest = rest[(found + 1)...]
                continue
            }
            let before = number == 0 ? "" : " after '\(expected[number - 1].phrase)'"
            let nearest = rest.first { happenings[$0].phrase.name == wanted.phrase.name }
            let hint = nearest.map { " There was '\(happenings[$0].phrase)'." } ?? ""
            return [
                .init(
                    line: wanted.line, message: "the \(what) '\(wanted.phrase)' did not come\(before).\(hint)",
                    place: nearest ?? rest.first ?? candidates.last)
            ]
        }
        return []
    }

    private func absent(
        _ unwanted: [PlacedPhrase], among candidates: [Int], _ what: String
    ) -> [ScenarioReport.Finding] {
        unwanted.compactMap { phrase in
            guard let found = candidates.first(where: { phrase.phrase.matches(happenings[$0].phrase) }) else {
                return nil
            }
            return .init(
                line: phrase.line, message: "the \(what) '\(happenings[found].phrase)' must not come", place: found)
        }
    }

    private func signals(_ expected: [PlacedPhrase]) -> [ScenarioReport.Finding] {
        var rest = facts.signals[...]
        for wanted in expected {
            guard let found = rest.firstIndex(where: wanted.phrase.matches) else {
                return [.init(line: wanted.line, message: "the signal '\(wanted.phrase)' was not given")]
            }
            rest = rest[(found + 1)...]
        }
        return []
    }
}

// MARK: - What holds in every scenario

extension Judge {
    private func rulesThatNeverHappened() -> [ScenarioReport.Finding] {
        stage.state.withLock(\.rules).filter { $0.fired == 0 }.map {
            .init(line: $0.rule.line, message: "the moment of this rule never came: \($0.rule.moment.words)")
        }
    }

    private func rulesOfEveryScenario() -> [ScenarioReport.Finding] {
        let (violations, secrets, isPayoutUnknown) = stage.state.withLock {
            ($0.violations, $0.secrets, $0.isPayoutUnknown)
        }
        var broken = violations
        func require(_ holds: Bool, _ rule: @autoclosure () -> String) {
            if !holds { broken.append(rule()) }
        }
        let kept = facts.money.totalIn - facts.money.totalOut
        require(facts.money.isBalanced, "yen appeared or vanished in the coin mechanism")
        require(
            kept <= facts.earned + facts.owed,
            "\(kept) yen are kept, but only \(facts.earned) earned and \(facts.owed) written down as owed")
        require(
            isPayoutUnknown || kept == facts.earned + facts.owed,
            "\(kept) yen are kept where \(facts.earned) were earned and \(facts.owed) are owed")
        require(!facts.takesMoney, "the slot takes money although nobody is served")
        require(facts.unsettled == 0, "\(facts.unsettled) sessions in the journal are not settled")
        require(facts.isQueueEmpty, "the print queue is not empty")
        require(
            facts.hasPendingOutcomes || facts.cloud.open == 0,
            "the cloud does not know how \(facts.cloud.open) issuances ended")
        require(secrets.allSatisfy(\.isErased), "something secret was not overwritten")
        require(results.allSatisfy { !$0.card.isPINVerified }, "a card still holds a verified PIN")
        let log = happenings.filter { $0.kind == .log }.map { "\($0.phrase)" }.joined(separator: "\n")
        for word in facts.personal {
            require(!log.contains(word), "the log holds something personal")
            require(facts.journal.range(of: Data(word.utf8)) == nil, "the journal holds something personal")
        }
        return Array(Set(broken)).sorted().map { rule in
            .init(
                line: 0, message: "a rule that always holds is broken: \(rule)",
                place: happenings.firstIndex { "\($0.phrase)" == "BROKEN: \(rule)" })
        }
    }
}

extension LockedBytes {
    fileprivate var isErased: Bool { withBytes { $0.allSatisfy { $0 == 0 } } }
}

extension Moment {
    fileprivate var words: String {
        switch self {
        case .screen(let phrase): "screen '\(phrase)'"
        case .entry(let phrase): "entry '\(phrase)'"
        case .apdu(let command): "apdu '\(command.rawValue)'"
        case .call(let call): "call '\(call.word)'"
        case .sheet(let count): "sheet \(count)"
        }
    }
}

extension CloudCounts {
    fileprivate subscript(named name: String) -> Int {
        switch name {
        case "sessions": sessions
        case "issuances": issuances
        case "documents": documents
        case "delivered": delivered
        case "refused": refused
        case "spoiled": spoiled
        case "delivered-sheets": deliveredSheets
        case "open": open
        default: ocspQuestions
        }
    }
}
