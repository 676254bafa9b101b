public import Issuance
public import Journal
internal import JukiCard
internal import LockedMemory
internal import OpenSSL
internal import Screens
internal import SelfTest
internal import ServiceMode
internal import Trust

/// The runtime: tells the machine what happens at the devices, and does what the machine asks for.
///
/// Events are taken one at a time; all effects of one are done before the next is taken, so that a journal entry is
/// on disk before the step that it announces. What takes long (a card, the cloud, paper, coins) runs beside the loop
/// and comes back as an event that names its request.
public actor Kiosk {
    let parts: KioskParts
    let log: KioskLog
    private let observer: @Sendable (KioskStep) -> Void

    var machine: IssuanceMachine
    var session = ResidentSession()
    /// The session whose line in the journal is open, or was last.
    var journalSession: RequestID?
    /// Requests under way. One that was abandoned is no longer here, and whatever it still brings is dropped.
    var running: [RequestHandle: Task<Void, Never>] = [:]
    /// The full name of the reader on which the card lies.
    var readerWithCard: String?
    /// The reader's watch has seen it come, and not go.
    var isReaderSeen = false
    /// Whether the clock may be believed, and why it was last not.
    var clockWatch = ClockWatch()
    var clockFault: ClockFault?
    /// What authorities said of the municipalities' seals, and until when it holds (seconds since 1970 UTC).
    var sealAnswers: [Certificate: (evidence: RevocationEvidence, until: Int64)] = [:]
    /// Powering a card down takes a moment; the next connection waits for it.
    var releasing: Task<Void, Never>?
    /// The reading of a card that was started last: one that was abandoned may still hold its card.
    var reading: Task<Void, Never>?
    /// Slips on their way out of the receipt printer.
    var receiptWork: Task<Void, Never>?
    /// What was found wrong with parts that fail in use.
    var findings: [Hindrance.Part: [Finding]] = [:]
    /// A self-test is under way, or a technician is at the screen.
    var isInspected = false
    /// The technician's mode at the screen.
    var service = ServiceDeskState()
    /// Who waits to hear whether the kiosk is free for a self-test.
    var inspectionBegins: FirstAnswer<Bool>?
    /// Who waits for the kiosk to have come to rest for good.
    private var departures: [FirstAnswer<Void>] = []
    /// Who waits to hear from the loop that it runs.
    var pulses: [FirstAnswer<Void>] = []
    private var timerTask: Task<Void, Never>?
    private var serial: UInt64 = 0
    private var shown: (screen: Screen, serial: UInt64)?
    private let events: AsyncStream<IssuanceMachine.Event>
    let eventSink: AsyncStream<IssuanceMachine.Event>.Continuation
    let outcomesToReport: AsyncStream<Void>
    let outcomeBell: AsyncStream<Void>.Continuation

    /// - Parameters:
    ///   - parts: what to run on.
    ///   - log: hears what a technician or a fleet's operator wants to know.
    ///   - observer: sees each step after its effects are done, in order. It must be quick.
    public init(
        _ parts: KioskParts, log: KioskLog, observer: @escaping @Sendable (KioskStep) -> Void = { _ in }
    ) {
        self.parts = parts
        self.log = log
        self.observer = observer
        // Each part says itself that it is ready; until then nobody is served.
        self.machine = IssuanceMachine(
            hindrances: [
                .starting, .part(.screen), .part(.cardReader), .part(.printer), .part(.coinMechanism), .part(.cloud),
            ])
        (events, eventSink) = AsyncStream.makeStream()
        (outcomesToReport, outcomeBell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Runs until the task is cancelled: settles what an earlier run left open, then serves.
    ///
    /// - Parameter whenReady: called once, when what was left open is settled and the devices are listened to.
    /// - Throws: where the journal cannot be read or written. Without it nothing may be issued.
    public func run(whenReady: @Sendable () -> Void = {}) async throws(JournalError) {
        var watchers: [Task<Void, Never>] = []
        do throws(JournalError) {
            try await settleEarlierRun()
            watchers = startWatching()
            eventSink.yield(.cleared(.starting))
            whenReady()
            await present()
            // A cancelled task ends the stream's iteration.
            for await event in events {
                if event == Self.pulse { answerPulses() } else { try await take(event) }
            }
        } catch {
            await leave(watchers)
            throw error
        }
        await leave(watchers)
    }

    /// Leaves nothing open behind: no card with a verified PIN in it, no gate that takes money, nothing personal.
    /// What money and paper still need stands in the journal.
    private func leave(_ watchers: [Task<Void, Never>]) async {
        for watcher in watchers { watcher.cancel() }
        timerTask?.cancel()
        for task in running.values { task.cancel() }
        running = [:]
        if case .collectingFee = machine.state { await refuseMoney() }
        releaseCard()
        leaveService()
        session.erase()
        await releasing?.value
        await receiptWork?.value
        for departure in departures { departure.give(()) }
        departures = []
        answerPulses()
        inspectionBegins?.give(false)
        inspectionBegins = nil
    }

    /// Serves nobody new, and returns when paper and money that are on the move have come to rest, or `limit` has
    /// passed, or `run` has ended. To be called while `run` goes on, and followed by its cancellation.
    public func prepareToLeave(within limit: Duration) async {
        eventSink.yield(.hindered(.stopping))
        let rest = FirstAnswer<Void>()
        departures.append(rest)
        let clock = parts.clock
        let timer = Task {
            guard (try? await clock.sleep(for: limit)) != nil else { return }
            rest.give(())
        }
        await withCheckedContinuation { rest.hold($0) }
        timer.cancel()
    }

    /// Lets go whoever waits for the kiosk to have come to rest, for a self-test or for good.
    private func noteRest() {
        if machine.hindrances.contains(.inspection), let answer = inspectionBegins {
            inspectionBegins = nil
            // Whoever came before is served to the end.
            answer.give(machine.isAtRest)
        }
        if service.machine.state == .awaitingRest, machine.isAtRest, machine.hindrances.contains(.inspection) {
            serve(.rested)
        }
        guard machine.isAtRest, machine.hindrances.contains(.stopping) else { return }
        for departure in departures { departure.give(()) }
        departures = []
    }

    /// What the kiosk is doing, for `kioskctl status`.
    public var status: KioskStatus {
        KioskStatus(machine)
    }

    private func take(_ event: IssuanceMachine.Event) async throws(JournalError) {
        if case .answered(let handle, let answer) = event, answer.isLast { running[handle] = nil }
        let before = machine
        let effects = machine.receive(event)
        log.note(event, effects, before: before, after: machine)
        for effect in effects { try await perform(effect) }
        observer(KioskStep(event: event, effects: effects, machine: machine))
        await present()
        noteRest()
    }

    private func present() async {
        let screen = IssuanceMachine.screen(for: machine)
        guard screen != shown?.screen else { return }
        serial += 1
        shown = (screen, serial)
        var names = session.memberNames
        if case .options = screen.content {} else { names = [] }
        await parts.terminal?.show(Presentation(serial: serial, screen: screen, memberNames: names))
    }

    /// What the resident did, if it was meant for the screen that is there.
    func take(_ input: ResidentInput) {
        guard input.serial == shown?.serial else {
            if case .pin(let digits) = input.action { digits.erase() }
            return
        }
        switch input.action {
        case .touch(.enterPIN):
            // Only a PIN enters a PIN.
            return
        case .touch(let touch):
            eventSink.yield(.touched(touch))
        case .pin(let digits):
            guard case .enteringPIN = machine.state else { return digits.erase() }
            session.pin?.erase()
            session.pin = digits
            eventSink.yield(.touched(.enterPIN))
        }
    }

    func setTimer(_ handle: TimerHandle, _ duration: Duration) {
        timerTask?.cancel()
        let clock = parts.clock
        let sink = eventSink
        timerTask = Task {
            guard (try? await clock.sleep(for: duration)) != nil else { return }
            sink.yield(.timeElapsed(handle))
        }
    }

    func stopTimer() {
        timerTask?.cancel()
        timerTask = nil
    }
}

/// One step of the runtime, for whoever looks on: a log, a timeline, a test.
public struct KioskStep: Sendable {
    /// What happened.
    public var event: IssuanceMachine.Event
    /// What the machine asked for, all of it done by now.
    public var effects: [IssuanceMachine.Effect]
    /// After the event.
    public var machine: IssuanceMachine
}
