internal import Board
internal import Issuance
internal import Printing
internal import SimulatedCard
internal import SimulatedCloud

/// What can be done, and what can go wrong.
extension ScenarioShape {
    static let deeds: Shape = .list(deed, Shape.usualCount)
    static let deedOrDeeds: Shape = .either([.word(DeedWords.plain.map(\.word)), .variant(deedGroup), deeds])
    static let deed: Shape = .named("deed") { .either([.word(DeedWords.plain.map(\.word)), .variant(deedGroup)]) }

    static let deedGroup = Shape.Group([
        .init("touch", .word(IssuanceMachine.Touch.words.map(\.word)), "The resident touches this."),
        .init("type-pin", .digits, "The resident types this PIN."),
        .init("lay-card", .text, "A card is laid on the reader: `own`, or an id of `kiosk-sim residents`."),
        .init("insert", .list(piece, 1...64), "The resident puts these in."),
        .init("roll-in", .list(piece, 1...64), "Pieces that were past the gate already."),
        .init("wait", .duration, "Time passes."),
        .init(
            "card", .either([.word(DeedWords.cardFaults.map(\.word)), .variant(cardFault)]),
            "What the card does in the place of a right answer. At an `apdu`."),
        .init("reader", .word(ReaderDeed.allCases.map(\.rawValue)), "What happens to the reader, or to pcscd."),
        .init(
            "cloud", .either([.word(DeedWords.cloudFaults.map(\.word)), .variant(cloudFault)]),
            "What the cloud does in the place of a right answer. At a `call`."),
        .init("network", .either([.word(["cut", "mend"]), .variant(networkFault)]), "The line to the cloud."),
        .init(
            "printer", .either([.word(DeedWords.printerDeeds.map(\.word)), .variant(printerFault)]),
            "What happens at the printer."),
        .init(
            "coins", .either([.word(DeedWords.coinDeeds.map(\.word)), .variant(coinFault)]),
            "What happens at the coin mechanism."),
        .init("slip-printer", .word(["paper-out", "mend"]), "What happens at the printer of slips."),
        .init("clock-ahead", .duration, "The kiosk's time of day is so far ahead of the cloud's from now on."),
        .init("counter", .group(counter), "A clerk enters something at the municipality's counter."),
        .init("enrolment", .word(["struck-off", "enrolled"]), "Whether the platform lets the kiosk in."),
        .init("hours", hours, "When the platform serves from now on."),
        .init("restart", .duration, "The firmware is told to end, is given so long for it, and starts again."),
    ])

    static let cardFault = Shape.Group([
        .init("status", .statusWord, "This status word and no data."),
        .init("cut-after", .number(0...65_535), "So many bytes of the right answer."),
    ])
    static let cloudFault = Shape.Group([
        .init("late", .duration, "The right answer, but only after so long."),
        .init("problem", .group(problem), "A problem document (RFC 9457), before anything is done."),
        .init("cut-after", .number(0...10_000_000), "The line breaks after so many bytes of the body."),
    ])
    static let problem = Shape.Group([
        .init("status", .number(400...599), required: true, "The HTTP status."),
        .init("type", .text, required: true, "Its type, without urn:madoguchi:problem:."),
    ])
    static let networkFault = Shape.Group([
        .init("cut-after", .number(0...100_000_000), "It breaks once the cloud has sent so many bytes more.")
    ])
    static let printerFault = Shape.Group([
        .init("counts", .number(0...1_000), "At the end it says that so many sheets came out.")
    ])
    static let coinFault = Shape.Group([
        .init("short", .number(1...100), "The next payout is short by so many pieces."),
        .init("jam-after", .number(0...100), "The next payout jams after so many pieces."),
        .init("line-lost-after", .number(0...100), "The line breaks in the next payout after so many pieces."),
    ])
    static let counter = Shape.Group([
        .init("resident", .text, required: true, "Whose record: an id of `kiosk-sim residents`."),
        .init(
            "becomes", .word(CounterEntry.allCases.map(\.rawValue)), required: true, "What is entered."),
    ])
}

/// Words for deeds that need nothing more.
enum DeedWords {
    static let plain: [(word: String, deed: Deed)] = [
        ("as-usual", .asUsual), ("nothing", .nothing), ("walk-away", .walkAway), ("take-card", .takeCard),
        ("power-cut", .powerCut), ("clear-alarms", .clearAlarms), ("put-right", .putRight),
    ]

    static let cardFaults: [(word: String, fault: SimulatedCard.Fault)] = [
        ("pulled", .pull), ("garbage", .answerGarbage), ("truncated", .truncate), ("oversized", .oversize),
        ("silent", .never),
    ]

    static let cloudFaults: [(word: String, deed: CloudDeed)] = [
        ("never", .never), ("lost-answer", .fault(.loseAnswer)), ("half-a-body", .fault(.cutBody)),
        ("endless-body", .fault(.hugeBody(bytes: 1 << 30, announced: false))),
        ("huge-body", .fault(.hugeBody(bytes: 1 << 30, announced: true))), ("wrong-json", .fault(.wrongJSON)),
        ("wrong-media-type", .fault(.wrongMediaType)), ("fault", .fault(.problem(status: 500, type: "fault"))),
        ("manifest-for-another-request", .fault(.manifestForAnotherRequest)),
        ("previous-manifest", .fault(.previousManifest)), ("previous-document", .fault(.previousDocument)),
        ("later-document", .fault(.laterDocument)), ("strangers-page", .fault(.strangersPage)),
        ("strangers-document", .fault(.strangersDocument)),
        ("another-document", .fault(.anotherDocument)), ("not-a-pdf", .fault(.notPDF)),
    ]

    static let printerDeeds: [(word: String, deed: PrinterDeed)] = [
        ("paper-out", .stop(.mediaEmpty)), ("jam", .stop(.mediaJam)), ("cover-open", .stop(.coverOpen)),
        ("toner-out", .stop(.tonerEmpty)), ("unreachable", .stop(.unreachable)), ("mend", .mend),
        ("aborts", .abort), ("vanishes", .vanish), ("loses-job", .loseJob), ("sheets-missing", .missingSheets),
        ("refuses", .refuse), ("silent", .silence), ("foreign-job", .foreignJob), ("job-left-over", .jobLeftOver),
    ]

    static let coinDeeds: [(word: String, deed: CoinDeed)] =
        CoinMechanismFault.allCases.map { ($0.rawValue, .fail($0)) } + [
            ("mend", .mend), ("busy", .busy), ("silent", .silent),
        ]
}

/// The lines of the firmware's log, by their stable names.
enum LogWords {
    static let names = [
        "kiosk.in-service", "kiosk.out-of-service", "session.started", "card.read", "card.pin-rejected",
        "card.certificate-refused", "cloud.call-failed", "cloud.manifest-refused", "cloud.document-refused",
        "session.ordered", "printer.stopped", "session.delivered", "session.spoiled", "money.owed", "alarm.raised",
        "card.left-behind", "paper.left-behind", "session.ended", "journal.recovered", "cloud.outcome-reported",
    ]
}

/// What lamps and buzzer can be told.
enum SignalWords {
    static let names = Lamp.allCases.map(\.rawValue) + ["buzzer"]
}
