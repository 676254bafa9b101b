internal import Issuance
internal import SimulatedCard
internal import SimulatedCloud
internal import SimulatedKiosk
internal import SmartCard
internal import Synchronization

/// Moments, and what is done then.
extension Stage {
    /// The deeds of each rule whose moment this is.
    func due(_ moment: Moment) -> [[PlacedDeed]] {
        state.withLock { state in
            let visit = state.visit
            var deeds: [[PlacedDeed]] = []
            for index in state.rules.indices {
                let active = state.rules[index]
                guard active.visit == nil || active.visit == visit, active.rule.moment.isMeant(by: moment) else {
                    continue
                }
                state.rules[index].seen += 1
                guard active.rule.nth == nil || active.rule.nth == active.seen + 1 else { continue }
                state.rules[index].fired += 1
                deeds.append(active.rule.deeds)
            }
            return deeds
        }
    }

    /// A moment has come at which nobody can be kept waiting.
    func noticed(_ moment: Moment) {
        let deeds = due(moment)
        guard !deeds.isEmpty else { return }
        // The power goes at this very step, and not when somebody has time for it.
        if deeds.joined().contains(where: { $0.deed == .powerCut }) { cutPower() }
        for sequence in deeds {
            progress.update { $0.deeds += 1 }
            Task {
                await begin(sequence)
                progress.update { $0.deeds -= 1 }
            }
        }
    }

    /// Does these, one after the other; returns when they are done, or wait for their time.
    func begin(_ deeds: [PlacedDeed]) async {
        let isFree = Watched(false)
        let (visit, generation) = (state.withLock(\.visit), progress.value.generation)
        progress.update { $0.deeds += 1 }
        Task {
            for placed in deeds where ended == nil {
                // What was meant for a visit that is over is not done to the next.
                guard !placed.deed.isResidents || isStill(visit, generation) else { continue }
                await perform(placed.deed) { isFree.update { $0 = true } }
            }
            progress.update { $0.deeds -= 1 }
            isFree.update { $0 = true }
        }
        _ = try? await isFree.wait { $0 }
    }

    private func isStill(_ visit: Int?, _ generation: Int) -> Bool {
        state.withLock(\.visit) == visit && progress.value.generation == generation
    }

    /// What goes wrong at a command of the card. Runs on the thread that waits for its answer.
    func command(_ exchange: CardExchange) -> SimulatedCard.Fault? {
        guard let word = CommandWord(exchange) else { return nil }
        var fault: SimulatedCard.Fault?
        var others: [PlacedDeed] = []
        for placed in due(.apdu(word)).joined() {
            if case .card(let wrong) = placed.deed { fault = wrong } else { others.append(placed) }
        }
        if !others.isEmpty {
            let isDone = Monitor(false)
            let deeds = others
            Task {
                await begin(deeds)
                isDone.update { $0 = true }
            }
            _ = isDone.wait(atMost: .seconds(10)) { $0 ? true : nil }
        }
        guard let fault else { return nil }
        tell(.deed, "the card, asked to \(word.rawValue): \(fault)")
        switch fault {
        case .pull:
            state.withLock { $0.onReader = nil }
            expect(.cardRemoved)
        case .never: _ = hold(.card, until: nil)
        default: break
        }
        return fault
    }

    /// What goes wrong at a call of the cloud, which waits meanwhile.
    func call(_ call: CloudCall) async -> CloudFault? {
        var fault: CloudFault?
        var others: [PlacedDeed] = []
        for placed in due(.call(call)).joined() {
            guard case .cloud(let deed) = placed.deed else {
                others.append(placed)
                continue
            }
            tell(.deed, "the cloud, at \(call.word): \(deed.words)")
            switch deed {
            case .fault(let wrong): fault = wrong
            case .late(let duration): await beLate(call, until: time.now.advanced(by: duration))
            case .never: await beLate(call, until: nil)
            }
        }
        if !others.isEmpty { await begin(others) }
        return fault
    }

    private func beLate(_ call: CloudCall, until moment: Progress.Moment?) async {
        let hold = hold(call.work, until: moment)
        defer { release(hold) }
        if let moment {
            try? await time.sleep(until: moment)
        } else {
            await waitForTheEnd()
        }
    }

    /// Something was done that the kiosk will see.
    func expect(_ stimulus: Progress.Stimulus) {
        progress.update { if $0.isOn { $0.stimuli.append(stimulus) } }
    }
}

extension Moment {
    /// Whether `actual` is a moment of this kind.
    fileprivate func isMeant(by actual: Moment) -> Bool {
        switch (self, actual) {
        case (.screen(let wanted), .screen(let seen)), (.entry(let wanted), .entry(let seen)): wanted.matches(seen)
        case (.apdu(let wanted), .apdu(let seen)): wanted == seen
        case (.call(let wanted), .call(let seen)): wanted == seen
        case (.screen, _), (.entry, _), (.apdu, _), (.call, _), (.sheet, _): false
        }
    }
}

extension CloudCall {
    /// As scenario files name it.
    var word: String { ScenarioShape.calls.first { $0.call == self }?.word ?? "\(self)" }

    /// What is held up where this call is.
    fileprivate var work: Progress.Hold.Work {
        switch self {
        case .openSession: .openSession
        case .prove: .prove
        case .issue: .issue
        case .document: .document
        case .ocsp: .revocation
        case .report, .service: .background
        }
    }
}

extension CloudDeed {
    fileprivate var words: String {
        switch self {
        case .late(let duration): "answers \(duration) late"
        case .never: "never answers"
        case .fault(let fault): "\(fault)"
        }
    }
}
