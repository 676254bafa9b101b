internal import Kiosk
internal import SimulatedKiosk

/// What a scenario's time is measured by.
struct StageTime: Sendable {
    /// What the firmware's waits are measured by.
    let clock: any Clock<Duration>
    /// Nil where time passes by itself.
    let virtual: VirtualClock?
    private let began: ContinuousClock.Instant

    /// Time that passes only when nothing else happens.
    static func virtualTime() -> StageTime {
        let clock = VirtualClock()
        return StageTime(clock: clock, virtual: clock, began: .now)
    }

    /// Time as it passes.
    static func realTime() -> StageTime {
        StageTime(clock: RealClock(), virtual: nil, began: .now)
    }

    var now: Progress.Moment {
        virtual?.now ?? Progress.Moment(offset: ContinuousClock.now - began)
    }

    func sleep(until moment: Progress.Moment) async throws {
        if let virtual { return try await virtual.sleep(until: moment, tolerance: nil) }
        try await ContinuousClock().sleep(until: began + moment.offset)
    }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int { Int(components.seconds) * 1_000 + Int(components.attoseconds / 1_000_000_000_000_000) }
}
