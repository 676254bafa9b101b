internal import Board
internal import Foundation
internal import Issuance
internal import Journal
internal import SimulatedBoard
internal import SimulatedCloud
internal import SimulatedKiosk
internal import SimulatedResidents

// MARK: Network and cloud

extension Dock {
    func setNetwork(isCut: Bool) async throws(DockRefusal) {
        guard isCut != isNetworkCut else { return }
        if isCut {
            await cable.cut()
        } else {
            do {
                try await cable.mend()
            } catch {
                throw DockRefusal("つなげません：\(error)", "The cable can't be mended: \(error)")
            }
        }
        isNetworkCut = isCut
        hand(isCut ? "pulls the network cable" : "plugs the network cable in")
    }

    func setCloud(_ trouble: CloudTrouble) {
        if trouble == .struckOff {
            site.cloud.strike(kiosk: Self.kioskID)
        } else {
            site.cloud.enrol(kiosk: Self.kioskID)
        }
        cloudTrouble = trouble
        layFaults()
        hand("the cloud: \(trouble.name.en)")
    }

    func setOCSP(isSilent: Bool) {
        isOCSPSilent = isSilent
        layFaults()
        hand(isSilent ? "the OCSP responder does not answer" : "the OCSP responder answers again")
    }

    /// Faults of a cloud wait for their calls, so a change lays all of them anew.
    private func layFaults() {
        site.cloud.clearFaults()
        for (call, fault) in cloudTrouble.faults { site.cloud.lay(fault, on: call, times: .max) }
        if isOCSPSilent { site.cloud.lay(.silence, on: .ocsp, times: .max) }
    }

    func post(_ posted: DockCommand.PostedHours) {
        let now = time.milliseconds / 1_000
        switch posted {
        case .always: site.cloud.plan = .always
        case .published: site.cloud.plan = .published(year: Self.date(at: now)?.year ?? 2_010)
        case .closed:
            var plan = ServicePlan.always
            // Today, and tomorrow: the clock can be pushed past midnight.
            plan.closedDates = Set([now, now + 86_400].compactMap(Self.date))
            site.cloud.plan = plan
        case .maintenance:
            var plan = ServicePlan.always
            plan.maintenance = [now..<now + 3_600]
            site.cloud.plan = plan
        }
        hours = posted
        hand("the service's hours: \(posted.rawValue)", "the kiosk asks every five minutes")
    }

    /// The day in Japan.
    private static func date(at seconds: Int64) -> CivilDate? {
        var calendar = Calendar(identifier: .gregorian)
        if let japan = TimeZone(identifier: "Asia/Tokyo") { calendar.timeZone = japan }
        let parts = calendar.dateComponents([.year, .month, .day], from: Date(timeIntervalSince1970: Double(seconds)))
        guard let year = parts.year, let month = parts.month, let day = parts.day else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    /// The name by which the cloud knows the kiosk.
    static let kioskID = "kiosk-0001"
}

// MARK: Time and power

extension Dock {
    func passTime(_ duration: Duration) async {
        hand("\(Int(duration / .seconds(1))) s pass")
        await time.clock.advance(by: duration, pausingFor: { [cable] in await cable.waitForQuiet() })
    }

    func passLimit() async throws(DockRefusal) {
        guard let left = sight.timeLeft else {
            throw DockRefusal("いまは時間切れがありません。", "Nothing has a limit now.")
        }
        hand("the time-out passes")
        // Past it by a hair: the dock heard of it a moment after the machine set it.
        await time.clock.advance(by: left + .milliseconds(20), pausingFor: { [cable] in await cable.waitForQuiet() })
    }

    func setClock(isWrong: Bool) {
        time.minutesWrong = isWrong ? 10 : 0
        hand(isWrong ? "the kiosk's clock runs 10 min ahead" : "the kiosk's clock is right")
    }

    func setPower(_ isOn: Bool) async throws(DockRefusal) {
        guard isOn else {
            guard firmware != nil else { throw DockRefusal("電源は切れています。", "The power is off.") }
            hand("cuts the power")
            return await cutPower()
        }
        guard firmware == nil else { throw DockRefusal("電源は入っています。", "The power is on.") }
        hand("switches the power on")
        do {
            try await switchOn()
        } catch {
            throw DockRefusal("起動できません：\(error)", "It can't be started: \(error)")
        }
    }

    // MARK: What only a person may do

    func clearAlarms() async throws(DockRefusal) {
        guard firmware != nil else { throw DockRefusal("電源は切れています。", "The power is off.") }
        // Nothing here may hold the journal while the firmware lets go of it.
        let count = (try? await journal?.clearAlarms(at: time.kioskMilliseconds)) ?? 0
        guard count > 0 else { throw DockRefusal("警報はありません。", "No alarm is open.") }
        hand("looks into \(count) alarm\(count == 1 ? "" : "s"), and starts the kiosk again")
        // The firmware forgets an alarm only with its own end.
        await cutPower()
        do {
            try await switchOn()
        } catch {
            throw DockRefusal("起動できません：\(error)", "It can't be started: \(error)")
        }
    }

    func handOver() async throws(DockRefusal) {
        guard let journal else { throw DockRefusal("電源は切れています。", "The power is off.") }
        let owed = ((try? await journal.moneyOwed()) ?? []).filter { $0.handedOverAt == nil }
        guard !owed.isEmpty else { throw DockRefusal("未払いはありません。", "No money is owed.") }
        for debt in owed { _ = try? await journal.markHandedOver(debt.session, at: time.kioskMilliseconds) }
        hand("hands over ¥\(owed.reduce(0) { $0 + $1.amount.amount })")
    }

    /// The slips that came out, the newest last.
    var slips: [String] {
        (site.receiptPrinter?.paths ?? []).suffix(8).compactMap { try? String(contentsOfFile: $0, encoding: .utf8) }
    }
}

extension DockState.Money {
    init(_ view: SimulatedCoinMechanism.View) {
        isOpen = view.isOpen
        due = view.due.amount
        credited = view.credited.amount
        tubes = view.capacities.keys.sorted().map {
            DockState.Tube(yen: $0.rawValue, count: view.tubes[$0] ?? 0, capacity: view.capacities[$0] ?? 0)
        }
        cashBox = view.audit.inCashBox
        cup = view.cup.keys.sorted(by: >).map { DockState.Piece(yen: $0.rawValue, count: view.cup[$0] ?? 0) }
        totalIn = view.audit.totalIn
        totalOut = view.audit.totalOut
        fault = view.fault?.rawValue
        payoutTrouble = view.payoutTrouble.map {
            switch $0 {
            case .short: DockCommand.PayoutTrouble.short.rawValue
            case .jam: DockCommand.PayoutTrouble.jam.rawValue
            case .lostLine: DockCommand.PayoutTrouble.lostLine.rawValue
            }
        }
    }
}
