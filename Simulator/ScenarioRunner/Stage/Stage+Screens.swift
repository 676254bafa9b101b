internal import Issuance
internal import LockedMemory
internal import Screens
internal import SimulatedKiosk
internal import Synchronization

/// What the resident sees and does about it.
extension Stage {
    /// How long somebody stands before a kiosk that serves nobody.
    private static let patience: Duration = .seconds(90)

    func show(_ presentation: Presentation) async {
        // What is drawn while the power goes nobody sees.
        guard progress.value.isOn else { return }
        let phrase = presentation.screen.phrase
        tell(.screen, phrase)
        progress.update { progress in
            progress.isShowing = true
            progress.shown = presentation.screen
            progress.serial = presentation.serial
            progress.stimuli.removeAll { stimulus in
                if case .touch(let serial) = stimulus { serial < presentation.serial } else { false }
            }
        }
        state.withLock { state in
            state.presentation = presentation
            state.secrets += presentation.memberNames
            if !presentation.memberNames.isEmpty { state.names = presentation.memberNames.map(\.text) }
        }
        for deeds in react(to: presentation) { await begin(deeds) }
        progress.update { $0.isShowing = false }
    }

    /// Somebody who has just come sees what is there.
    func look() async {
        guard let presentation = state.withLock(\.presentation) else { return }
        for deeds in react(to: presentation) { await begin(deeds) }
    }

    /// What is to be done at this screen: each of them by itself.
    private func react(to presentation: Presentation) -> [[PlacedDeed]] {
        let screen = presentation.screen
        var deeds = due(.screen(screen.phrase))
        guard state.withLock({ $0.mind != nil }) else { return deeds }
        guard !state.withLock(\.isAway) else {
            // They left in the midst of it; the visit is over when the kiosk is free again.
            if progress.value.isAtRest, isRest(screen) { endVisit() }
            return deeds
        }
        let isResidents = deeds.joined().contains { $0.deed.isResidents }
        guard !isResidents else {
            state.withLock { $0.mind?.see(screen) }
            return deeds
        }
        let isWaiting = state.withLock { $0.mind?.isBeingServed == false }
        if case .outOfService = screen.content, isWaiting {
            deeds.append([PlacedDeed(.wait(Self.patience)), PlacedDeed(.giveUp)])
        } else if let last = deeds.last {
            // What goes wrong first, then what is done about it.
            deeds[deeds.count - 1] = last + [PlacedDeed(.asUsual)]
        } else {
            deeds = [[PlacedDeed(.asUsual)]]
        }
        return deeds
    }

    private func isRest(_ screen: Screen) -> Bool {
        switch screen.content {
        case .welcome, .outOfService: true
        default: false
        }
    }

    /// Does what the plan says at the screen that is there now.
    func doAsUsual() async {
        let (deed, presentation) = state.withLock { state -> (ResidentMind.Deed, Presentation?) in
            guard let presentation = state.presentation, !state.isAway else { return (.wait, nil) }
            return (state.mind?.respond(to: presentation.screen) ?? .wait, presentation)
        }
        guard let presentation else { return }
        switch deed {
        case .wait: break
        case .touch(let touch): self.touch(touch, serial: presentation.serial)
        case .typePIN(let pin): type(pin, serial: presentation.serial)
        case .layCard: await layCard(nil)
        case .takeCard: await takeCard()
        case .takeCardAndClose:
            await takeCard()
            touch(.close, serial: presentation.serial)
        case .insert(let piece): insert(piece)
        case .leave: endVisit()
        }
    }

    func touch(_ touch: IssuanceMachine.Touch, serial: UInt64) {
        tell(.deed, "the resident touches \(touch.word)")
        send(.touch(touch), serial: serial)
    }

    func type(_ pin: String, serial: UInt64) {
        guard let digits = try? LockedBytes(copying: Array(pin.utf8)) else { return }
        keep(secrets: [digits])
        tell(.deed, "the resident types a PIN")
        send(.pin(digits), serial: serial)
    }

    private func send(_ action: ResidentInput.Action, serial: UInt64) {
        let terminal = state.withLock(\.terminal)
        progress.update { progress in
            guard progress.isOn, serial == progress.serial else { return }
            // What the kiosk will not take in makes no step.
            switch action {
            case .touch(.enterPIN): return
            case .pin:
                guard case .enteringPIN = progress.machine?.state else { return }
            case .touch: break
            }
            progress.stimuli.append(.touch(serial: serial))
        }
        terminal?.send(action, serial: serial)
    }

    func endVisit() {
        let outcome = state.withLock { state in state.mind.map { $0.result.word } ?? "nothing" }
        progress.update { if $0.outcome == nil { $0.outcome = outcome } }
    }
}

extension LockedBytes {
    fileprivate var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }
}
