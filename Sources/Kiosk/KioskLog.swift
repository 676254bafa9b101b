public import Issuance
public import Logging
internal import Synchronization

/// Turns what the runtime does into lines of the log, keeps the last of them, and counts what is repeated.
public final class KioskLog: Sendable {
    private struct State {
        var ring = EventRing()
        var coalescer = EventCoalescer()
    }

    private let logger: Logger
    private let now: @Sendable () -> Int64
    private let state = Mutex(State())

    /// A log that writes to `logger`.
    ///
    /// - Parameter now: milliseconds since 1970-01-01 UTC.
    public init(_ logger: Logger, now: @escaping @Sendable () -> Int64 = KioskParts.systemMilliseconds) {
        self.logger = logger
        self.now = now
    }

    /// A log that nobody reads.
    public static var silent: KioskLog {
        KioskLog(Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Writes one event.
    public func note(_ event: KioskEvent) {
        let at = now()
        var fields = Dictionary(event.fields) { first, _ in first }
        let repeated: Int? = state.withLock { state in
            guard let count = state.coalescer.count(event, at: at) else { return nil }
            if count > 1 { fields["repeated"] = "\(count)" }
            state.ring.append(
                EventRecord(
                    at: at, level: event.level.rawValue, event: event.id,
                    fields: fields.filter { $0.key != "repeated" }, repeated: count > 1 ? count : nil))
            return count
        }
        guard repeated != nil else { return }
        logger.log(level: event.level, "\(event.id)", metadata: fields.mapValues { .string($0) })
    }

    /// The last events, the oldest first.
    public var recent: [EventRecord] { state.withLock { $0.ring.records.suffix(EventRing.capacity) } }

    /// The last events, then each new one.
    public func following() -> AsyncStream<EventRecord> {
        let (stream, sink) = AsyncStream.makeStream(
            of: EventRecord.self, bufferingPolicy: .bufferingNewest(EventRing.capacity + EventRing.mostUnread))
        let number = state.withLock { state in
            for record in state.ring.records { sink.yield(record) }
            return state.ring.follow(sink)
        }
        sink.onTermination = { [weak self] _ in self?.state.withLock { $0.ring.leave(number) } }
        return stream
    }

    /// What one step of the machine is worth.
    func note(
        _ event: IssuanceMachine.Event, _ effects: [IssuanceMachine.Effect], before: IssuanceMachine,
        after: IssuanceMachine
    ) {
        switch event {
        case .answered(let handle, let answer) where handle == before.outstanding: noteAnswer(answer)
        default: break
        }
        if before.isAtRest, !after.isAtRest { note(.sessionStarted) }
        for case .record(let entry) in effects { noteEntry(entry) }
        if case .explaining(let explaining) = after.state, after.state != before.state {
            note(.sessionEnded(ending: explaining.ending))
        }
        guard after.isAtRest, before.state != after.state || before.hindrances != after.hindrances else { return }
        if after.card == .leftBehind, before.card == .placed { note(.cardLeftBehind) }
        if after.state == .idle {
            if before.state == .outOfService { note(.inService) }
        } else {
            note(.outOfService(hindrances: after.hindrances))
        }
    }

    private func noteAnswer(_ answer: IssuanceMachine.Answer) {
        switch answer {
        case .cardRead(let card): note(.cardRead(profile: CardKind(card.profile), triesLeft: card.triesLeft))
        case .pinRejected(let triesLeft): note(.pinRejected(triesLeft: triesLeft))
        case .certificateRefused(let refusal): note(.certificateRefused(refusal: refusal))
        case .printStopped(let trouble): note(.printerStopped(trouble: trouble))
        default: break  // What else matters is seen in the journal's entries.
        }
    }

    private func noteEntry(_ entry: JournalEntry) {
        switch entry {
        case .issuanceRequested(let municipality, let kind, let copies, let fee):
            note(.ordered(kind: kind, municipality: municipality, copies: copies, fee: fee))
        case .delivered(let sheets): note(.delivered(sheets: sheets))
        case .spoiled(let sheets): note(.spoiled(sheets: sheets))
        case .owed(let amount): note(.owed(amount: amount))
        case .alarmRaised(let alarm): note(.alarm(alarm: alarm))
        case .paperLeftBehind: note(.paperLeftBehind)
        case .moneyCredited, .printStarted, .refused, .payoutStarted, .paidOut, .sessionClosed: break
        }
    }
}

extension Ending {
    /// A stable word for the log.
    public var id: String {
        switch self {
        case .cancelled: "cancelled"
        case .abandoned: "abandoned"
        case .cardUnreadable: "card-unreadable"
        case .cardUnknown: "card-unknown"
        case .pinLocked: "pin-locked"
        case .certificate(let refusal): "certificate:\(refusal.rawValue)"
        case .refused(let refusal): "refused:\(refusal.rawValue)"
        case .cloud(let failure): "cloud:\(failure)"
        case .documentMismatch: "document-mismatch"
        case .printer(let trouble): "printer:\(trouble.rawValue)"
        case .spoiled: "spoiled"
        case .coinMechanismFault: "coin-mechanism-fault"
        case .kioskFault: "kiosk-fault"
        }
    }
}
