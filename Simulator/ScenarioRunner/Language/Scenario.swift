package import Board
package import Issuance
package import SimulatedCard
package import SimulatedCloud

/// A story about a kiosk: who comes, what they do, what goes wrong, and what must be true of it.
package struct Scenario: Hashable, Sendable {
    /// Where it was read, as it was named; empty for one that was made up.
    package var file = ""
    /// What it shows, in one sentence.
    package var shows: String
    package var kiosk = KioskSetting()
    package var cloud = CloudSetting()
    /// Done before the kiosk is switched on.
    package var before: [PlacedDeed] = []
    package var visits: [VisitScript]
    /// Done when the last resident has left.
    package var after: [PlacedDeed] = []
    /// Rules that hold all the time.
    package var rules: [Rule] = []
    package var expected = Expectations()
}

/// How the kiosk is set up.
package struct KioskSetting: Hashable, Sendable {
    /// Minutes after midnight in Japan, today; nil: the real time.
    package var timeOfDay: Int?
    /// What lies in the tubes at first; nil: as on a usual morning.
    package var tubes: [Denomination: Int]?
    package var hasCoinMechanism = true
}

/// How the cloud is set up.
package struct CloudSetting: Hashable, Sendable {
    package var hours = ServiceHours.always
    /// How far the cloud's clock is ahead of the kiosk's.
    package var clockAhead: Duration = .zero
    package var disguise: CloudDisguise?
}

/// One resident's visit.
package struct VisitScript: Hashable, Sendable {
    package var resident: String
    /// Whose card they lay down; nil: their own.
    package var cardOf: String?
    package var triesLeft: Int?
    package var quirks: SimulatedCard.Behaviour = .init()
    package var kind = CertificateKind.residenceRecord
    /// Ids of household members; nil: the whole household.
    package var members: [String]?
    package var showsDomicile = false
    package var showsRelationship = false
    package var copies = 1
    /// One for each try; nil: the right one.
    package var pins: [String]?
    package var pieces: [Denomination] = [.yen100]
    package var language = Language.japanese
    package var wantsSlip = true
    /// Done while the kiosk rests, before they come.
    package var before: [PlacedDeed] = []
    package var rules: [Rule] = []
    /// Done when they have left.
    package var after: [PlacedDeed] = []
    package var expected = VisitExpectations()
    package var line = 0

    package init(resident: String) { self.resident = resident }
}

/// At a moment, deeds.
package struct Rule: Hashable, Sendable {
    package var moment: Moment
    /// Which occurrence of the moment is meant; nil: every one.
    package var nth: Int? = 1
    package var deeds: [PlacedDeed]
    package var line = 0
}

/// A moment that can be waited for.
package enum Moment: Hashable, Sendable {
    /// The resident sees this.
    case screen(Phrase)
    /// This has been written to the journal, and what follows from it is begun.
    case entry(Phrase)
    /// The card is about to answer this command.
    case apdu(CommandWord)
    /// The cloud, or the authority's responder, is about to answer this call.
    case call(CloudCall)
    /// So many sheets of the next job are out.
    case sheet(Int)
}

/// The commands of a card.
package enum CommandWord: String, Hashable, Sendable, CaseIterable {
    case select, tries, verify, read, sign

    package init?(_ command: CardExchange) {
        switch command.header?.ins {
        case 0xA4: self = .select
        case 0x20: self = command.dataCount == 0 ? .tries : .verify
        case 0xB0: self = .read
        case 0x2A: self = .sign
        default: return nil
        }
    }
}

// MARK: - What must be true

/// What must be true of one visit.
package struct VisitExpectations: Hashable, Sendable {
    package var outcome: Placed<String>?
    /// In this order; others may come between.
    package var screens: [PlacedPhrase] = []
    package var notScreens: [PlacedPhrase] = []
    /// How long it may take until the kiosk is free again.
    package var within: Placed<Duration>?
    /// What the card says in the end.
    package var triesLeft: Placed<Int>?
    /// The names that were offered for choosing.
    package var names: Placed<[String]>?
}

/// What must be true in the end, of the whole story.
package struct Expectations: Hashable, Sendable {
    package var documents: Placed<Int>?
    package var sheets: Placed<Int>?
    /// On the papers, white space left out.
    package var paperText: [Placed<String>] = []
    package var paperWithout: [Placed<String>] = []
    package var moneyIn: Placed<Int>?
    package var moneyOut: Placed<Int>?
    package var moneyOwed: Placed<Int>?
    package var slips: Placed<Int>?
    package var slipText: [Placed<String>] = []
    package var slipWithout: [Placed<String>] = []
    package var journal: [PlacedPhrase] = []
    package var notJournal: [PlacedPhrase] = []
    package var log: [PlacedPhrase] = []
    package var notLog: [PlacedPhrase] = []
    package var signals: [PlacedPhrase] = []
    /// By the names of the file.
    package var cloud: [String: Placed<Int>] = [:]
    /// Open at the end. None, unless they are named.
    package var alarms = Placed([Alarm](), line: 0)
    package var rest: PlacedPhrase?
}

/// A value with the line where it stands.
package struct Placed<Value: Hashable & Sendable>: Hashable, Sendable {
    package var value: Value
    package var line: Int

    package init(_ value: Value, line: Int) {
        self.value = value
        self.line = line
    }
}
