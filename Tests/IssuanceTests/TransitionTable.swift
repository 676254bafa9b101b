import Issuance

/// The machine as a table that a person can read: for each state, what each event does.
enum TransitionTable {
    static func text() -> String {
        var lines = [
            "What each event does in each state, seen from the first situation in which the state is met.",
            "Events that change nothing are listed at the end of each state.",
        ]
        for machine in MachineExploration.oneInEachState.sorted(by: { $0.state.name < $1.state.name }) {
            lines += ["", "## \(machine.state.name)"]
            var ignored: [String] = []
            for event in Alphabet.events(for: machine) {
                var after = machine
                let effects = after.receive(event)
                if effects.isEmpty, after == machine {
                    ignored.append(describe(event))
                } else {
                    let done = effects.map(describe).joined(separator: ", ")
                    lines.append("\(describe(event)) → \(after.state.name)\(done.isEmpty ? "" : ": \(done)")")
                }
            }
            lines.append("ignored: " + ignored.joined(separator: ", "))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func describe(_ event: IssuanceMachine.Event) -> String {
        switch event {
        case .answered(_, .cardRead(let card)): "answered cardRead(triesLeft: \(card.triesLeft)\(card.entersPINOnReader ? ", on reader" : ""))"
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

    private static func plain(_ value: some Any) -> String {
        String(describing: value).replacing("Issuance.", with: "").replacing("IssuanceMachine.", with: "")
    }
}
