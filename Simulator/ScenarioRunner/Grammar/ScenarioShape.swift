internal import Board
internal import Issuance
internal import SimulatedCloud

/// The language of scenario files.
package enum ScenarioShape {
    /// A whole file.
    package static let file: Shape = .group(top)

    static let top = Shape.Group([
        .init("shows", .text, required: true, "What the scenario shows, in one sentence."),
        .init("kiosk", .group(kiosk), "How the kiosk is set up."),
        .init("cloud", .group(cloud), "How the municipal cloud is set up."),
        .init("before", deeds, "Done before the kiosk is switched on."),
        .init("visit", visit, "The resident who comes, where it is one."),
        .init("visits", .list(visit, 1...64), "The residents who come, one after the other."),
        .init("after", deeds, "Done when the last resident has left and the kiosk is at rest."),
        .init("when", rules, "What is done at moments of any visit. Counted from the start of the scenario."),
        .init("expect", .group(expect), "What must be true in the end."),
    ])

    static let kiosk = Shape.Group([
        .init("time-of-day", .timeOfDay, "The time in Japan, today. The real time, if it is left out."),
        .init("tubes", .group(tubes), "How many pieces lie in the coin mechanism's tubes. None of those left out."),
        .init("coin-mechanism", .flag, "Whether there is one."),
    ])

    static let tubes = Shape.Group(
        Denomination.allCases.map { .init("\($0.rawValue)", .number(0...500), "Pieces of \($0.rawValue) yen.") })

    static let cloud = Shape.Group([
        .init("hours", hours, "When it serves."),
        .init("clock-ahead", .duration, "How far its clock is ahead of the kiosk's."),
        .init("disguise", .word(disguises.map(\.word)), "What the listener is in the place of the proper one."),
    ])

    static let hours: Shape = .either([
        .word(["always", "closed-today", "maintenance"]),
        .group(
            .init([
                .init("from", .timeOfDay, required: true, "It opens."),
                .init("until", .timeOfDay, required: true, "It closes."),
            ])),
    ])

    static let disguises: [(word: String, disguise: CloudDisguise)] = [
        ("no-client-certificate-request", .noClientCertificateRequest),
        ("wrong-host-certificate", .wrongHostCertificate), ("unknown-authority", .unknownAuthority),
        ("expired-certificate", .expiredCertificate), ("revoked-certificate", .revokedCertificate),
        ("no-staple", .noStaple), ("plain-http", .plainHTTP), ("old-tls", .oldTLS),
    ]

    // MARK: Residents

    static let visitGroup = Shape.Group([
        .init("resident", .text, required: true, "Who comes: an id of `kiosk-sim residents`."),
        .init("card", .group(card), "What is special about the card."),
        .init("wants", .word(CertificateKind.allCases.map(\.rawValue)), "Which certificate. residence-record."),
        .init("members", .list(.text, 1...16), "Ids of the household's members on it. The whole household."),
        .init("domicile", .flag, "Whether it shows the domicile (本籍・筆頭者). false."),
        .init("relationship", .flag, "Whether it shows the relationship (世帯主・続柄). false."),
        .init("copies", .number(1...OfferedCertificate.highestMaximumCopies), "How many. 1."),
        .init(
            "pin", .either([.digits, .list(.digits, 1...8)]),
            "What is typed, or a list: one for each try. The card's own PIN."),
        .init("pays", .list(piece, 0...64), "What is put in until the fee is covered, again and again. [100]."),
        .init("language", .word(Language.allCases.map(\.rawValue)), "In which language. ja."),
        .init("slip", .flag, "Whether the resident takes the slip. true."),
        .init("before", deeds, "Done while the kiosk rests, before the resident comes."),
        .init("when", rules, "What is done at moments of this visit. Counted from its start."),
        .init("after", deeds, "Done when the resident has left."),
        .init("expect", .group(visitExpect), "What must be true of this visit."),
    ])
    static let visit: Shape = .named("visit") { .group(visitGroup) }

    static let piece: Shape = .numbers(Denomination.allCases.map(\.rawValue))

    static let card = Shape.Group([
        .init("of", .text, "Whose card it is: an id of `kiosk-sim residents`."),
        .init("tries-left", .number(0...3), "How many tries its PIN has left."),
        .init(
            "quirks",
            .list(
                .word(QuirkWords.all.map(\.word)), 1...5), "How it behaves where cards differ."),
    ])

    static let visitExpect = Shape.Group([
        .init("outcome", .word(OutcomeWord.all), "How it ended, as the resident saw it."),
        .init("screens", phrases(Screen.names), "Screens in this order. Others may come between."),
        .init("not-screens", phrases(Screen.names), "Screens that must not be seen."),
        .init("within", .duration, "How long it may take until the kiosk is free again."),
        .init("tries-left", .number(0...3), "What the card counts in the end."),
        .init("names", .list(.text, 0...16), "The names of the household, as they were offered for choosing."),
    ])

    static func phrases(_ names: [String]) -> Shape { .list(.phrase(names), 1...128) }

    // MARK: Moments

    static let rule: Shape = .named("rule") { .group(ruleGroup) }
    static let rules: Shape = .list(rule, Shape.usualCount)

    static let momentKeys = ["screen", "entry", "apdu", "call", "sheet"]

    static let ruleGroup = Shape.Group([
        .init("screen", .phrase(Screen.names), "When the resident sees this screen."),
        .init("entry", .phrase(JournalEntry.names), "When this was written to the journal."),
        .init("apdu", .word(CommandWord.allCases.map(\.rawValue)), "When the card is to answer such a command."),
        .init("call", .word(calls.map(\.word)), "When the cloud is to answer such a call."),
        .init("sheet", .number(0...100), "When so many sheets of the job are out."),
        .init("nth", .number(1...1_000), "At which occurrence. 1."),
        .init("every", .flag, "At every occurrence."),
        .init("do", deedOrDeeds, required: true, "What is done then."),
    ])

    static let calls: [(word: String, call: CloudCall)] = [
        ("open-session", .openSession), ("prove", .prove), ("issue", .issue), ("document", .document),
        ("report", .report), ("service", .service), ("ocsp", .ocsp),
    ]

    // MARK: Expectations

    static let expect = Shape.Group([
        .init(
            "printed", .either([.word(["nothing"]), .group(printed)]), "What lies in the tray, or went through it."),
        .init("money", .either([.word(["untouched"]), .group(money)]), "Yen, in the whole scenario."),
        .init("slips", .group(slips), "Slips for the resident's purse."),
        .init("journal", phrases(JournalEntry.names), "Entries in this order. Others may come between."),
        .init("not-journal", phrases(JournalEntry.names), "Entries that must not be there."),
        .init("log", phrases(LogWords.names), "Lines of the log in this order. Others may come between."),
        .init("not-log", phrases(LogWords.names), "Lines that must not be there."),
        .init("signals", phrases(SignalWords.names), "What lamps and buzzer were told, in this order."),
        .init("cloud", .group(counts), "What the cloud believes."),
        .init("alarms", .list(.word(Alarm.allCases.map(\.rawValue)), 0...2), "Open alarms. None, if left out."),
        .init("rest", .phrase(["idle", "out-of-service"]), "How the kiosk rests in the end."),
    ])

    static let printed = Shape.Group([
        .init("documents", .number(0...64), "Papers of which at least one sheet came out."),
        .init("sheets", .number(0...1_000), "Sheets, all copies together."),
        .init("text", .list(.text, 1...64), "Stands on them. White space does not count."),
        .init("without", .list(.text, 1...64), "Stands on none of them."),
    ])

    static let money = Shape.Group([
        .init("in", .number(0...1_000_000), "What stayed in the mechanism."),
        .init("out", .number(0...1_000_000), "What was paid out."),
        .init("owed", .number(0...1_000_000), "What is written down to be handed over by a person. 0."),
    ])

    static let slips = Shape.Group([
        .init("count", .number(0...64), "How many."),
        .init("text", .list(.text, 1...16), "Stands on them. White space does not count."),
        .init("without", .list(.text, 1...16), "Stands on none of them."),
    ])

    static let countNames = [
        "sessions", "issuances", "documents", "delivered", "refused", "spoiled", "delivered-sheets", "open",
        "ocsp-questions",
    ]
    static let counts = Shape.Group(
        countNames.map { .init($0, .number(0...10_000), "As the cloud counts it.") })
}
