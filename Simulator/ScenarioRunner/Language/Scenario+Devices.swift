internal import SimulatedCard
package import SimulatedKiosk
package import StrictYAML

/// What real parts cannot be made to have.
extension Scenario {
    /// Why this scenario cannot be played on `stack`; nil where it can.
    package func impossibility(on stack: StackKind) -> ConfigurationError? {
        guard stack == .devices else { return nil }
        let beside = before + after + visits.flatMap { $0.before + $0.after }
        for placed in beside {
            if let reason = placed.deed.impossibleOnDevices(at: nil) { return error(placed, reason) }
        }
        for rule in rules + visits.flatMap(\.rules) {
            for placed in rule.deeds {
                if let reason = placed.deed.impossibleOnDevices(at: rule.moment) { return error(placed, reason) }
            }
        }
        return nil
    }

    private func error(_ placed: PlacedDeed, _ reason: String) -> ConfigurationError {
        ConfigurationError(
            .outOfRange, file: file, line: placed.line, "not on the devices stack: \(reason) Use --stack embedded.")
    }
}

extension Deed {
    fileprivate func impossibleOnDevices(at moment: Moment?) -> String? {
        switch self {
        case .reader(.unplug), .reader(.plugIn):
            "the virtual reader stays plugged in as long as pcscd runs ('reader: service-stops' stops that)."
        case .printer(let deed): deed.impossibleOnDevices
        case .wait(let duration) where duration > .seconds(120):
            "there time is real, and nobody waits \(duration)."
        case .cloud(.late(let duration)) where duration > .seconds(60):
            "there time is real, and nobody waits \(duration)."
        case .card(.oversize): "the virtual reader's frames cannot be longer than an answer may be."
        default: nil
        }
    }
}

extension PrinterDeed {
    fileprivate var impossibleOnDevices: String? {
        switch self {
        case .stop, .mend, .abort: nil
        case .vanish: "an IPP printer is not switched off between two sheets ('printer: unreachable' is before)."
        case .loseJob: "CUPS does not lose a job."
        case .missingSheets, .counts: "IPP's printer counts what it prints."
        case .refuse: "CUPS takes every PDF that is valid."
        case .silence: "CUPS answers."
        case .foreignJob, .jobLeftOver: "the queue is private: nobody else prints there."
        }
    }
}
