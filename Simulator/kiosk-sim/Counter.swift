internal import ArgumentParser
internal import Kiosk
internal import SimulatedAuthority
internal import SimulatedKiosk
internal import SimulatedResidents
internal import SimulatedTownHall

/// `kiosk-sim counter`
struct Counter: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Does what a clerk at a municipality's counter does. It holds from the next look at the record on.",
        discussion: """
            What was done lies in the town's folder (--town): the next `kiosk-sim issue` finds it there, and a kiosk \
            or cloud that runs on the same folder finds it at once. A move or a death goes through Juki-Net to the \
            prefecture's authority, which revokes what no longer holds.

              kiosk-sim counter cancel-seal shibuya-seal
              kiosk-sim issue --stack embedded --resident shibuya-seal --kind seal-registration
              kiosk-sim counter show shibuya-seal

            To begin anew, remove the folder `registers` in the town's folder.
            """,
        subcommands: [
            IssueCard.self, Revoke.self, UnlockPIN.self, RegisterSeal.self, CancelSeal.self, Move.self, Die.self,
            Rename.self, Restrict.self, Show.self,
        ])
}

/// What every counter has: a town, and somebody who stands there.
private struct Visitor: ParsableArguments {
    @Argument(help: ArgumentHelp("Who comes to the counter. `kiosk-sim residents` lists everybody.", valueName: "id"))
    var resident: String

    @OptionGroup var town: TownOption

    /// Opens the town, does something at the counter of the visitor's municipality, and says what was done.
    func serve(_ deed: @Sendable (TownHall, Registry) async throws -> String) async throws {
        do {
            let registry = try await Self.registry(town.town)
            print(try await deed(try await registry.townHall(of: resident), registry))
        } catch let refusal as CounterRefusal {
            StandardError.write(line: "kiosk-sim: \(refusal)")
            throw ExitCode(1)
        } catch let error where !(error is ExitCode) && !(error is ValidationError) {
            StandardError.write(line: "kiosk-sim: the town in \(town.town) cannot be opened or changed: \(error)")
            throw ExitCode(2)
        }
    }

    private static func registry(_ path: String) async throws -> Registry {
        let folder = TownFolder(path)
        let town = try folder.town()
        let storage = try folder.registers()
        let world = try AuthorityWorld(
            directory: path, now: KioskParts.systemMilliseconds() / 1_000, prefectures: town.prefectures)
        return try await Registry(town: town, storage: storage, world: world) {
            KioskParts.systemMilliseconds() / 1_000
        }
    }
}

extension Counter {
    struct IssueCard: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "issue-card",
            abstract: "Hands out a card, written by the prefecture's authority for three years. It works from tomorrow."
        )

        @OptionGroup fileprivate var visitor: Visitor
        @Option(help: "juki or my-number.") var profile = Resident.Card.Profile.juki
        @Option(help: "Four digits.") var pin = "1234"

        func validate() throws { try checkPIN(pin) }

        func run() async throws {
            try await visitor.serve { hall, _ in
                try await hall.issueCard(visitor.resident, profile: profile, pin: pin)
                return "\(visitor.resident) has a \(profile.rawValue) card. PIN \(pin). It works from tomorrow on."
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes a card out of use and has its certificates revoked.")

        @OptionGroup fileprivate var visitor: Visitor
        @Option(help: "lost, replaced or returned.") var reason = CardRevocation.lost

        func run() async throws {
            try await visitor.serve { hall, _ in
                try await hall.revokeCard(visitor.resident, reason)
                return "\(visitor.resident)'s card is out of use, and its certificates are revoked."
            }
        }
    }

    struct UnlockPIN: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "unlock-pin", abstract: "Gives a card's PIN its three tries back.")

        @OptionGroup fileprivate var visitor: Visitor
        @Option(help: ArgumentHelp("A new PIN, four digits.", valueName: "pin")) var newPin: String?

        func validate() throws { if let newPin { try checkPIN(newPin) } }

        func run() async throws {
            try await visitor.serve { hall, _ in
                try await hall.unlockPIN(visitor.resident, newPIN: newPin)
                return "\(visitor.resident)'s PIN has three tries\(newPin.map { " and is \($0)" } ?? "")."
            }
        }
    }

    struct RegisterSeal: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "register-seal", abstract: "Registers a seal.")

        @OptionGroup fileprivate var visitor: Visitor
        @Option(help: "One to six characters, cut into the seal.") var inscription = "見本"
        @Option(help: "round, oval or square.") var shape = Resident.Seal.Shape.round
        @Option(help: "The longer side, 8.5 to 25 mm.") var millimetres = 15.0

        func validate() throws {
            guard (1...6).contains(inscription.count) else {
                throw ValidationError("--inscription takes one to six characters.")
            }
            guard (8.5...25).contains(millimetres) else { throw ValidationError("--millimetres takes 8.5 to 25.") }
        }

        func run() async throws {
            try await visitor.serve { hall, _ in
                try await hall.registerSeal(
                    visitor.resident, inscription: inscription, shape: shape, millimetres: millimetres)
                return "\(visitor.resident) has a registered seal."
            }
        }
    }

    struct CancelSeal: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "cancel-seal", abstract: "Cancels a seal's registration.")

        @OptionGroup fileprivate var visitor: Visitor

        func run() async throws {
            try await visitor.serve { hall, _ in
                try await hall.cancelSeal(visitor.resident)
                return "\(visitor.resident)'s seal is registered no more."
            }
        }
    }

    struct Move: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lets a household move: within the municipality, to another one, or away.",
            discussion: """
                With --address alone they move within their municipality. With --to they move out of it and into the \
                other one, where their record is open from tomorrow on. With --out they move out, and have not said \
                yet where they live now. A Juki card ends when its holder leaves the municipality; a My Number card \
                leads to the new one.
                """)

        @OptionGroup fileprivate var visitor: Visitor
        @Option(help: "The new address, from the prefecture on.") var address: String?
        @Option(help: ArgumentHelp("The other municipality's code, five digits.", valueName: "code")) var to: String?
        @Flag(help: "Move out, and in nowhere yet.") var out = false
        @Flag(help: "Only this member of the household moves.") var alone = false

        func validate() throws {
            guard out == (address == nil), !(out && to != nil) else {
                throw ValidationError("Give --address (and --to CODE for another municipality), or --out alone.")
            }
            guard (address ?? "x").count <= 200 else { throw ValidationError("--address takes 200 characters.") }
        }

        func run() async throws {
            try await visitor.serve { hall, registry in
                if let address, let to {
                    guard let other = registry.townHall(to) else { throw CounterRefusal.unknownMunicipality(to) }
                    let papers = try await hall.moveOut(visitor.resident, wholeHousehold: !alone)
                    try await other.moveIn(papers, address: address)
                    return "\(count(papers.count)) moved from \(hall.municipality.name) to \(other.municipality.name)."
                }
                if let address {
                    try await hall.moveWithin(visitor.resident, address: address, wholeHousehold: !alone)
                    return "\(visitor.resident) moved within \(hall.municipality.name)."
                }
                let papers = try await hall.moveOut(visitor.resident, wholeHousehold: !alone)
                return "\(count(papers.count)) moved out of \(hall.municipality.name)."
            }
        }

        private func count(_ people: Int) -> String { people == 1 ? visitor.resident : "\(people) people" }
    }

    struct Die: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Enters a death.")

        @OptionGroup fileprivate var visitor: Visitor

        func run() async throws {
            try await visitor.serve { hall, _ in
                try await hall.die(visitor.resident)
                return "\(visitor.resident)'s record is closed, and the card's certificates are revoked."
            }
        }
    }

    struct Rename: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Enters a new name.")

        @OptionGroup fileprivate var visitor: Visitor
        @Option(help: "The name, with variation selectors where it needs them.") var name: String
        @Option(help: "Its reading in katakana.") var kana: String

        func validate() throws {
            guard (1...200).contains(name.count), (1...200).contains(kana.count) else {
                throw ValidationError("--name and --kana take 1 to 200 characters.")
            }
        }

        func run() async throws {
            try await visitor.serve { hall, _ in
                try await hall.rename(visitor.resident, name: name, kana: kana)
                return "\(visitor.resident) has a new name."
            }
        }
    }

    struct Restrict: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Begins a restriction, such as protected (支援措置), or ends it.")

        @OptionGroup fileprivate var visitor: Visitor
        @Option(help: "protected, adult-ward or none.") var to = Restriction.protected

        enum Restriction: String, ExpressibleByArgument, CaseIterable {
            case protected
            case adultWard = "adult-ward"
            case none

            var value: Resident.Restriction? {
                switch self {
                case .protected: .protected
                case .adultWard: .adultWard
                case .none: nil
                }
            }
        }

        func run() async throws {
            try await visitor.serve { hall, _ in
                try await hall.restrict(visitor.resident, to.value)
                return "\(visitor.resident): \(to.rawValue)."
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows a record as it stands, what stood there before, and what was issued.")

        @OptionGroup fileprivate var visitor: Visitor

        func run() async throws {
            try await visitor.serve { hall, registry in
                guard let resident = try await registry.resident(id: visitor.resident) else {
                    throw CounterRefusal.unknownResident(visitor.resident)
                }
                var lines = [
                    "\(resident.name)  \(hall.municipality.name)  \(resident.address)",
                    "household    "
                        + (try await registry.household(of: resident)).map { "\($0.name) (\($0.relationship))" }
                        .joined(separator: ", "),
                    "seal         " + (resident.seal.map { $0.cancelled ? "cancelled" : $0.inscription } ?? "none"),
                    "card         "
                        + (resident.card.map { "\($0.profile.rawValue), PIN \($0.pin), \($0.triesLeft) tries" }
                            ?? "none"),
                    "restriction  " + (resident.restriction?.rawValue ?? "none"),
                ]
                for revision in try await hall.register.history(of: resident.id) {
                    lines.append("history      \(day(revision.at))  \(revision.because.rawValue)")
                }
                for note in try await hall.register.issues(to: resident.id) {
                    lines.append("issued       \(day(note.at))  \(note.kind) × \(note.copies) at \(note.kiosk)")
                }
                return lines.joined(separator: "\n")
            }
        }

        private func day(_ seconds: Int64) -> String { CivilDate(inJapanAt: Int(seconds)).description }
    }
}

private func checkPIN(_ pin: String) throws {
    guard pin.utf8.count == 4, pin.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
        throw ValidationError("A PIN is four digits.")
    }
}
