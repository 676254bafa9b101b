internal import Board
internal import Issuance
internal import Printing
internal import SimulatedCard
internal import SimulatedCloud

/// What goes wrong, and when.
extension SoakDraw {
    mutating func trouble(_ person: Person) -> Rule {
        switch number(in: 0..<100) {
        case ..<18: rule(.apdu(command()), [.card(cardFault())])
        case ..<44: cloudTrouble()
        case ..<52: lasting(at: anywhere(), .network(networkTrouble()), mendedBy: .network(.mend))
        case ..<66: printerTrouble()
        case ..<77: lasting(at: between(), .coins(coinTrouble()), mendedBy: .coins(.mend))
        case ..<82:
            chance(0.5)
                ? lasting(at: anywhere(), .reader(.unplug), mendedBy: .reader(.plugIn))
                : lasting(at: anywhere(), .reader(.serviceStops), mendedBy: .reader(.serviceStarts))
        case ..<84: rule(between(), [.slipPrinter(outOfPaper: true)])
        case ..<86: lasting(at: between(), .clock(ahead: seconds(1...7_200)), mendedBy: .clock(ahead: .zero))
        case ..<88: lasting(at: anywhere(), .enrolment(false), mendedBy: .enrolment(true))
        case ..<90: lasting(at: anywhere(), .hours(hours()), mendedBy: .hours(.always))
        case ..<92: rule(anywhere(), [.counter(resident: person.id, any(CounterEntry.allCases, .movedOut))])
        case ..<97: rule(anywhere(), [.powerCut])
        default: rule(between(), [.restart(within: seconds(0...180))])
        }
    }

    /// A trouble that stays until somebody mends it, which may be soon.
    private mutating func lasting(at moment: Moment, _ trouble: Deed, mendedBy mending: Deed) -> Rule {
        var deeds = [trouble]
        switch moment {
        case .screen where chance(0.25): deeds += [.asUsual, .wait(seconds(1...300)), mending]
        case .screen, .entry:
            if chance(0.3) { deeds += [.wait(seconds(1...300)), mending] }
        // Nobody waits inside an answer.
        case .apdu, .call, .sheet: break
        }
        return rule(moment, deeds)
    }

    // MARK: Moments

    /// While nobody waits for an answer.
    private mutating func between() -> Moment {
        chance(0.7) ? .screen(screen()) : .entry(Phrase(any(JournalEntry.names, "delivered")))
    }

    /// In the midst of an answer too.
    private mutating func anywhere() -> Moment {
        switch number(in: 0..<10) {
        case ..<2: .apdu(command())
        case ..<5: .call(any(CloudCall.allCases, .issue))
        default: between()
        }
    }

    private mutating func command() -> CommandWord { any(CommandWord.allCases, .sign) }

    // MARK: Troubles

    private mutating func cardFault() -> SimulatedCard.Fault {
        switch number(in: 0..<7) {
        case 0: .cut(afterBytes: number(in: 0...300))
        case 1: .status(any([0x6982, 0x6983, 0x6A82, 0x6F00, 0x6300, 0x63C1, 0x6700], 0x6F00))
        default: any(DeedWords.cardFaults.map(\.fault), .pull)
        }
    }

    private mutating func cloudTrouble() -> Rule {
        let deed: CloudDeed
        switch number(in: 0..<10) {
        case ..<3: deed = .late(seconds(1...180))
        case 3: deed = .fault(.cutAfter(bytes: number(in: 0...4_000)))
        case 4:
            let statuses = [400, 401, 403, 404, 409, 410, 422, 429, 500, 502, 503]
            let types = ["fault", "outside-hours", "maintenance", "session-expired", "unheard-of"]
            deed = .fault(.problem(status: any(statuses, 500), type: any(types, "fault")))
        default: deed = any(DeedWords.cloudFaults.map(\.deed), .never)
        }
        var call = any(CloudCall.allCases, .issue)
        if case .fault(let fault) = deed, let only = fault.calls.first { call = only }
        return rule(.call(call), [.cloud(deed)])
    }

    private mutating func networkTrouble() -> NetworkDeed {
        chance(0.5) ? .cut : .cutAfter(bytes: number(in: 0...60_000))
    }

    private mutating func printerTrouble() -> Rule {
        if chance(0.6) {
            let deeds: [PrinterDeed] = [
                .abort, .vanish, .loseJob, .missingSheets, .stop(.mediaEmpty), .stop(.mediaJam), .stop(.coverOpen),
                .stop(.tonerEmpty), .stop(.unreachable),
            ]
            let deed = any(deeds, .abort)
            return rule(.sheet(number(in: 0...3)), [.printer(deed)])
        }
        let atOnce = DeedWords.printerDeeds.map(\.deed).filter { deed in
            switch deed {
            case .abort, .vanish, .loseJob, .missingSheets, .mend: false
            default: true
            }
        }
        let deed = any(atOnce + [.counts(number(in: 0...3))], .silence)
        return lasting(at: between(), .printer(deed), mendedBy: .printer(.mend))
    }

    private mutating func coinTrouble() -> CoinDeed {
        switch number(in: 0..<6) {
        case 0: .short(number(in: 1...3))
        case 1: .jamAfter(number(in: 0...3))
        case 2: .lineLostAfter(number(in: 0...3))
        default: any(DeedWords.coinDeeds.map(\.deed), .busy)
        }
    }

    private mutating func hours() -> ServiceHours {
        switch number(in: 0..<3) {
        case 0: .maintenance
        case 1: .closedToday
        default: .between(number(in: 0...700), number(in: 701...1_440))
        }
    }

    // MARK: Chance

    private mutating func seconds(_ range: ClosedRange<Int>) -> Duration { .seconds(number(in: range)) }

    private mutating func any<Choice>(_ choices: [Choice], _ fallback: Choice) -> Choice {
        choices.randomElement(using: &random) ?? fallback
    }
}
