package import Board
package import Issuance
package import Printing
package import SimulatedCard
package import SimulatedCloud

/// One thing that somebody does, or that goes wrong, with the place in the file where it stands.
package struct PlacedDeed: Hashable, Sendable {
    package var deed: Deed
    package var line: Int

    package init(_ deed: Deed, line: Int = 0) {
        self.deed = deed
        self.line = line
    }
}

/// One thing that somebody does, or that goes wrong.
package enum Deed: Hashable, Sendable {
    // The resident
    /// What the plan says.
    case asUsual
    /// Nothing at this screen.
    case nothing
    /// Has stood before a kiosk that serves nobody for long enough.
    case giveUp
    /// Goes away for good: nobody touches anything any more.
    case walkAway
    case touch(IssuanceMachine.Touch)
    case typePIN(String)
    /// Lays a card on the reader: a resident's, or nil for the own.
    case layCard(of: String?)
    case takeCard
    case insert([Denomination])
    /// Pieces that were past the gate already: they are credited whatever the gate says.
    case rollIn([Denomination])
    case wait(Duration)

    // The machine's surroundings
    case card(SimulatedCard.Fault)
    case reader(ReaderDeed)
    case cloud(CloudDeed)
    case network(NetworkDeed)
    case printer(PrinterDeed)
    case coins(CoinDeed)
    case slipPrinter(outOfPaper: Bool)
    /// The kiosk's time of day jumps; the cloud's does not.
    case clock(ahead: Duration)
    /// An entry at the municipality's counter.
    case counter(resident: String, CounterEntry)
    /// The platform lets the kiosk in, or no longer.
    case enrolment(Bool)
    case hours(ServiceHours)

    // The kiosk's own life
    /// The power goes, and comes back.
    case powerCut
    /// The firmware is told to end, as by SIGTERM, is given this long, and starts again.
    case restart(within: Duration)
    /// A person has looked into every alarm, and starts the kiosk again.
    case clearAlarms
    /// Whatever is wrong with the machine is put right.
    case putRight

    /// The resident does it: it takes the place of what the plan says at that screen.
    package var isResidents: Bool {
        switch self {
        case .asUsual, .nothing, .giveUp, .walkAway, .touch, .typePIN, .layCard, .takeCard, .insert: true
        default: false
        }
    }
}

/// What happens to the reader or to the service behind it.
package enum ReaderDeed: String, Hashable, Sendable, CaseIterable {
    case unplug
    case plugIn = "plug-in"
    case serviceStops = "service-stops"
    case serviceStarts = "service-starts"
}

/// What the cloud does in the place of a right answer.
package enum CloudDeed: Hashable, Sendable {
    /// Answers rightly, but only after this long.
    case late(Duration)
    case never
    case fault(CloudFault)
}

/// What happens to the line between the kiosk and the cloud.
package enum NetworkDeed: Hashable, Sendable {
    case cut
    case mend
    /// It breaks once the cloud has sent so many bytes more.
    case cutAfter(bytes: Int)
}

/// What happens at the printer.
package enum PrinterDeed: Hashable, Sendable {
    /// It stops, before a job or in the midst of one.
    case stop(PrinterReason)
    case mend
    /// The job is given up.
    case abort
    /// The printer is switched off under its job.
    case vanish
    /// The scheduler no longer knows the job.
    case loseJob
    /// The job ends, and fewer sheets came out than it had.
    case missingSheets
    /// It refuses the job.
    case refuse
    /// Neither the job nor any question is answered.
    case silence
    /// Somebody else's job lies in the queue.
    case foreignJob
    /// Behind our job somebody else's is found.
    case jobLeftOver
    /// It says at the end that so many sheets came out.
    case counts(Int)
}

/// What happens at the coin mechanism.
package enum CoinDeed: Hashable, Sendable {
    case fail(CoinMechanismFault)
    case mend
    /// The next payout is short by so many pieces.
    case short(Int)
    /// The next payout jams after so many pieces.
    case jamAfter(Int)
    /// The line breaks in the next payout after so many pieces.
    case lineLostAfter(Int)
    /// The next time that it is asked to take money it says that it is busy.
    case busy
    /// The next payout is never answered.
    case silent
}

/// What a clerk enters about a resident.
package enum CounterEntry: String, Hashable, Sendable, CaseIterable {
    case movedOut = "moved-out"
    case protected
    case deceased
    case sealCancelled = "seal-cancelled"
    case sealRemoved = "seal-removed"
    case unrestricted
}

/// When the platform serves.
package enum ServiceHours: Hashable, Sendable {
    /// Minutes after midnight.
    case between(Int, Int)
    case always
    case closedToday
    case maintenance
}
