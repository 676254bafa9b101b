internal import Issuance
internal import Journal
package import Kiosk
internal import MunicipalCloud
internal import OpenSSL
internal import SimulatedAuthority
internal import SimulatedCard
internal import SimulatedCloud
package import SimulatedKiosk
internal import SimulatedResidents
internal import SimulatedTownHall
internal import StrictYAML
internal import Synchronization

/// Plays a scenario on a stack, and says what came of it.
package struct ScenarioRunner: Sendable {
    /// What stands under the firmware.
    package var stack: StackKind
    /// Where the authorities keep their keys between runs; nil: in memory.
    package var town: String?
    /// Where papers and slips stay; nil: nowhere.
    package var output: String?
    /// What a story is judged by.
    package var judgement = Judgement.everything
    /// Changes the kiosk's parts before it is switched on: a part of one's own, or one that is broken on purpose.
    package var adjustParts: @Sendable (inout KioskParts) -> Void = { _ in }
    /// Sees each happening as it happens.
    package var onHappening: @Sendable (Story.Happening) -> Void = { _ in }

    /// What a story is judged by.
    package enum Judgement: Sendable {
        /// By what its file expects, and by what always holds.
        case everything
        /// By what always holds alone: of a story that was drawn nobody knows what to expect.
        case whatAlwaysHolds
    }

    package init(stack: StackKind = .embedded, town: String? = nil) {
        self.stack = stack
        self.town = town
    }

    /// Plays it from the first switch to the last.
    package func run(_ scenario: Scenario) async -> ScenarioReport {
        let began = ContinuousClock.now
        let story = Story(onHappening)
        let needsCable = scenario.usesNetwork
        let stage = Stage(scenario, on: stack, cable: needsCable ? NetworkCable() : nil, story: story, adjustParts)
        var alarms: [Alarm] = []
        let verdict: ScenarioReport.Verdict
        do {
            let facts = try await play(stage)
            let findings = Judge(stage: stage, facts: facts).findings(judgement)
            verdict = findings.isEmpty ? .passed : .failed(findings)
            alarms = facts.alarms
        } catch let error as Stage.Stuck {
            verdict = .couldNotRun(error.description)
        } catch {
            verdict = .couldNotRun("\(error)")
        }
        let (trace, results, moments) = stage.state.withLock { state in
            (state.trace, state.results, state.rules.count { $0.fired > 0 })
        }
        return ScenarioReport(
            file: scenario.file, shows: scenario.shows, stack: stack, verdict: verdict,
            happenings: story.happenings, trace: judgement == .everything ? TraceFile.text(trace) : "",
            duration: .now - began, ownTime: (stage.ended ?? stage.time.now).offset, outcomes: results.map(\.outcome),
            alarms: alarms,
            events: trace.count, moments: moments)
    }

    private func play(_ stage: Stage) async throws -> Facts {
        let scratch = try ScratchFolder()
        defer { scratch.remove() }
        let site = try await SimulatedSite.open(configuration(stage, output: output ?? scratch.path))
        stage.enter(site)
        do {
            try await tell(stage)
            let facts = try await Facts.gather(stage, site)
            await close(stage, site)
            return facts
        } catch {
            await close(stage, site)
            throw error
        }
    }

    private func close(_ stage: Stage, _ site: SimulatedSite) async {
        if stage.progress.value.isOn { await stage.switchOff() }
        await stage.cable?.cut()
        await site.close()
        stage.leaveSite()
    }

    /// The story itself.
    private func tell(_ stage: Stage) async throws {
        let scenario = stage.scenario
        for placed in scenario.before { await stage.perform(placed.deed) {} }
        await stage.switchOn()
        for (number, visit) in scenario.visits.enumerated() {
            try await stage.done(visit.before)
            try await stage.receive(visit, number)
            try await stage.done(visit.after)
        }
        try await stage.done(scenario.after)
        try await stage.settle()
        stage.state.withLock { $0.rest = stage.progress.value.machine }
        await stage.switchOff()
    }

    private func configuration(_ stage: Stage, output: String) -> SimulatedSite.Configuration {
        var configuration = SimulatedSite.Configuration(stack: stack, output: output, town: town)
        configuration.clock = stage.time.clock
        configuration.wallClock = { [clock = stage.secondsAhead] in clock.kiosk }
        if let tubes = stage.scenario.kiosk.tubes { configuration.holdings = tubes }
        if stack == .embedded {
            // The computer may be busy elsewhere: what a scenario waits for is its own time's.
            let ample: Duration = .seconds(120)
            configuration.revocationLimit = ample
            for limit in [\CloudClient.Limits.connect, \.answer, \.issue, \.document, \.stall] {
                configuration.cloudLimits[keyPath: limit] = ample
            }
        }
        let setting = stage.scenario.cloud
        // Weak: the cloud lives in the site, and the stage holds the site.
        let caller: @Sendable (CloudCall) async -> CloudFault? = { [weak stage] call in await stage?.call(call) }
        configuration.adjustCloud = { [clock = stage.secondsAhead] cloud in
            let ahead = Int64(setting.clockAhead.milliseconds / 1_000)
            cloud.now = { clock.cloud / 1_000 + ahead }
            cloud.plan = setting.hours.plan(at: cloud.now())
            cloud.disguise = setting.disguise
            cloud.beforeCall = caller
        }
        if let cable = stage.cable {
            configuration.route = { address in
                guard let port = address.split(separator: ":").last.flatMap({ Int($0) }) else { return address }
                return "https://localhost:\(try await cable.lay(to: port))"
            }
        }
        return configuration
    }
}

extension Stage {
    /// How long outcomes may take to be heard: a cloud that is down is asked ever more seldom.
    private static let reporting: Duration = .seconds(900)
    /// How long somebody stands before a kiosk at rest who means to do nothing more. Longer than any screen stays.
    private static let standing: Duration = .seconds(600)

    /// Does these while the kiosk rests, and lets pass what time they take.
    func done(_ deeds: [PlacedDeed]) async throws {
        guard !deeds.isEmpty else { return }
        progress.update { $0.deeds += 1 }
        let isDone = Watched(false)
        Task {
            for placed in deeds { await perform(placed.deed) {} }
            progress.update { $0.deeds -= 1 }
            isDone.update { $0 = true }
            // Whoever lets time pass looks again.
            progress.update { _ in }
        }
        try await passTime { _ in isDone.value }
    }

    /// A resident comes, is served or not, and goes.
    func receive(_ script: VisitScript, _ number: Int) async throws {
        guard let site else { return }
        let plan = try plan(of: script, at: site)
        let began = time.now
        state.withLock { state in
            state.visit = number
            state.script = script
            state.card = plan.card
            state.mind = ResidentMind(plan)
            state.isAway = false
        }
        plan.card.interpose { [weak self] exchange in self?.command(exchange) }
        progress.update { ($0.outcome, $0.stepsOfVisit) = (nil, 0) }
        tell(.note, "\(script.resident) comes")
        await laySheetFaults(of: number)
        if let shown = progress.value.shown { tell(.screen, shown.phrase) }
        await look()
        try await passTime { [time] progress in
            let now = time.now
            return progress.outcome != nil && progress.deeds == 0
                || progress.hasRested(Self.standing, until: now) && began.duration(to: now) >= Self.standing
        }
        endVisit()
        // A kiosk whose power went is on again before anybody else comes.
        let outcome = progress.value.outcome ?? "nothing"
        tell(.note, "\(script.resident) is gone: \(outcome)")
        let took = began.duration(to: time.now)
        state.withLock { state in
            state.results.append(
                VisitResult(
                    outcome: outcome, took: took, triesLeft: plan.card.pinTriesLeft, card: plan.card,
                    names: state.names))
            state.mind = nil
            state.script = nil
            state.visit = nil
            state.names = []
        }
        plan.card.interpose(nil)
    }

    private func plan(of script: VisitScript, at site: SimulatedSite) throws -> Visit.Plan {
        let owner = script.cardOf ?? script.resident
        guard let resident = site.town.resident(id: script.resident), let holder = site.town.resident(id: owner),
            let card = holder.card, let credential = try site.cloud.registry.cards.cardCredential(of: holder)
        else { throw Stuck(description: "\(owner) has no card") }
        let made = SimulatedCard(
            model: card.profile == .juki ? .juki : .myNumber,
            authentication: SimulatedCard.Credential(
                key: credential.privateKey, certificate: credential.certificate.der,
                authorityCertificate: credential.authority.der, pin: card.pin,
                triesLeft: script.triesLeft ?? card.triesLeft), behaviour: script.quirks)
        let household = site.town.household(of: resident).map(\.id)
        let numbers = (script.members ?? []).compactMap(household.firstIndex)
        let isWhole = script.members == nil || Set(numbers).count == household.count
        let specification = script.kind.specification(
            ResidenceRecordOptions(
                members: isWhole ? .wholeHousehold : .members(Set(numbers)),
                showsDomicile: script.showsDomicile, showsRelationship: script.showsRelationship))
        var plan = Visit.Plan(
            certificate: specification, copies: script.copies, pin: card.pin, card: made, pieces: script.pieces)
        plan.type(pins: script.pins ?? [])
        plan.language = script.language
        plan.wantsSlip = script.wantsSlip
        return plan
    }

    /// Waits until the kiosk rests and the cloud has heard how everything ended, as far as it will listen.
    func settle() async throws {
        try await passTime { $0.isAtRest && $0.isQuiet }
        guard let journal = site?.parts.journal else { return }
        let deadline = time.now.advanced(by: Self.reporting)
        while time.now < deadline, try await !journal.pendingOutcomes().isEmpty {
            if time.virtual != nil {
                let seen = try await waitReally(upTo: .seconds(60)) { $0.isQuiet || $0.failure != nil }
                if let failure = seen.failure { throw Stuck(description: failure) }
                guard try await !journal.pendingOutcomes().isEmpty else { break }
                // Asleep until it tries again.
                let now = time.now
                try await passTime { [time] _ in time.now > now }
            } else {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        try await passTime { $0.isAtRest && $0.isQuiet }
    }
}

/// What became of one visit.
struct VisitResult: Sendable {
    var outcome: String
    var took: Duration
    var triesLeft: Int
    /// To be looked at in the end: the reader takes its power away beside the course.
    var card: SimulatedCard
    var names: [String]
}

extension Scenario {
    /// Whether anything happens to the line between kiosk and cloud.
    fileprivate var usesNetwork: Bool {
        let deeds =
            before + after + rules.flatMap(\.deeds)
            + visits.flatMap { $0.before + $0.after + $0.rules.flatMap(\.deeds) }
        return deeds.contains { if case .network = $0.deed { true } else { false } }
    }
}
