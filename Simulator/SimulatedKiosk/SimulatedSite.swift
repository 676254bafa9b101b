public import Board
internal import DocumentCheck
internal import Glibc
internal import Issuance
internal import Journal
public import Kiosk
public import MunicipalCloud
internal import OpenSSL
internal import Printing
internal import SimulatedAuthority
public import SimulatedBoard
public import SimulatedCard
public import SimulatedCloud
public import SimulatedPrinter
public import SimulatedResidents
public import SimulatedTownHall
internal import Trust

/// A kiosk in a shop, with all that it needs around it: the town, its authorities and its cloud behind real mutual TLS,
/// reader, printer, coins and slips.
public final class SimulatedSite: Surroundings {
    /// How a site is set up.
    public struct Configuration: Sendable {
        /// What stands under the firmware.
        public var stack: StackKind
        /// Where papers and slips go; made if it does not exist.
        public var output: String
        /// Where the authorities keep their keys between runs, which saves the seconds that making them takes;
        /// nil: in memory.
        public var town: String?
        /// Where the municipalities' registers are kept: a counter's changes outlive the site where that is a folder.
        public var registers = Registry.Storage.memory
        /// Where the journal lies; nil: in a folder that goes with the site.
        public var journal: String?
        /// The name by which the cloud knows the kiosk.
        public var kioskID = "kiosk-0001"
        /// What the firmware measures its waits by.
        public var clock: any Clock<Duration> = RealClock()
        /// What the firmware and the cloud take for the time of day: milliseconds since 1970-01-01 UTC.
        public var wallClock: @Sendable () -> Int64 = KioskParts.systemMilliseconds
        /// Changes the cloud before it starts, such as its hours or its disguise.
        public var adjustCloud: @Sendable (inout SimulatedCloud.Configuration) -> Void = { _ in }
        /// How long the cloud may take to answer.
        public var cloudLimits = CloudClient.Limits()
        /// How long an authority's responder may take.
        public var revocationLimit = HTTPFetcher.usualLimit
        /// What lies in the tubes of the coin mechanism at first.
        public var holdings = SimulatedParts.usualHoldings
        /// How long the embedded printer takes for a sheet.
        public var sheetTime: Duration = .zero
        /// The way to the cloud, given its address: the address at which the kiosk calls it.
        public var route: @Sendable (String) async throws -> String = { $0 }

        /// A site on this stack.
        public init(stack: StackKind, output: String, town: String? = nil) {
            self.stack = stack
            self.output = output
            self.town = town
        }
    }

    /// The municipalities and their residents.
    public let town: SimulatedTown
    /// The municipal cloud, to be told what to do wrong.
    public let cloud: SimulatedCloud
    /// The coin mechanism, to put money into and to count.
    public let coins: SimulatedCoinMechanism
    /// Lamps and buzzer, which remember what they were told.
    public let indicators: RecordingIndicators?
    /// The printer of slips; nil where the machine has none.
    public let receiptPrinter: FileReceiptPrinter?
    /// The service door.
    public let door = SimulatedDoorSwitch()
    /// The computer under the firmware.
    public let computer = SimulatedComputer()
    /// Ready to be given to a `Kiosk`, but for the terminal.
    public let parts: KioskParts
    /// The journal's file.
    public let journalPath: String
    /// Whether the cloud goes with the site.
    private let ownsCloud: Bool
    private let stack: any Stack
    private let scratch: ScratchFolder

    /// Starts everything; returns when all of it is ready.
    public static func open(_ configuration: Configuration) async throws -> SimulatedSite {
        let cloud = try await startCloud(configuration)
        do {
            return try await open(configuration, at: cloud, owningIt: true)
        } catch {
            await cloud.stop()
            throw error
        }
    }

    /// Starts a kiosk beside others at a cloud that runs already, and that the kiosk is enrolled in.
    public static func open(_ configuration: Configuration, at cloud: SimulatedCloud) async throws -> SimulatedSite {
        try await open(configuration, at: cloud, owningIt: false)
    }

    private static func startCloud(_ configuration: Configuration) async throws -> SimulatedCloud {
        let town = try TownFolder.load(configuration.town)
        var cloudConfiguration = SimulatedCloud.Configuration(town: town, kiosks: [configuration.kioskID])
        cloudConfiguration.directory = configuration.town
        cloudConfiguration.registers = configuration.registers
        let wallClock = configuration.wallClock
        cloudConfiguration.now = { wallClock() / 1_000 }
        configuration.adjustCloud(&cloudConfiguration)
        return try await SimulatedCloud.start(cloudConfiguration)
    }

    private static func open(
        _ configuration: Configuration, at cloud: SimulatedCloud, owningIt: Bool
    ) async throws -> SimulatedSite {
        let scratch = try ScratchFolder()
        try makeFolder(configuration.output)
        let stack: any Stack =
            switch configuration.stack {
            case .embedded:
                EmbeddedStack(
                    output: configuration.output, sheetTime: configuration.sheetTime, clock: configuration.clock)
            case .devices: try await DevicesStack.start(output: configuration.output)
            }
        do {
            let machine = SimulatedParts(receipts: configuration.output, holdings: configuration.holdings)
            try await machine.startReferenceKiosk()
            let address = try await configuration.route(cloud.url)
            return try SimulatedSite(
                configuration, cloud: cloud, owningIt: owningIt, address: address, stack: stack, machine: machine,
                scratch: scratch)
        } catch {
            await stack.stop()
            throw error
        }
    }

    private init(
        _ configuration: Configuration, cloud: SimulatedCloud, owningIt: Bool, address: String, stack: any Stack,
        machine: SimulatedParts, scratch: ScratchFolder
    ) throws {
        guard let coins = machine.coinMechanism else {
            throw StackError(part: "coin mechanism", reason: "the reference kiosk has none")
        }
        guard let inspector = DocumentCheck.locate() else {
            throw StackError(
                part: DocumentCheck.programName,
                reason: "is not built: `swift build --product \(DocumentCheck.programName)`")
        }
        town = cloud.registry.town
        self.cloud = cloud
        ownsCloud = owningIt
        self.stack = stack
        self.scratch = scratch
        self.coins = coins
        indicators = machine.indicators
        receiptPrinter = machine.receiptPrinter
        journalPath = configuration.journal ?? scratch.path + "/journal.sqlite"
        let kiosk = try cloud.world.kioskCredential(id: configuration.kioskID)
        let anchor = try cloud.world.platformAuthority().certificate
        let identity = try CloudIdentity(
            anchors: [anchor], chain: [kiosk.certificate, kiosk.authority], key: kiosk.privateKey)
        let fetcher = try HTTPFetcher(limit: configuration.revocationLimit)
        let wallClock = configuration.wallClock
        let now: @Sendable () -> Int64 = { wallClock() / 1_000 }
        var parts = KioskParts(
            readers: stack.readers, reader: NamePattern(stack.readerName),
            // A cloud in the disguise of a server without TLS is asked for TLS all the same.
            cloud: try CloudClient(
                CloudClient.Configuration(
                    url: address.replacing("http://", with: "https://"), identity: identity,
                    limits: configuration.cloudLimits)),
            revocation: PublishedRevocation(fetcher, shelf: ListShelf(fetcher, now: now), now: now),
            printer: stack.printer,
            sides: .twoSidedLongEdge,
            coins: coins, receipts: machine.receiptPrinter, indicators: machine.indicators,
            journal: try Journal.open(path: journalPath), terminal: nil,
            cardCertificates: CertificateVerifier(
                anchors: try cloud.world.prefecturalAnchors(), profile: .userAuthentication),
            manifests: ManifestVerifier(anchors: [try cloud.world.sealAuthority().certificate]),
            documents: DocumentCheck(program: inspector),
            wallClock: configuration.wallClock, clock: configuration.clock)
        var board = try PartsList.reference(drivers: machine.drivers)
        board.cardReader.name = NamePattern(stack.readerName)
        var inspection = InspectionParts(board: board, door: door, computer: computer)
        inspection.place = "Simulated store"
        inspection.signer = ReportSigner(
            certificate: kiosk.certificate, chain: [kiosk.authority], key: kiosk.privateKey)
        parts.inspection = inspection
        self.parts = parts
    }

    /// What is not the real thing here.
    public var standIns: [String] {
        stack.standIns + [
            "coin mechanism and slip printer: simulated", "municipal cloud and authorities: simulated, over real TLS",
        ]
    }

    /// A resident's card as the municipality issued it, with its PIN's tries as the data says.
    ///
    /// - Returns: nil for a resident who has no card.
    public func card(of resident: Resident) throws -> SimulatedCard? {
        try SimulatedCard(resident, cloud.registry.cards)
    }

    /// The reader in this process; nil where a real one stands there.
    public var inProcessReaders: InProcessReaders? { (stack as? EmbeddedStack)?.slot }

    /// The printer that writes to a folder; nil where a real one stands there.
    public var folderPrinter: FolderPrinter? { (stack as? EmbeddedStack)?.folder }

    /// The print stack of its own; nil where the printer writes to a folder.
    public var printerRig: PrinterRig? { (stack as? DevicesStack)?.rig }

    /// Lays a card on the reader.
    public func insert(_ card: SimulatedCard) async throws { try await stack.insert(card) }

    /// Takes the card off the reader.
    public func removeCard() async { await stack.removeCard() }

    /// Puts a coin or a note into the slot.
    public func insert(_ piece: Denomination) { coins.insert(piece) }

    /// The PDFs that reached the printer's end, oldest first.
    public func printedDocuments() async -> [String] { await stack.printedDocuments() }

    /// Stops the card service, or starts it again, where a real one stands there.
    public func cardService(isUp: Bool) async { await stack.cardService(isUp: isUp) }

    /// Ends everything that was started.
    public func close() async {
        await stack.stop()
        if ownsCloud { await cloud.stop() }
        scratch.remove()
    }
}

extension SimulatedParts {
    /// Makes the parts that the reference kiosk's list names.
    fileprivate func startReferenceKiosk() async throws {
        let list = try PartsList.reference(drivers: drivers)
        if let part = list.coinMechanism { _ = try await drivers.driver(for: part)?.start(part) }
        if let part = list.receiptPrinter { _ = try await drivers.driver(for: part)?.start(part) }
        if let part = list.indicators { _ = try await drivers.driver(for: part)?.start(part) }
    }
}

extension SimulatedCard {
    /// The card of a resident; nil where there is none.
    public convenience init?(_ resident: Resident, _ cards: CardOffice) throws {
        guard let card = resident.card, let credential = try cards.cardCredential(of: resident) else { return nil }
        self.init(
            model: card.profile == .juki ? .juki : .myNumber,
            authentication: SimulatedCard.Credential(
                key: credential.privateKey, certificate: credential.certificate.der,
                authorityCertificate: credential.authority.der, pin: card.pin, triesLeft: card.triesLeft))
    }
}

/// A folder that goes with its owner.
public final class ScratchFolder: Sendable {
    /// Where it lies.
    public let path: String

    /// Makes a folder of a random name, which nobody else may read.
    public init() throws(StackError) {
        var template = Array("/tmp/madoguchi-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw StackError(part: "scratch folder", reason: String(cString: strerror(errno)))
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { remove() }

    /// Removes the folder and the files in it.
    public func remove() {
        guard let folder = opendir(path) else { return }
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            unlink(path + "/" + name)
        }
        closedir(folder)
        rmdir(path)
    }
}

/// Makes a folder and those above it.
public func makeFolder(_ path: String) throws(StackError) {
    var made = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
        made += "/" + part
        guard mkdir(made, 0o755) == 0 || errno == EEXIST else {
            throw StackError(part: path, reason: String(cString: strerror(errno)))
        }
    }
}
