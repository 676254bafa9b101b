public import Board
internal import StrictJSON

/// What a trainer's or a developer's hand does around the kiosk.
public enum DockCommand: Hashable, Sendable {
    /// Lays the card of the resident with this id on the reader; one that lies there goes.
    case placeCard(String)
    case liftCard
    /// The town hall gives the resident's card its PIN tries back.
    case renewCard(String)
    /// The card on the reader does this at its next command.
    case cardTrouble(CardTrouble)
    case reader(isPluggedIn: Bool)
    case cardService(isRunning: Bool)
    case headphones(arePlugged: Bool)
    case insert(Denomination)
    case emptyCup
    /// Nil mends the mechanism.
    case coinFault(CoinMechanismFault?)
    case payoutTrouble(PayoutTrouble)
    case printer(PrinterPart, isWrong: Bool)
    case takePaper
    case cutNetwork(Bool)
    case cloud(CloudTrouble)
    case silenceOCSP(Bool)
    case hours(PostedHours)
    /// In seconds, 1 to 3600.
    case passTime(Int)
    /// To the moment at which the machine's own limit passes.
    case passLimit
    case clockWrong(Bool)
    case power(Bool)
    /// A person has looked into the alarms, and starts the kiosk again.
    case clearAlarms
    /// A person hands over all money that is owed.
    case handOver

    /// What a card does in the midst of its work.
    public enum CardTrouble: String, Hashable, Sendable, CaseIterable { case pulled, silent, garbage }
    /// What goes wrong with the next payout.
    public enum PayoutTrouble: String, Hashable, Sendable, CaseIterable { case short, jam, lostLine = "lost-line" }
    /// What a clerk and wear do to a printer.
    public enum PrinterPart: String, Hashable, Sendable, CaseIterable { case cover, paper, jam, toner }
    /// What hangs on the service's door.
    public enum PostedHours: String, Hashable, Sendable, CaseIterable { case always, published, closed, maintenance }
}

extension DockCommand {
    /// A command has some dozen bytes and no member but its own.
    private static let bounds = JSONBounds(length: 512, depth: 2, values: 4, text: 64)

    /// Reads `{"do":"insert","yen":100}`; nil for anything that is no command.
    public init?(json bytes: [UInt8]) {
        guard let command = try? bytes.withUnsafeBytes({ try Self.read(try JSONObject($0, within: Self.bounds)) })
        else {
            return nil
        }
        self = command
    }

    private struct Unknown: Error {}

    private static func read(_ json: JSONObject) throws -> DockCommand {
        func text(_ name: String) throws -> String { try json.string(name, atMost: 64) }
        func word<Word: RawRepresentable<String>>(_ name: String) throws -> Word {
            try json.value(name, atMost: 64, Word.init(rawValue:))
        }
        func flag(_ name: String) throws -> Bool {
            switch try text(name) {
            case "yes": true
            case "no": false
            default: throw Unknown()
            }
        }
        let command: (DockCommand, members: Int) =
            switch try text("do") {
            case "placeCard": (.placeCard(try text("resident")), 2)
            case "liftCard": (.liftCard, 1)
            case "renewCard": (.renewCard(try text("resident")), 2)
            case "cardTrouble": (.cardTrouble(try word("kind")), 2)
            case "reader": (.reader(isPluggedIn: try flag("on")), 2)
            case "cardService": (.cardService(isRunning: try flag("on")), 2)
            case "headphones": (.headphones(arePlugged: try flag("on")), 2)
            case "insert":
                (.insert(try Denomination(rawValue: json.integer("yen", in: 1...1_000)).orThrow(Unknown())), 2)
            case "emptyCup": (.emptyCup, 1)
            case "mendCoins": (.coinFault(nil), 1)
            case "breakCoins": (.coinFault(try word("kind")), 2)
            case "payoutTrouble": (.payoutTrouble(try word("kind")), 2)
            case "printer": (.printer(try word("part"), isWrong: try flag("on")), 3)
            case "takePaper": (.takePaper, 1)
            case "cutNetwork": (.cutNetwork(try flag("on")), 2)
            case "cloud": (.cloud(try word("kind")), 2)
            case "silenceOCSP": (.silenceOCSP(try flag("on")), 2)
            case "hours": (.hours(try word("kind")), 2)
            case "passTime": (.passTime(try json.integer("seconds", in: 1...3_600)), 2)
            case "passLimit": (.passLimit, 1)
            case "clockWrong": (.clockWrong(try flag("on")), 2)
            case "power": (.power(try flag("on")), 2)
            case "clearAlarms": (.clearAlarms, 1)
            case "handOver": (.handOver, 1)
            default: throw Unknown()
            }
        guard json.members.count == command.members else { throw Unknown() }
        return command.0
    }
}

extension Optional {
    fileprivate func orThrow(_ error: any Error) throws -> Wrapped {
        guard let self else { throw error }
        return self
    }
}
