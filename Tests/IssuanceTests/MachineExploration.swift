import Issuance

/// Every situation that the machine can get into, found by trying every event in every situation.
enum MachineExploration {
    /// A bound that the search stays below; a test says so.
    static let mostSituations = 60_000

    /// One machine for each situation.
    static let situations: [IssuanceMachine] = explore(held: 300)

    private static func explore(held most: Int) -> [IssuanceMachine] {
        var seen: Set<IssuanceMachine.Situation> = []
        var found: [IssuanceMachine] = []
        var queue = [IssuanceMachine(hindrances: [])]
        seen.insert(queue[0].situation)
        var next = 0
        while next < queue.count, found.count < mostSituations {
            let machine = queue[next]
            next += 1
            found.append(machine)
            for event in Alphabet.events(for: machine) where isWorthFollowing(event, from: machine, most: most) {
                var successor = machine
                _ = successor.receive(event)
                if seen.insert(successor.situation).inserted { queue.append(successor) }
            }
        }
        return found
    }

    /// Facts that only multiply situations are followed where they matter: one hindrance at a time, and money
    /// up to a bound.
    private static func isWorthFollowing(
        _ event: Alphabet.Event, from machine: IssuanceMachine, most: Int
    ) -> Bool {
        switch event {
        case .hindered: machine.hindrances.isEmpty
        case .moneyCredited(let amount): machine.held.amount + amount.amount <= most || machine.isAtRest
        case .touched(.chooseLanguage): false
        default: true
        }
    }

    /// The first machine met in each state.
    static let oneInEachState: [IssuanceMachine] = {
        var names: Set<String> = []
        return situations.filter { names.insert($0.state.name).inserted }
    }()
}
