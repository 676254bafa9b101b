import Issuance

/// The machine as a table that a person can read: for each state, what each event does.
enum TransitionTable {
    static func text() -> String {
        let states = MachineExploration.oneOfEach.sorted {
            ($0.state.place, $0.variant) < ($1.state.place, $1.variant)
        }
        return preamble + states.map(section).joined(separator: "\n")
    }

    private static let preamble = """
        What each event does in each state, seen from the first situation in which the state is met.
        Events with the same effects share a line. "anything else" among answers is every answer that no other line
        of the state names. Events that change nothing are not listed. Noted: the event changes what the machine knows
        (the card's place, a hindrance, the language), asks for nothing and stays in the state.


        """

    private static func section(_ machine: IssuanceMachine) -> String {
        var results: [String] = []
        var causes: [String: [IssuanceMachine.Event]] = [:]
        for event in Alphabet.events(for: machine) {
            var after = machine
            let effects = after.receive(event)
            guard !effects.isEmpty || after != machine else { continue }
            let isNoted = effects.isEmpty && after.state == machine.state
            let done = effects.map(describe).joined(separator: ", ")
            let result = isNoted ? "noted" : after.variant + (done.isEmpty ? "" : ": \(done)")
            if causes[result] == nil { results.append(result) }
            causes[result, default: []].append(event)
        }
        let offered = IssuanceMachine.screen(for: machine).choices.map { plain($0) }
        let lines = results.map { "\(describe(causes[$0] ?? [])) → \($0)" }
        return
            ([
                "## \(machine.variant)",
                "offers \(offered.isEmpty ? "nothing" : offered.joined(separator: " | "))",
            ]
            + lines).joined(separator: "\n") + "\n"
    }

    /// Many answers with one effect are those that nothing explains.
    private static func describe(_ events: [IssuanceMachine.Event]) -> String {
        let answers = events.filter(\.isAnswer)
        let isRest = answers.count > Alphabet.answers.count / 2
        let words = events.filter { !isRest || !$0.isAnswer }.map(describe)
        return (words + (isRest ? ["answered anything else"] : [])).joined(separator: " | ")
    }

    private static func describe(_ event: IssuanceMachine.Event) -> String {
        switch event {
        case .answered(_, .cardRead(let card)):
            "answered cardRead(triesLeft: \(card.triesLeft)\(card.entersPINOnReader ? ", on reader" : ""))"
        case .answered(_, .offered): "answered offered"
        case .answered(_, let answer): "answered \(plain(answer))"
        case .touched(let touch): "touched \(plain(touch))"
        case .timeElapsed: "timeElapsed"
        default: plain(event)
        }
    }

    private static func describe(_ effect: IssuanceMachine.Effect) -> String {
        switch effect {
        case .startTimer(_, let duration): "timer \(duration.components.seconds) s"
        case .start(_, .askCloud(.issue)): "start askCloud(issue)"
        case .start(_, .checkDocument): "start checkDocument"
        case .start(_, let request): "start \(plain(request))"
        case .abandon: "abandon"
        case .record(.issuanceRequested): "record issuanceRequested"
        case .record(let entry): "record \(plain(entry))"
        case .printReceipt: "printReceipt"
        default: plain(effect)
        }
    }

    /// Without the types' names: `hindered(part(printer))`.
    private static func plain(_ value: some Any) -> String {
        String(describing: value).replacing(/[A-Z]\w*\./, with: "")
    }
}

extension IssuanceMachine.Event {
    fileprivate var isAnswer: Bool {
        if case .answered = self { true } else { false }
    }
}

extension IssuanceMachine.State {
    /// Where in the course the state stands.
    fileprivate var place: Int {
        StateByEventTests.allStates.firstIndex(of: name) ?? .max
    }
}
