internal import Board
internal import Issuance
internal import Printing
internal import SimulatedBoard
internal import SimulatedCard
internal import SimulatedCloud
internal import SimulatedKiosk
internal import SimulatedResidents
internal import SimulatedTownHall
internal import Synchronization

/// Hands at work.
extension Stage {
    /// Does one thing.
    ///
    /// - Parameter free: called where the rest takes time, or needs the kiosk to go on: nobody waits for it.
    func perform(_ deed: Deed, free: @Sendable () -> Void) async {
        switch deed {
        case .asUsual: await doAsUsual()
        case .nothing: break
        case .giveUp: giveUp()
        case .walkAway:
            tell(.deed, "the resident walks away")
            state.withLock { $0.isAway = true }
            if isKioskAtRest { endVisit() }
        case .touch(let touch): self.touch(touch, serial: progress.value.serial)
        case .typePIN(let pin): type(pin, serial: progress.value.serial)
        case .layCard(let id): await layCard(id)
        case .takeCard: await takeCard()
        case .insert(let pieces): for piece in pieces { insert(piece) }
        case .rollIn(let pieces): for piece in pieces { rollIn(piece) }
        case .wait(let duration):
            free()
            await wait(duration)
        case .card, .cloud: break  // Done where the card or the cloud is asked.
        case .reader(let deed): await reader(deed)
        case .network(let deed): await network(deed)
        case .printer(let deed): await printer(deed)
        case .coins(let deed): coins(deed)
        case .slipPrinter(let isOut):
            tell(.deed, "the slip printer: \(isOut ? "paper out" : "put right")")
            site?.receiptPrinter?.setOutOfPaper(isOut)
        case .clock(let ahead):
            tell(.deed, "the kiosk's clock is \(ahead) ahead")
            secondsAhead.setAhead(ahead)
        case .counter(let resident, let entry): await enter(entry, about: resident)
        case .enrolment(let isEnrolled):
            tell(.deed, isEnrolled ? "the platform lets the kiosk in" : "the platform strikes the kiosk off")
            if isEnrolled { site?.cloud.enrol(kiosk: Self.kioskID) } else { site?.cloud.strike(kiosk: Self.kioskID) }
        case .hours(let hours):
            tell(.deed, "the platform's hours change")
            site?.cloud.plan = hours.plan(at: secondsAhead.cloud / 1_000)
        case .powerCut:
            free()
            await losePower()
        case .restart(let limit):
            free()
            await restart(within: limit)
        case .clearAlarms:
            free()
            await clearAlarms()
        case .putRight:
            free()
            await putRight()
        }
    }

    static let kioskID = "kiosk-0001"

    private func giveUp() {
        let isWaiting = state.withLock { $0.mind?.isBeingServed == false }
        guard isWaiting, case .outOfService = progress.value.shown?.content else { return }
        tell(.deed, "the resident gives up and goes")
        progress.update { if $0.outcome == nil { $0.outcome = OutcomeWord.turnedAway } }
    }

    private func wait(_ duration: Duration) async {
        let moment = time.now.advanced(by: duration)
        let errand = progress.update { progress in
            let id = progress.nextNumber()
            progress.errands[id] = moment
            progress.deeds -= 1
            return id
        }
        try? await time.sleep(until: moment)
        progress.update { progress in
            progress.errands[errand] = nil
            progress.deeds += 1
        }
    }

    // MARK: The card and the reader

    func layCard(_ id: String?) async {
        guard let site else { return }
        let card: SimulatedCard?
        if let id {
            card = try? site.town.resident(id: id).flatMap { try site.card(of: $0) }
        } else {
            card = state.withLock(\.card)
        }
        // One that lies there already cannot be laid down.
        guard let card, state.withLock({ $0.onReader !== card }) else { return }
        tell(.deed, "\(id.map { "the card of \($0)" } ?? "the resident's card") is laid down")
        let (lay, isUp) = state.withLock { state in
            defer { state.onReader = card }
            return (state.onReader != nil, state.isReaderUp)
        }
        if isUp {
            if lay { expect(.cardRemoved) }
            expect(.cardInserted)
        }
        do {
            try await site.insert(card)
        } catch {
            progress.update { $0.failure = "the card could not be laid down: \(error)" }
        }
    }

    func takeCard() async {
        let isSeen = state.withLock { state in
            defer { state.onReader = nil }
            return state.onReader != nil && state.isReaderUp
        }
        if state.withLock({ $0.onReader != nil }) || isSeen { tell(.deed, "the card is taken off") }
        if isSeen { expect(.cardRemoved) }
        await site?.removeCard()
    }

    private func reader(_ deed: ReaderDeed) async {
        tell(.deed, "the reader: \(deed.rawValue)")
        guard let site else { return }
        let isUp = deed == .plugIn || deed == .serviceStarts
        state.withLock { state in
            state.isReaderUp = isUp
            // Who unplugs a reader moves what lies on it.
            if deed == .unplug { state.onReader = nil }
        }
        if !isUp { progress.update { _ = $0.awaited.remove(.cardReader) } }
        guard let readers = site.inProcessReaders else {
            return await site.cardService(isUp: isUp)
        }
        expectReader(readers, after: deed)
        switch deed {
        case .unplug: readers.unplug()
        case .plugIn: readers.plugIn()
        case .serviceStops: readers.stopService()
        case .serviceStarts: readers.startService()
        }
    }

    /// The kiosk notices by itself whether the reader is there; no time passes before it has.
    private func expectReader(_ readers: InProcessReaders, after deed: ReaderDeed) {
        let isUp =
            switch deed {
            case .unplug, .serviceStops: false
            case .plugIn: readers.isServiceUp
            case .serviceStarts: readers.isPluggedIn
            }
        guard isUp != (readers.isServiceUp && readers.isPluggedIn) else { return }
        if progress.value.reported.contains(.cardReader) {
            expect(.reader(isUp: isUp))
        } else if isUp {
            // The first that the kiosk hears of it.
            progress.update { _ = $0.awaited.insert(.cardReader) }
        }
    }

    // MARK: Money

    func insert(_ piece: Denomination) {
        guard let coins = site?.coins else { return }
        if coins.insert(piece) {
            tell(.deed, "\(piece.rawValue) yen go in")
            expect(.money)
        } else {
            tell(.deed, "\(piece.rawValue) yen come back at once")
        }
    }

    private func rollIn(_ piece: Denomination) {
        guard let coins = site?.coins else { return }
        tell(.deed, "\(piece.rawValue) yen roll in")
        if coins.view.fault != .disconnected { expect(.money) }
        coins.rollIn(piece)
    }

    private func coins(_ deed: CoinDeed) {
        guard let coins = site?.coins else { return }
        tell(.deed, "the coin mechanism: \(deed)")
        switch deed {
        case .lineLostAfter, .silent: state.withLock { $0.isPayoutUnknown = true }
        default: break
        }
        switch deed {
        case .fail(let fault):
            // One that is broken when the firmware starts says nothing of itself.
            progress.update { _ = $0.awaited.remove(.coinMechanism) }
            coins.fail(fault)
        case .mend: coins.mend()
        case .short(let count): coins.troubleNextPayout(.short(by: count))
        case .jamAfter(let count): coins.troubleNextPayout(.jam(after: count))
        case .lineLostAfter(let count): coins.troubleNextPayout(.lostLine(after: count))
        case .busy: coinMeddling.update { $0.isBusyOnce = true }
        case .silent: coinMeddling.update { $0.isSilentOnce = true }
        }
    }

    // MARK: The network and the counter

    private func network(_ deed: NetworkDeed) async {
        tell(.deed, "the network: \(deed)")
        switch deed {
        case .cut: await cable?.cut()
        case .mend: await mendNetwork()
        case .cutAfter(let bytes): cable?.cut(afterBytes: bytes)
        }
    }

    func mendNetwork() async {
        do {
            try await cable?.mend()
        } catch {
            progress.update { $0.failure = "the network could not be mended: \(error)" }
        }
    }

    private func enter(_ entry: CounterEntry, about id: String) async {
        tell(.deed, "at the counter: \(id) becomes \(entry.rawValue)")
        do {
            switch entry {
            // These travel: over Juki-Net to the authority, which revokes what no longer holds.
            case .movedOut: return _ = try await site?.cloud.registry.townHall(of: id).moveOut(id)
            case .deceased: return try await site?.cloud.registry.townHall(of: id).die(id) ?? ()
            case .protected, .sealCancelled, .sealRemoved, .unrestricted: break
            }
            try await site?.cloud.registry.update(id: id) { resident in
                switch entry {
                case .movedOut, .deceased: break
                case .protected: resident.restriction = .protected
                case .sealCancelled: resident.seal?.cancelled = true
                case .sealRemoved: resident.seal = nil
                case .unrestricted: resident.restriction = nil
                }
            }
        } catch let refusal as CounterRefusal {
            tell(.deed, "the counter turns it away: \(refusal)")
        } catch {
            progress.update { $0.failure = "the counter could not enter it: \(error)" }
        }
    }
}

extension ServiceHours {
    /// The platform's plan.
    ///
    /// - Parameter now: seconds since 1970.
    func plan(at now: Int64) -> ServicePlan {
        switch self {
        case .always: .always
        case .between(let from, let until): ServicePlan(hours: from..<until, keepsMunicipalHours: false)
        case .closedToday:
            ServicePlan(
                hours: 0..<1_440, closedDates: [CivilDate(inJapanAt: Int(now))],
                keepsMunicipalHours: false)
        case .maintenance:
            ServicePlan(
                hours: 0..<1_440, maintenance: [now - 3_600..<now + 86_400], keepsMunicipalHours: false)
        }
    }
}
