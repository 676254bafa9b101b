internal import Issuance
internal import Journal
internal import SelfTest

/// The clock, by which every verdict is given.
extension Kiosk {
    /// Remembers what the journal last saw. Before anything else is written to it.
    func rememberTime() async throws(JournalError) {
        clockWatch = ClockWatch(latest: try await parts.journal.latestOrder().map { $0 / 1_000 })
    }

    /// Holds the clock against the cloud's.
    func compareClock(withCloud cloud: Int64) {
        act(on: clockWatch.fault(at: seconds, cloud: cloud))
    }

    /// Whether the clock may be believed at this moment. One that was turned back since it was last looked at puts the
    /// kiosk out of service at once.
    func clockHolds() -> Bool {
        guard let fault = clockWatch.fault(at: seconds) else { return true }
        act(on: fault)
        return false
    }

    private func act(on fault: ClockFault?) {
        let isKnown = clockFault != nil
        clockFault = fault
        // Once for each trouble, not once for each look.
        if let fault, !isKnown { log.note(.clockNotBelieved(fault: fault)) }
        switch fault {
        case nil: works(.clock)
        case .strayed(let seconds), .ranBackwards(let seconds):
            // To whole minutes: a clock that drifts on has the same trouble.
            fails(.clock, because: [.clockDiffers(seconds: Int(clamping: seconds.magnitude / 60 * 60))])
        }
    }
}
