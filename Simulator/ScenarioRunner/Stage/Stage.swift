internal import Board
internal import Issuance
internal import IssuanceAudit
internal import Kiosk
internal import LockedMemory
internal import Logging
internal import MunicipalCloud
internal import Screens
internal import SimulatedCard
internal import SimulatedCloud
internal import SimulatedKiosk
internal import SimulatedPrinter
internal import SimulatedResidents
internal import Synchronization

/// Where a scenario plays: the site with its kiosk, and everybody's hands.
///
/// It sees each step of the machine and each screen, does what the scenario says is done then, and knows when nothing
/// but time will make anything happen.
final class Stage: Sendable {
    let scenario: Scenario
    let kind: StackKind
    let time: StageTime
    let story: Story
    let progress = Watched(Progress())
    let printerMeddling = Watched(PrinterMeddling())
    let coinMeddling = Watched(CoinMeddling())
    let cable: NetworkCable?
    let secondsAhead: WallClock
    let adjustParts: @Sendable (inout KioskParts) -> Void
    private let cancelled = Watched(0)
    private let end = Watched<Progress.Moment?>(nil)
    private let setting = Mutex<Setting>(Setting())
    let state: Mutex<State>

    /// What is made after the stage: the site asks the stage about its cloud's calls before it is there.
    private struct Setting {
        var site: SimulatedSite?
    }

    /// Who is there, and what has been seen.
    struct State {
        var visit: Int?
        var script: VisitScript?
        var mind: ResidentMind?
        var card: SimulatedCard?
        /// What lies on the reader.
        var onReader: SimulatedCard?
        var isReaderUp = true
        var isAway = false
        var presentation: Presentation?
        var terminal: StageTerminal?
        var running: Task<Void, any Error>?
        var kiosk: Kiosk?
        /// The power is to be given back.
        var isPowerCut = false
        var rules: [ActiveRule]
        var auditor = EffectAuditor()
        var violations: [String] = []
        var secrets: [LockedBytes] = []
        /// The household's names as they were shown last.
        var names: [String] = []
        var trace: [TraceLine] = []
        var results: [VisitResult] = []
        /// The machine in the end.
        var rest: IssuanceMachine?
        /// What came out of the mechanism is not known.
        var isPayoutUnknown = false
        var machineBefore: IssuanceMachine?
    }

    /// A rule, and how often its moment has come.
    struct ActiveRule {
        var rule: Rule
        /// nil: holds in every visit.
        var visit: Int?
        var seen = 0
        var fired = 0
    }

    init(
        _ scenario: Scenario, on kind: StackKind, cable: NetworkCable?, story: Story,
        _ adjustParts: @escaping @Sendable (inout KioskParts) -> Void = { _ in }
    ) {
        self.scenario = scenario
        self.adjustParts = adjustParts
        self.kind = kind
        self.cable = cable
        self.story = story
        let time: StageTime = kind == .embedded ? .virtualTime() : .realTime()
        self.time = time
        secondsAhead = WallClock(scenario.kiosk.timeOfDay, elapsed: { time.now.offset.milliseconds })
        var rules = scenario.rules.map { ActiveRule(rule: $0) }
        for (number, visit) in scenario.visits.enumerated() {
            rules += visit.rules.map { ActiveRule(rule: $0, visit: number) }
        }
        state = Mutex(State(rules: rules))
    }

    func enter(_ site: SimulatedSite) {
        setting.withLock { $0.site = site }
    }

    /// The site; there from the moment that it is open until the scenario is over.
    var site: SimulatedSite? { setting.withLock(\.site) }

    /// When the scenario was over; nil: it is not.
    var ended: Progress.Moment? { end.value }
    /// Returns when it is: whoever never answers waits until then, and not for ever.
    func waitForTheEnd() async { _ = try? await end.wait { $0 != nil } }

    func leaveSite() {
        end.update { [time] in $0 = time.now }
        // Whoever still sleeps wakes, finds that nobody is there any more, and goes.
        time.virtual?.advance(by: .seconds(1_000_000))
        setting.withLock { $0.site = nil }
        state.withLock { state in
            state.kiosk = nil
            state.terminal = nil
            state.running = nil
        }
    }

    // MARK: Telling

    func tell(_ kind: Story.Happening.Kind, _ phrase: Phrase) {
        let visit = state.withLock(\.visit)
        story.add(Story.Happening(at: time.now.offset.milliseconds, kind: kind, phrase: phrase, visit: visit))
    }

    func tell(_ kind: Story.Happening.Kind, _ text: String) {
        tell(kind, Phrase(text))
    }

    func violate(_ rule: String) {
        state.withLock { $0.violations.append(rule) }
        tell(.note, "BROKEN: \(rule)")
    }

    // MARK: What is under way

    func questionBegins() { progress.update { $0.questions += 1 } }
    func questionEnds() { progress.update { $0.questions -= 1 } }

    /// Something that the kiosk waits for is held up.
    func hold(_ work: Progress.Hold.Work, until moment: Progress.Moment?) -> Int {
        progress.update { progress in
            let id = progress.nextNumber()
            progress.holds.append(.init(id: id, work: work, since: progress.steps, until: moment))
            return id
        }
    }

    func release(_ hold: Int) {
        progress.update { $0.holds.removeAll { $0.id == hold } }
    }

    var isKioskAtRest: Bool { progress.value.isAtRest }

    var cancelledPrints: Int { cancelled.value }
    func noteCancelledPrint() { cancelled.update { $0 += 1 } }
    func waitForCancelledPrint(beyond count: Int) async throws { try await cancelled.wait { $0 > count } }

    /// What must be overwritten when the session is over.
    func keep(secrets: [LockedBytes]) {
        state.withLock { $0.secrets += secrets }
    }

    // MARK: The kiosk's steps

    /// A visit of the most copies, paid in the smallest coins after every wrong turn, takes a few hundred steps.
    private static let longestVisit = 2_000

    /// Sees a step after its effects are done.
    func see(_ step: KioskStep) {
        let now = time.now
        audit(step)
        if let words = Timeline.words(for: step) { tell(.step, words) }
        for case .record(let entry) in step.effects {
            tell(.entry, entry.phrase)
            noticed(.entry(entry.phrase))
        }
        progress.update { progress in
            progress.steps += 1
            progress.stepsOfVisit += 1
            if progress.stepsOfVisit > Self.longestVisit, progress.failure == nil {
                progress.failure = "kiosk and resident go round in circles: \(progress.stepsOfVisit) steps in one visit"
            }
            progress.machine = step.machine
            progress.restingSince = step.machine.isAtRest ? progress.restingSince ?? now : nil
            progress.forget(step.event)
            for effect in step.effects {
                switch effect {
                case .startTimer(_, let duration): progress.deadline = now.advanced(by: duration)
                case .stopTimer: progress.deadline = nil
                case .start: progress.requestStep = progress.steps
                default: continue
                }
            }
        }
    }

    private func audit(_ step: KioskStep) {
        let broken: [String] = state.withLock { state in
            var broken: [String] = []
            state.trace.append(.step(step, at: time.now.offset.milliseconds))
            if case .answered(let handle, _) = step.event, let before = state.machineBefore,
                before.outstanding != handle, before != step.machine || !step.effects.isEmpty
            {
                broken.append("a late answer changed something")
            }
            if let before = state.machineBefore, before.isAtRest, !step.machine.isAtRest, !before.hindrances.isEmpty,
                step.machine.held == .zero, !step.isMoney
            {
                broken.append("somebody is served although \(before.hindrances.count) things stand against it")
            }
            state.machineBefore = step.machine
            state.auditor.witness(step.event)
            do {
                try state.auditor.perform(step.effects, of: step.machine)
            } catch {
                broken.append("\(error)")
            }
            return broken
        }
        for rule in broken { violate(rule) }
    }
}

extension KioskStep {
    fileprivate var isMoney: Bool { if case .moneyCredited = event { true } else { false } }
}

extension Progress {
    /// The kiosk has seen it.
    fileprivate mutating func forget(_ event: IssuanceMachine.Event) {
        switch event {
        case .touched:
            if let first = stimuli.firstIndex(where: { if case .touch = $0 { true } else { false } }) {
                stimuli.remove(at: first)
            }
        case .cardInserted: remove(.cardInserted)
        case .cardRemoved: remove(.cardRemoved)
        case .moneyCredited: remove(.money)
        case .hindered(.part(let part)):
            reported.insert(part)
            if part == .cardReader { remove(.reader(isUp: false)) }
        case .cleared(.part(let part)):
            reported.insert(part)
            if part == .cardReader { remove(.reader(isUp: true)) }
        case .answered: remove(.printerMended)
        case .paperTaken, .timeElapsed, .hindered, .cleared: break
        }
    }

    private mutating func remove(_ stimulus: Stimulus) {
        if let first = stimuli.firstIndex(of: stimulus) { stimuli.remove(at: first) }
    }
}

/// The kiosk's time of day, which may jump.
final class WallClock: Sendable {
    private let base: Int64
    private let elapsed: @Sendable () -> Int
    private let ahead = Mutex<Int64>(0)

    /// - Parameter timeOfDay: minutes after midnight in Japan, today; nil: now.
    init(_ timeOfDay: Int?, elapsed: @escaping @Sendable () -> Int) {
        let now = KioskParts.systemMilliseconds()
        self.elapsed = elapsed
        guard let timeOfDay else {
            base = now
            return
        }
        // Japan is nine hours ahead of UTC, all year.
        let japan: Int64 = 9 * 3_600_000
        let day: Int64 = 86_400_000
        base = (now + japan) / day * day - japan + Int64(timeOfDay) * 60_000
    }

    /// Milliseconds since 1970, as the kiosk believes.
    var kiosk: Int64 { cloud + ahead.withLock { $0 } }
    /// The same, as it is.
    var cloud: Int64 { base + Int64(elapsed()) }

    func setAhead(_ duration: Duration) { ahead.withLock { $0 = Int64(duration.milliseconds) } }
}
