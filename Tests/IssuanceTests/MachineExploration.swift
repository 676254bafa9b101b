import Issuance

/// Every situation that the machine can get into, found by trying every event in every situation.
struct MachineExploration {
    /// What happened without anybody doing anything: a device answered or failed, or time passed.
    struct Drift {
        /// The situation it led to.
        var next: Int
        /// How long the timer that ran may have run before: zero where it goes on running.
        var waited: Duration
    }

    /// A bound that the search stays below; a test says so.
    static let mostSituations = 20_000

    /// One machine for each situation.
    private(set) var machines = [IssuanceMachine(hindrances: [])]
    /// For each situation, where it drifts to by itself.
    private(set) var drifts: [[Drift]] = []
    /// The limits that each state was seen to set when it was entered, by its name.
    private(set) var limits: [String: Set<Duration>] = [:]

    static let all = MachineExploration()

    static var situations: [IssuanceMachine] { all.machines }

    private init() {
        var numbers = [machines[0].situation: 0]
        /// How long the timer that runs in each situation was set for.
        var timers: [Duration] = [.zero]
        while drifts.count < machines.count, machines.count < Self.mostSituations {
            let number = drifts.count
            let machine = machines[number]
            drifts.append([])
            for event in Alphabet.events(for: machine) where Self.isWorthFollowing(event, from: machine) {
                var successor = machine
                var timer: Duration?
                for case .startTimer(_, let duration) in successor.receive(event) { timer = duration }
                if let timer, !successor.isWarning { limits[successor.state.name, default: []].insert(timer) }
                let situation = successor.situation
                let next = numbers[situation] ?? machines.count
                if next == machines.count {
                    numbers[situation] = next
                    machines.append(successor)
                    timers.append(timer ?? timers[number])
                }
                guard event.needsNobody, next != number || timer != nil, !machine.isAtRest else { continue }
                let goesOn = timer == nil && !successor.isAtRest
                drifts[number].append(Drift(next: next, waited: goesOn ? .zero : timers[number]))
            }
        }
    }

    /// Facts that only multiply situations are followed where they matter: one hindrance at a time, one stray coin
    /// where nobody asked for money, of the options the household alone, and no language.
    private static func isWorthFollowing(_ event: Alphabet.Event, from machine: IssuanceMachine) -> Bool {
        switch event {
        case .hindered: return machine.hindrances.isEmpty
        case .moneyCredited(let amount):
            switch machine.state {
            case .collectingFee: return machine.held == .zero || machine.held.amount + amount.amount <= 300
            case .printing, .payingOut:
                return machine.hindrances.isEmpty && machine.held.amount + amount.amount <= 300
            default: return machine.held == .zero && amount.amount <= 300
            }
        case .touched(.chooseLanguage), .touched(.showDomicile), .touched(.showRelationship): return false
        default: return true
        }
    }

    /// The first machine met in each variant of each state.
    static let oneOfEach: [IssuanceMachine] = {
        var names: Set<String> = []
        return situations.filter { names.insert($0.variant).inserted }
    }()

    /// The longest that each situation may take to come to rest, whatever the devices do, while nobody does anything;
    /// nil where devices could keep the kiosk from rest for ever.
    func longestUntouched(limit: Duration) -> [Duration]? {
        var longest = [Duration](repeating: .zero, count: machines.count)
        var changed = true
        while changed {
            changed = false
            // Later situations are nearer to the end: few rounds settle it.
            for number in machines.indices.reversed() {
                for drift in drifts[number] where longest[drift.next] + drift.waited > longest[number] {
                    longest[number] = longest[drift.next] + drift.waited
                    changed = true
                    guard longest[number] <= limit else { return nil }
                }
            }
        }
        return longest
    }
}

extension IssuanceMachine.Event {
    /// Happens with nobody near the kiosk.
    fileprivate var needsNobody: Bool {
        switch self {
        case .answered, .timeElapsed, .hindered, .cleared: true
        case .touched, .cardInserted, .cardRemoved, .paperTaken, .moneyCredited: false
        }
    }
}

extension IssuanceMachine.State {
    /// The state's name without what it holds.
    var name: String {
        String(String(describing: self).prefix { $0 != "(" })
    }
}

extension IssuanceMachine {
    /// The state's name, with what else decides what events do.
    var variant: String {
        switch state {
        case .awaitingCard(let awaiting): state.name + (awaiting.hint == .leftByAnother ? ", another's card there" : "")
        case .verifyingPIN(let verifying):
            state.name + (verifying.card.entersPINOnReader ? " on the reader's keys" : "")
        case .returningCard(let returning):
            state.name + (returning.offer == nil ? "" : ", offer in hand") + (returning.reminded ? ", reminded" : "")
        case .printing(let printing): state.name + (printing.hasStopped ? ", stopped before" : "")
        case .stoppingPrint: state.name + (outstanding == nil ? ", no answer to come" : "")
        case .payingOut(let paying):
            state.name + ", then " + String(String(describing: paying.next).prefix { $0 != "(" })
        case .takingPaper(let taking): state.name + (taking.receipt.owed > .zero ? ", change owed" : "")
        case .offeringReceipt(let offering): state.name + (offering.receipt.owed > .zero ? ", change owed" : "")
        case .explaining: state.name + (card == .placed ? ", card there" : "")
        default: state.name
        }
    }
}
