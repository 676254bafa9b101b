internal import Issuance
internal import Kiosk
internal import SimulatedKiosk
internal import Synchronization

/// What the dock has seen of the firmware: its last step, and when the limit that it set passes.
final class DockSight: Sendable {
    private struct Seen {
        var step: KioskStep?
        var state: String?
        var limit: DockState.Limit?
        /// When the machine's timer goes off.
        var deadline: ShiftingClock.Instant?
        /// What was asked for last.
        var request: (handle: RequestHandle, words: String)?
    }

    private let seen = Mutex(Seen())
    private let feed: DockFeed
    private let time: DockTime

    init(_ feed: DockFeed, _ time: DockTime) {
        self.feed = feed
        self.time = time
    }

    /// Takes in a step of the firmware, in order.
    func note(_ step: KioskStep) {
        let now = (time.clock.now, time.milliseconds)
        let before = seen.withLock { seen in
            let before = seen.state
            seen.step = step
            seen.state = step.machine.state.name
            for effect in step.effects {
                switch effect {
                case .startTimer(_, let duration):
                    seen.deadline = now.0.advanced(by: duration)
                    seen.limit = DockState.Limit(
                        seconds: duration / .seconds(1), endsAt: now.1 + Int64(duration / .milliseconds(1)))
                case .stopTimer:
                    seen.deadline = nil
                    seen.limit = nil
                case .start(let handle, let request):
                    seen.request = (handle, request.words)
                default:
                    continue
                }
            }
            return before
        }
        feed.note(step, before: before)
        feed.ring()
    }

    /// The firmware is off.
    func forget() {
        seen.withLock { $0 = Seen() }
    }

    /// How long until the machine's own limit passes; nil where none is set.
    var timeLeft: Duration? {
        let now = time.clock.now
        return seen.withLock { seen in seen.deadline.map { max(.zero, $0 - now) } }
    }

    /// Paper moves, or should.
    var isPrinting: Bool {
        switch seen.withLock(\.step)?.machine.state {
        case .printing, .stoppingPrint: true
        default: false
        }
    }

    /// For the dock's page.
    var machine: DockState.Machine? {
        seen.withLock { seen in
            guard let machine = seen.step?.machine else { return nil }
            var ending: String?
            if case .explaining(let explaining) = machine.state { ending = explaining.ending.id }
            let request = seen.request.flatMap { $0.handle == machine.outstanding ? $0.words : nil }
            return DockState.Machine(
                state: machine.state.name, station: Station(machine.state).rawValue, ending: ending,
                hindrances: machine.hindrances.map(\.id).sorted(), isWarning: machine.isWarning, request: request,
                limit: machine.timer == nil ? nil : seen.limit)
        }
    }
}
