internal import Board
internal import Issuance
internal import Journal
internal import Kiosk
internal import Logging
internal import MunicipalCloud
internal import Screens
internal import SimulatedAuthority
internal import SimulatedBoard
internal import SimulatedCard
internal import SimulatedCloud
public import SimulatedKiosk
internal import SimulatedResidents
internal import Trust
public import Voice

/// A kiosk and all that stands around it, with everything in reach that a hand, wear, weather and bad luck can do to it.
///
/// Each control is one `DockCommand`; what came of it is seen in `state()` and in the feed.
public actor Dock {
    /// How a dock is set up.
    public struct Configuration: Sendable {
        /// What stands under the firmware.
        public var stack: StackKind
        /// Where papers and slips go; made if it does not exist.
        public var output: String
        /// Where the authorities keep their keys between runs; nil: in memory.
        public var town: String?
        /// The page's port; 0 for any that is free.
        public var pagePort = 0
        /// Speaks for the page; nil for a machine without a voice.
        public var voice: Voice?
        /// How long the embedded printer takes for a sheet: long enough to open its cover meanwhile.
        public var sheetTime: Duration = .milliseconds(1_500)

        /// A dock around a kiosk on this stack.
        public init(stack: StackKind, output: String, town: String? = nil) {
            self.stack = stack
            self.output = output
            self.town = town
        }
    }

    let site: SimulatedSite
    let time: DockTime
    nonisolated let feed: DockFeed
    let sight: DockSight
    let printer: any PrinterHands
    let tray: PaperTray
    let cable: NetworkCable
    private let stack: StackKind
    private var place: Firmware.Place
    private let parts: KioskParts
    private let journalPath: String

    // What hands have done.
    var cards: [String: SimulatedCard] = [:]
    var residentOnReader: String?
    var isReaderPluggedIn = true
    var isCardServiceRunning = true
    var hasHeadphones = false
    var printerWrong: Set<DockCommand.PrinterPart> = []
    var isNetworkCut = false
    var isOCSPSilent = false
    var cloudTrouble = CloudTrouble.fair
    var hours = DockCommand.PostedHours.always
    private(set) var firmware: Firmware?
    /// Held by the firmware too: both let go of it before it can be opened again.
    private(set) var journal: Journal?
    private var books = DockState.Journal()
    private var isSwitching = false

    /// Sets everything up, with the power off.
    ///
    /// - Parameter port: the dock's own, whose page may frame the kiosk's.
    static func open(_ configuration: Configuration, dock port: Int) async throws -> Dock {
        let time = DockTime()
        let feed = DockFeed(time)
        var site = SimulatedSite.Configuration(
            stack: configuration.stack, output: configuration.output, town: configuration.town)
        site.clock = time.clock
        site.wallClock = { time.kioskMilliseconds }
        site.sheetTime = configuration.sheetTime
        site.adjustCloud = { cloud in
            cloud.now = { time.milliseconds / 1_000 }
            cloud.onCall = { feed.note($0) }
        }
        let opened = try await SimulatedSite.open(site)
        do {
            let place = Firmware.Place(
                pages: try ScreenPages.found(), voice: configuration.voice, token: .random(),
                port: configuration.pagePort, dock: port)
            return try await Dock(opened, configuration.stack, place, time, feed)
        } catch {
            await opened.close()
            throw error
        }
    }

    private init(
        _ site: SimulatedSite, _ stack: StackKind, _ place: Firmware.Place, _ time: DockTime, _ feed: DockFeed
    ) async throws {
        self.site = site
        self.stack = stack
        self.place = place
        self.time = time
        self.feed = feed
        sight = DockSight(feed, time)
        tray = try PaperTray()
        if let rig = site.printerRig {
            printer = try await RigHands(rig)
        } else if let folder = site.folderPrinter {
            printer = FolderPrinterHands(printer: folder)
        } else {
            throw StackError(part: "printer", reason: "this stack has none that can be handled")
        }
        guard let port = site.cloud.url.split(separator: ":").last.flatMap({ Int($0) }) else {
            throw StackError(part: "cloud", reason: "\(site.cloud.url) names no port")
        }
        cable = try await NetworkCable.plugIn(to: port)
        // One of the dock's own: a power cut closes it, and the site holds its own open.
        journalPath = site.journalPath + "-dock"
        var parts = site.parts
        parts.cloud = try site.cloudClient(port: cable.port)
        let cable = cable
        parts.revocation = OCSPBehindCable(source: parts.revocation, cable: cable)
        self.parts = parts
        await tray.ignore(await printer.papers())
    }

    /// Where the resident's page is, with its token; empty before the power was on.
    var pageAddress: String { firmware?.page.address ?? "http://127.0.0.1:\(place.port)/#\(place.token.text)" }
    /// The page's port; 0 before the power was on for the first time.
    var pagePort: Int { place.port }

    // MARK: Power

    /// Switches the firmware on, on the journal that is there.
    func switchOn() async throws {
        guard firmware == nil, !isSwitching else { return }
        isSwitching = true
        defer { isSwitching = false }
        let journal = try await openJournal()
        self.journal = journal
        var parts = parts
        parts.journal = journal
        let feed = feed
        let sight = sight
        sight.forget()
        let firmware = try await Firmware.start(
            parts, at: place, log: KioskLog(Logger(label: "kiosk") { _ in LogTap(feed: feed) }),
            observer: { sight.note($0) },
            onEnd: { error in feed.note(.log, "the firmware ended: \(error)", "", .alarm) })
        place.port = firmware.page.port
        self.firmware = firmware
        feed.ring()
    }

    /// Cuts the power.
    func cutPower() async {
        guard let firmware, !isSwitching else { return }
        isSwitching = true
        defer { isSwitching = false }
        self.firmware = nil
        journal = nil
        await firmware.cut()
        sight.forget()
        feed.ring()
    }

    /// The earlier run's last tasks let go of the journal a moment after they were told to end.
    private func openJournal() async throws -> Journal {
        for _ in 0..<500 {
            do {
                return try Journal.open(path: journalPath)
            } catch {
                guard error.kind == .inUse else { throw error }
                try await Task.sleep(for: .milliseconds(10))
            }
        }
        return try Journal.open(path: journalPath)
    }

    /// Ends everything that was started; money and paper that are on the move come to rest first.
    func close() async {
        let last = firmware
        firmware = nil
        journal = nil
        await last?.leave(within: .seconds(10))
        feed.close()
        await cable.cut()
        await tray.remove()
        await site.close()
    }

    // MARK: What is seen

    /// What does not change while the dock is there.
    func setup() -> DockSetup {
        DockSetup(
            page: pageAddress, stack: stack.rawValue, standIns: site.standIns,
            residents: site.town.residents.compactMap { DockSetup.Person($0, in: site.town) },
            stations: Station.allCases.map {
                DockSetup.Stop(id: $0.rawValue, name: $0.name, step: $0.step?.rawValue)
            },
            troubles: CloudTrouble.allCases.map {
                DockSetup.Trouble(id: $0.rawValue, name: $0.name, group: $0.group.rawValue)
            })
    }

    /// Everything that is to be seen at this moment.
    func state() async -> DockState {
        await tray.look(at: await printer.papers())
        forgetCardThatLeft()
        let counts = await site.cloud.counts
        if let journal, let books = await Self.books(in: journal) { self.books = books }
        return DockState(
            isOn: firmware != nil, clockShift: Int64(time.clock.shift / .milliseconds(1)),
            minutesWrong: time.minutesWrong, hasHeadphones: hasHeadphones, machine: sight.machine, card: cardView,
            money: DockState.Money(site.coins.view),
            printer: DockState.Printer(
                wrong: printerWrong.map(\.rawValue).sorted(), papers: await tray.view, slips: slips),
            network: DockState.Network(
                isCut: isNetworkCut, isOCSPSilent: isOCSPSilent, cloud: cloudTrouble.rawValue, hours: hours.rawValue),
            cloud: DockState.Cloud(
                sessions: counts.sessions, issuances: counts.issuances, delivered: counts.delivered,
                refused: counts.refused, spoiled: counts.spoiled, open: counts.open),
            journal: books)
    }

    /// PNG of a page of a paper, both counted from 1; nil where there is none.
    func picture(paper: Int, page: Int) async -> [UInt8]? {
        await tray.picture(paper: paper, page: page)
    }

    private static func books(in journal: Journal) async -> DockState.Journal? {
        guard let counts = try? await journal.counts(), let owed = try? await journal.moneyOwed(),
            let alarms = try? await journal.openAlarms(), let pending = try? await journal.pendingOutcomes()
        else { return nil }
        return DockState.Journal(
            delivered: counts.delivered, refused: counts.refused, spoiled: counts.spoiled,
            owed: owed.filter { $0.handedOverAt == nil }.reduce(0) { $0 + $1.amount.amount },
            alarms: alarms.map(\.alarm.rawValue), unreported: pending.count)
    }
}

/// An authority is asked over the same cable as the cloud.
private struct OCSPBehindCable: RevocationSource {
    let source: any RevocationSource
    let cable: NetworkCable

    func evidence(for query: OCSPQuery?) async -> RevocationEvidence {
        guard await cable.isWhole else { return .unavailable(.unreachable) }
        return await source.evidence(for: query)
    }
}

extension SimulatedSite {
    /// The kiosk's way to the cloud, through another port than the cloud's own.
    fileprivate func cloudClient(port: Int) throws -> CloudClient {
        let kiosk = try cloud.world.kioskCredential(id: Dock.kioskID)
        let identity = try CloudIdentity(
            anchors: [try cloud.world.platformAuthority().certificate], chain: [kiosk.certificate, kiosk.authority],
            key: kiosk.privateKey)
        return try CloudClient(CloudClient.Configuration(url: "https://localhost:\(port)", identity: identity))
    }
}
