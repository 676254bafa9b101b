internal import Issuance
internal import IssuanceAudit
internal import Journal
internal import Kiosk
internal import Logging
internal import SimulatedBoard
internal import SimulatedCard
internal import SimulatedCloud
internal import SimulatedKiosk
internal import Synchronization

/// The firmware's own life: switched on and off, and what a person must look into.
extension Stage {
    /// Starts the firmware on the journal as it is.
    func switchOn() async {
        guard let site else { return }
        let terminal = StageTerminal(self)
        var parts = site.parts
        adjustParts(&parts)
        parts.terminal = terminal
        parts.cloud = WatchedCloud(inner: parts.cloud, stage: self)
        parts.printer = MeddledPrinter(inner: parts.printer, stage: self, meddling: printerMeddling)
        if !scenario.kiosk.hasCoinMechanism {
            parts.coins = nil
        } else if let coins = parts.coins {
            parts.coins = MeddledCoins(inner: coins, stage: self, meddling: coinMeddling)
        }
        parts.wallClock = { [secondsAhead] in secondsAhead.kiosk }
        let open = ((try? await parts.journal.openAlarms()) ?? []).map(\.alarm)
        let logger = Logger(label: "scenario") { _ in StoryLog(stage: self) }
        let kiosk = Kiosk(parts, log: KioskLog(logger)) { [weak self] step in self?.see(step) }
        var awaited: Set<Hindrance.Part> = [.cloud, .printer, .screen]
        if state.withLock(\.isReaderUp) { awaited.insert(.cardReader) }
        if parts.coins != nil, site.coins.view.fault == nil { awaited.insert(.coinMechanism) }
        progress.update { [awaited] in $0.goOn(awaiting: awaited) }
        let number = progress.value.generation
        tell(.note, "the kiosk is switched on")
        // Before it runs: whoever cuts the power at its first step must find it.
        let gate = Watched(false)
        let running = Task {
            _ = try? await gate.wait { $0 }
            try await kiosk.run()
        }
        state.withLock { state in
            state.auditor = .init()
            state.machineBefore = nil
            state.terminal = terminal
            state.kiosk = kiosk
            state.running = running
            state.presentation = nil
            state.trace.append(.start(open, at: time.now.offset.milliseconds))
        }
        gate.update { $0 = true }
        Task { [weak self] in await self?.watch(running, number) }
    }

    /// A firmware that ends by itself has failed.
    private func watch(_ running: Task<Void, any Error>, _ number: Int) async {
        let result = await running.result
        let reason: String
        switch result {
        case .success: reason = "the firmware ended by itself"
        case .failure(let error): reason = "the firmware ended: \(error)"
        }
        progress.update { progress in
            guard progress.isOn, progress.generation == number else { return }
            progress.failure = reason
        }
    }

    /// Ends the firmware as when the power goes: from this very moment nothing follows.
    func cutPower() {
        let running = state.withLock { state in
            state.isPowerCut = true
            return state.running
        }
        progress.update { $0.goOff() }
        running?.cancel()
    }

    /// Ends the firmware and waits for that.
    func switchOff() async {
        let running = state.withLock(\.running)
        progress.update { $0.goOff() }
        running?.cancel()
        _ = await running?.result
        tell(.note, "the kiosk is switched off")
    }

    /// The power goes and comes back. Whoever stood there takes their card and goes.
    func losePower() async {
        tell(.deed, "the power goes")
        state.withLock { $0.isPayoutUnknown = true }
        cutPower()
        _ = await state.withLock(\.running)?.result
        state.withLock { $0.isPowerCut = false }
        await takeCard()
        progress.update { if $0.outcome == nil { $0.outcome = OutcomeWord.powerCut } }
        await switchOn()
    }

    /// The firmware is told to end, and starts again when it has.
    func restart(within limit: Duration) async {
        tell(.deed, "the firmware is told to end within \(limit)")
        // It may wait for paper or a person: that takes time.
        let moment = time.now.advanced(by: limit)
        let errand = progress.update { progress in
            let id = progress.nextNumber()
            progress.errands[id] = moment
            progress.deeds -= 1
            return id
        }
        await state.withLock(\.kiosk)?.prepareToLeave(within: limit)
        progress.update { progress in
            progress.errands[errand] = nil
            progress.deeds += 1
        }
        await switchOff()
        await switchOn()
    }

    /// A person has looked into every alarm.
    func clearAlarms() async {
        tell(.deed, "a person clears the alarms")
        _ = try? await site?.parts.journal.clearAlarms(at: secondsAhead.kiosk)
        await switchOff()
        await switchOn()
    }

    /// A person puts right whatever is wrong with the machine.
    func putRight() async {
        tell(.deed, "a person puts everything right")
        guard let site else { return }
        await mendNetwork()
        site.coins.mend()
        coinMeddling.update { $0 = CoinMeddling() }
        site.receiptPrinter?.setOutOfPaper(false)
        site.cloud.enrol(kiosk: Self.kioskID)
        site.cloud.plan = .always
        secondsAhead.setAhead(.zero)
        await printer(.mend)
        await takeCard()
        let wasUp = state.withLock { state in
            defer { state.isReaderUp = true }
            return state.isReaderUp
        }
        if !wasUp { await site.cardService(isUp: true) }
        site.inProcessReaders?.plugIn()
        let hasAlarm = ((try? await site.parts.journal.openAlarms()) ?? []).isEmpty == false
        if hasAlarm { await clearAlarms() }
    }
}

/// The firmware's log, as part of the story.
private struct StoryLog: LogHandler {
    weak var stage: Stage?
    var logLevel: Logger.Level = .info
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let details = (event.metadata ?? [:]).map { field in
            // A detail is one word.
            "\(field.key)=\(field.value)".replacing(" ", with: "-")
        }.sorted()
        stage?.tell(.log, Phrase("\(event.message)", details))
    }
}
