internal import Issuance
internal import LockedMemory

/// What the resident sees now, and who watches it. Everything that the page could lose in a crash is here.
actor ScreenDesk {
    private var machine: MachineLayout
    private let touched: AsyncStream<ResidentInput>.Continuation
    private let seen: AsyncStream<Bool>.Continuation
    private var presentation: Presentation
    private var settings = ScreenSettings.usual
    private var pad: PINPad?
    private var deals: UInt64 = 0
    /// What a technician sees; over what a resident does.
    private var service: ServiceDesk
    /// The screen whose one choice has been made. A second tap on it changes nothing.
    private var spent: UInt64?
    /// Grows with everything that the page must draw anew.
    private var version: UInt64 = 1
    private var watchers: [(id: UInt64, bell: AsyncStream<Void>.Continuation)] = []
    private var watchersSeen: UInt64 = 0
    /// Since when, in ticks, settings stand that somebody made at rest.
    private var ticksAtRest = 0
    /// Whether a plug is in the headphone socket; nil where the machine does not sense it.
    private var headphonesArePlugged: Bool?

    /// A browser holds one stream; a few more are a technician's. The oldest gives way.
    static let maximumWatchers = 8
    /// Somebody tried the settings of the welcome page and left.
    static let ticksUntilForgotten = 60

    /// What became of an input.
    enum Verdict: Hashable, Sendable {
        case taken
        /// It belongs to a screen or a keypad that has passed, is a second tap, or is nothing that is offered.
        case passed
    }

    /// - Parameters:
    ///   - machine: what the page draws of the machine around it.
    ///   - touched: hears what a resident does.
    ///   - serviced: hears what a technician does.
    ///   - seen: hears whether any page is connected, whenever that changes.
    init(
        machine: MachineLayout, touched: AsyncStream<ResidentInput>.Continuation,
        serviced: AsyncStream<ServiceInput>.Continuation, seen: AsyncStream<Bool>.Continuation
    ) {
        self.machine = machine
        self.touched = touched
        service = ServiceDesk(touched: serviced)
        self.seen = seen
        // Out of service because it is starting, as a machine is before its first event.
        presentation = Presentation(serial: 0, screen: IssuanceMachine.screen(for: IssuanceMachine()))
    }

    // MARK: What is shown

    func show(_ next: Presentation) {
        let isSameShowing = next.screen.content == presentation.screen.content
        presentation = next
        if !isSameShowing || !next.screen.wantsPad { dealForNewScreen() }
        if next.screen.isAtRest {
            settings = settingsAtRest
            ticksAtRest = 0
        }
        spent = nil
        change()
    }

    /// Lays a technician's screen over the resident's, or takes it away.
    func show(_ next: ServicePresentation) {
        deals += 1
        guard service.show(next, deal: deals, order: settings.keypad) else { return }
        // Neither finds what the other has set.
        if next.screen == nil { settings = settingsAtRest }
        change()
    }

    /// The hours of service from now on, in minutes after midnight.
    func setHours(opens: Int, closes: Int) {
        let (opens, closes) = (MachineLayout.hour(opens), MachineLayout.hour(closes))
        guard (opens, closes) != (machine.opens, machine.closes) else { return }
        (machine.opens, machine.closes) = (opens, closes)
        change()
    }

    private func dealForNewScreen() {
        pad?.erase()
        pad = nil
        guard case .enterPIN(_, let lengths, _, onReader: false) = presentation.screen.content else { return }
        deals += 1
        pad = PINPad(deal: deals, order: settings.keypad, lengths: lengths)
    }

    /// The screen as it is, if it is newer than `seen`; nil where that one is still right.
    func frame(after seen: UInt64) -> (version: UInt64, line: [UInt8])? {
        guard version != seen else { return nil }
        var line = Array("data: ".utf8)
        (serviceFrame?.json ?? frame.json).write(to: &line)
        line += Array("\n\n".utf8)
        return (version, line)
    }

    /// The technician's screen, where it is shown. Nobody speaks in it.
    var serviceFrame: ServiceFrame? {
        service.presentation.screen.map { screen in
            var silent = settings
            silent.voice = false
            return ServiceFrame(
                serial: service.presentation.serial, screen: screen, settings: silent, machine: machine,
                pad: service.pad)
        }
    }

    var frame: Frame {
        Frame(
            serial: presentation.serial, screen: presentation.screen, memberNames: presentation.memberNames,
            settings: settings, machine: machine, pad: pad)
    }

    private func change() {
        version += 1
        ring()
    }

    // MARK: Who watches

    func watch() -> (id: UInt64, bell: AsyncStream<Void>) {
        // One ring is as good as many: whoever hears it takes the newest frame.
        let (bell, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        watchersSeen += 1
        if watchers.count >= Self.maximumWatchers { watchers.removeFirst().bell.finish() }
        watchers.append((watchersSeen, continuation))
        if watchers.count == 1 { seen.yield(true) }
        continuation.yield()
        return (watchersSeen, bell)
    }

    func leave(_ id: UInt64) {
        // One that gave way, or was let go when the desk closed, is gone already.
        guard let index = watchers.firstIndex(where: { $0.id == id }) else { return }
        watchers.remove(at: index).bell.finish()
        if watchers.isEmpty { seen.yield(false) }
    }

    private func ring() {
        for watcher in watchers { watcher.bell.yield() }
    }

    /// Once a second: whoever watches hears that the firmware lives.
    func tick() {
        if presentation.screen.isAtRest, service.presentation.screen == nil, settings != settingsAtRest {
            ticksAtRest += 1
            if ticksAtRest >= Self.ticksUntilForgotten {
                settings = settingsAtRest
                version += 1
            }
        }
        ring()
    }

    func close() {
        service.close()
        pad?.erase()
        pad = nil
        for watcher in watchers { watcher.bell.finish() }
        watchers = []
        touched.finish()
        seen.finish()
    }

    // MARK: What is heard

    /// Headphones that are plugged in start the voice; those that are pulled out end it, so that it is never heard by
    /// anybody else.
    func headphones(arePlugged: Bool) {
        guard arePlugged != headphonesArePlugged else { return }
        headphonesArePlugged = arePlugged
        guard settings.voice != arePlugged else { return }
        settings.voice = arePlugged
        ticksAtRest = 0
        change()
    }

    private var settingsAtRest: ScreenSettings {
        ScreenSettings(voice: headphonesArePlugged ?? false)
    }

    /// The name that the screen shows for a member of the household; nil where it shows none.
    func name(ofMember member: Int) -> LockedBytes? {
        presentation.memberNames.indices.contains(member) ? presentation.memberNames[member] : nil
    }

    // MARK: What is touched

    func take(_ input: PageInput) -> Verdict {
        ticksAtRest = 0
        if case .settings(let settings) = input.what { return take(settings) }
        guard service.presentation.screen == nil else { return takeServiced(input) }
        guard input.serial == presentation.serial else { return .passed }
        switch input.what {
        case .touch(let touch): return take(touch)
        case .press(let deal, let place):
            return type(deal) { (pad) throws(LockedBytes.Unavailable) in try pad.press(place) }
        case .erase(let deal): return type(deal) { (pad) throws(LockedBytes.Unavailable) in try pad.eraseLast() }
        case .settings, .service: return .passed
        }
    }

    /// While a technician's screen is there, nothing that is touched is a resident's.
    private func takeServiced(_ input: PageInput) -> Verdict {
        guard input.serial == service.presentation.serial else { return .passed }
        defer { change() }
        switch input.what {
        case .service(let touch): return service.take(touch)
        case .press(let deal, let place):
            return service.type(deal) { (pad) throws(LockedBytes.Unavailable) in try pad.press(place) }
        case .erase(let deal):
            return service.type(deal) { (pad) throws(LockedBytes.Unavailable) in try pad.eraseLast() }
        case .touch, .settings: return .passed
        }
    }

    private func take(_ touch: IssuanceMachine.Touch) -> Verdict {
        switch touch {
        case .stay, .chooseLanguage:
            return send(.touch(touch))
        case .enterPIN:
            guard mayChoose(touch), pad?.isComplete == true, let digits = pad?.take() else { return .passed }
            spent = presentation.serial
            change()
            return send(.pin(digits))
        default:
            guard mayChoose(touch) else { return .passed }
            spent = presentation.serial
            return send(.touch(touch))
        }
    }

    /// One choice for each screen, and only what it offers and what would change it.
    private func mayChoose(_ touch: IssuanceMachine.Touch) -> Bool {
        guard spent != presentation.serial, presentation.screen.choices.contains(touch) else { return false }
        if case .copies(let copies, _, _) = presentation.screen.content, touch == .setCopies(copies) { return false }
        return true
    }

    private func type(_ deal: UInt64, _ change: (inout PINPad) throws(LockedBytes.Unavailable) -> Void) -> Verdict {
        guard spent != presentation.serial, var typed = pad, typed.deal == deal else { return .passed }
        pad = nil
        // Without locked memory nothing is kept: the resident sees no dot and types again.
        try? change(&typed)
        pad = typed
        self.change()
        return send(.touch(.stay))
    }

    private func take(_ next: ScreenSettings) -> Verdict {
        guard next != settings else { return .passed }
        let isRedealt = next.keypad != settings.keypad
        settings = next
        if isRedealt {
            deals += 1
            if var before = pad { pad = before.redealt(as: deals, order: next.keypad) }
            service.redeal(as: deals, order: next.keypad)
        }
        change()
        return service.presentation.screen == nil ? send(.touch(.stay)) : service.take(.stay)
    }

    private func send(_ action: ResidentInput.Action) -> Verdict {
        switch touched.yield(ResidentInput(serial: presentation.serial, action: action)) {
        case .enqueued: return .taken
        case .dropped(let input):
            if case .pin(let digits) = input.action { digits.erase() }
            return .passed
        case .terminated:
            if case .pin(let digits) = action { digits.erase() }
            return .passed
        @unknown default: return .passed
        }
    }
}

extension Screen {
    /// Nobody is served.
    fileprivate var isAtRest: Bool {
        switch content {
        case .welcome, .outOfService: true
        default: false
        }
    }

    fileprivate var wantsPad: Bool {
        if case .enterPIN(_, _, _, onReader: false) = content { true } else { false }
    }
}
