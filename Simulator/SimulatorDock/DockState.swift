/// Everything that the dock shows of this moment, as its page gets it.
struct DockState: Encodable, Hashable, Sendable {
    /// The firmware runs.
    var isOn: Bool
    /// Milliseconds that the site's clock is ahead of the computer's.
    var clockShift: Int64
    /// Minutes that the kiosk's clock is ahead of the site's.
    var minutesWrong: Int
    /// The resident has plugged headphones in.
    var hasHeadphones: Bool
    /// Nil while the firmware is off or has not begun.
    var machine: Machine?
    var card: Card
    var money: Money
    var printer: Printer
    var network: Network
    var cloud: Cloud
    var journal: Journal

    /// The firmware's heart.
    struct Machine: Encodable, Hashable, Sendable {
        /// The state's name.
        var state: String
        /// Where that is in the picture of the course.
        var station: String
        /// Why it ended, while that is explained.
        var ending: String?
        /// What keeps the kiosk from serving.
        var hindrances: [String]
        /// The resident is asked whether they are still there.
        var isWarning: Bool
        /// The request that is under way.
        var request: String?
        /// Nil where this state may last for ever.
        var limit: Limit?
    }

    /// How long a state may last.
    struct Limit: Encodable, Hashable, Sendable {
        var seconds: Double
        /// Milliseconds since 1970-01-01 UTC, by the site's clock.
        var endsAt: Int64
    }

    struct Card: Encodable, Hashable, Sendable {
        /// Whose card lies on the reader.
        var resident: String?
        /// PIN tries left of each card that was used, by its resident's id.
        var triesLeft: [String: Int]
        var isPINVerified: Bool
        var isReaderPluggedIn: Bool
        var isServiceRunning: Bool
    }

    struct Money: Encodable, Hashable, Sendable {
        var isOpen: Bool
        var due: Int
        var credited: Int
        var tubes: [Tube]
        var cashBox: Int
        /// Pieces in the cup, by their value in yen.
        var cup: [Piece]
        var totalIn: Int
        var totalOut: Int
        var fault: String?
        var payoutTrouble: String?
    }

    struct Tube: Encodable, Hashable, Sendable {
        var yen: Int
        var count: Int
        var capacity: Int
    }

    struct Piece: Encodable, Hashable, Sendable {
        var yen: Int
        var count: Int
    }

    struct Printer: Encodable, Hashable, Sendable {
        /// What is wrong with it.
        var wrong: [String]
        /// Papers in the tray and in the resident's hand, the newest last.
        var papers: [Paper]
        /// Slips of the receipt printer, the newest last.
        var slips: [String]
    }

    struct Paper: Encodable, Hashable, Sendable {
        var id: Int
        /// Pictures of so many pages can be fetched.
        var pages: Int
        var copies: Int
        /// Of all copies.
        var sheetsOut: Int
        var isTaken: Bool
    }

    struct Network: Encodable, Hashable, Sendable {
        var isCut: Bool
        var isOCSPSilent: Bool
        /// `CloudTrouble`
        var cloud: String
        /// `DockCommand.PostedHours`
        var hours: String
    }

    /// What the cloud believes.
    struct Cloud: Encodable, Hashable, Sendable {
        var sessions: Int
        var issuances: Int
        var delivered: Int
        var refused: Int
        var spoiled: Int
        var open: Int
    }

    struct Journal: Encodable, Hashable, Sendable {
        var delivered = 0
        var refused = 0
        var spoiled = 0
        /// Yen that nobody has handed over yet.
        var owed = 0
        var alarms: [String] = []
        /// Outcomes that the cloud has not heard of.
        var unreported = 0
    }
}

/// What does not change while the dock is there.
struct DockSetup: Encodable, Hashable, Sendable {
    /// Where the resident's page is, with its token.
    var page: String
    /// `embedded` or `devices`.
    var stack: String
    /// What is not the real thing.
    var standIns: [String]
    var residents: [Person]
    var stations: [Stop]
    var troubles: [Trouble]

    /// A resident with a card. Everybody is fictional, so the PIN is no secret.
    struct Person: Encodable, Hashable, Sendable {
        var id: String
        var name: String
        var municipality: String
        var pin: String
        /// `juki` or `my-number`.
        var profile: String
        /// What is special, in one line of English.
        var special: String
        /// The same in a word or two each.
        var marks: [Mark]
    }

    struct Mark: Encodable, Hashable, Sendable {
        var name: Words
        /// Whether it ends in a refusal.
        var isBad: Bool
    }

    struct Stop: Encodable, Hashable, Sendable {
        var id: String
        var name: Words
        /// 1 to 5; nil beside the course.
        var step: Int?
    }

    struct Trouble: Encodable, Hashable, Sendable {
        var id: String
        var name: Words
        var group: String
    }
}
