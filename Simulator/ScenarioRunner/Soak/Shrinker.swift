/// Makes a failing story short: leaves out whatever it fails without.
struct Shrinker {
    /// How many stories may still be played.
    var attempts: Int

    /// The shortest that was found to fail in the same way.
    mutating func shrink(_ story: Scenario, while fails: (Scenario) async -> Bool) async -> Scenario {
        var best = story
        var before = best
        repeat {
            before = best
            await leaveOutVisits(of: &best, while: fails)
            await leaveOutDetails(of: &best, while: fails)
        } while best != before && attempts > 0
        return best
    }

    /// The big pieces first: half of the visits, a quarter, one.
    private mutating func leaveOutVisits(of best: inout Scenario, while fails: (Scenario) async -> Bool) async {
        var size = (best.visits.count + 1) / 2
        while size > 0 {
            var first = 0
            while first < best.visits.count, best.visits.count > size {
                var shorter = best
                shorter.visits.removeSubrange(first..<min(first + size, best.visits.count))
                if await holds(shorter, fails) { best = shorter } else { first += size }
            }
            size /= 2
        }
    }

    private mutating func leaveOutDetails(of best: inout Scenario, while fails: (Scenario) async -> Bool) async {
        var index = 0
        // What was left out leaves less to leave out: the next stands at the same place then.
        while case let plainer = best.plainer, index < plainer.count {
            if await holds(plainer[index], fails) { best = plainer[index] } else { index += 1 }
        }
    }

    private mutating func holds(_ story: Scenario, _ fails: (Scenario) async -> Bool) async -> Bool {
        guard attempts > 0 else { return false }
        attempts -= 1
        return await fails(story)
    }
}

extension Scenario {
    /// The same story, each with one thing less.
    fileprivate var plainer: [Scenario] {
        var all = [with { $0.kiosk = KioskSetting() }, with { $0.cloud = CloudSetting() }, with { $0.after = [] }]
        all += after.indices.map { index in with { $0.after.remove(at: index) } }
        for (number, visit) in visits.enumerated() {
            all += visit.plainer.map { plainer in with { $0.visits[number] = plainer } }
        }
        return all.filter { $0 != self }
    }

    private func with(_ change: (inout Scenario) -> Void) -> Scenario {
        var other = self
        change(&other)
        return other
    }
}

extension VisitScript {
    /// The same visit, each with one thing less that is special.
    fileprivate var plainer: [VisitScript] {
        let usual = VisitScript(resident: resident)
        var all = [with { $0.rules = [] }, with { $0.before = [] }]
        all += rules.indices.map { index in with { $0.rules.remove(at: index) } }
        all += before.indices.map { index in with { $0.before.remove(at: index) } }
        for (index, rule) in rules.enumerated() {
            all.append(with { $0.rules[index].nth = 1 })
            guard rule.deeds.count > 1 else { continue }
            all += rule.deeds.indices.map { deed in with { $0.rules[index].deeds.remove(at: deed) } }
        }
        all += [
            with { $0.cardOf = nil }, with { $0.triesLeft = nil }, with { $0.quirks = usual.quirks },
            with { $0.members = nil }, with { $0.showsDomicile = false }, with { $0.showsRelationship = false },
            with { $0.kind = usual.kind }, with { $0.copies = usual.copies }, with { $0.pins = nil },
            with { $0.pieces = usual.pieces }, with { $0.language = usual.language },
            with { $0.wantsSlip = usual.wantsSlip },
        ]
        return all.filter { $0 != self }
    }

    private func with(_ change: (inout VisitScript) -> Void) -> VisitScript {
        var other = self
        change(&other)
        return other
    }
}
