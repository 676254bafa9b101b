internal import Printing
internal import SimulatedCard
internal import SimulatedPrinter
internal import SmartCard

/// What stands under the firmware: reader and printer, real or played.
public enum StackKind: String, Sendable, CaseIterable {
    /// pcscd with the virtual reader, a private CUPS scheduler with an IPP Everywhere printer. Needs root.
    case devices
    /// A card channel in this process, and a printer that writes to a folder.
    case embedded
}

/// Why a stack could not be started, with the remedy.
public struct StackError: Error, CustomStringConvertible {
    /// What did not start.
    public var part: String
    /// Why, with the remedy where there is one.
    public var reason: String

    /// A part that did not start, and why.
    public init(part: String, reason: String) {
        self.part = part
        self.reason = reason
    }

    /// The part and the reason.
    public var description: String { "\(part): \(reason)" }
}

/// A reader with a slot that takes simulated cards, and a printer.
protocol Stack: Sendable {
    var readers: any CardReaders { get }
    var readerName: String { get }
    var printer: any DocumentPrinter { get }
    /// What is not the real thing, in words for the person who started it.
    var standIns: [String] { get }
    /// Lays the card down.
    func insert(_ card: SimulatedCard) async throws(StackError)
    /// Takes it off.
    func removeCard() async
    /// Stops the card service, or starts it again.
    func cardService(isUp: Bool) async
    /// The PDFs that reached the printer's end, oldest first.
    func printedDocuments() async -> [String]
    /// Ends whatever was started.
    func stop() async
}

/// Everything in this process: for developers without root and for tests.
final class EmbeddedStack: Stack {
    let slot = InProcessReaders()
    let folder: FolderPrinter

    init(output: String, sheetTime: Duration, clock: any Clock<Duration>) {
        folder = FolderPrinter(folder: output, sheetTime: sheetTime, clock: clock)
    }

    var readers: any CardReaders { slot }
    var readerName: String { slot.reader }
    var printer: any DocumentPrinter { folder }
    var standIns: [String] {
        [
            "reader and pcscd: a channel in this process; the APDUs are the same",
            "printer and CUPS: a folder; each job is written there as it was sent",
        ]
    }

    func insert(_ card: SimulatedCard) { slot.insert(card) }
    func removeCard() { slot.remove() }
    func cardService(isUp: Bool) { if isUp { slot.startService() } else { slot.stopService() } }
    func printedDocuments() -> [String] { folder.outputs.map(\.path) }
    func stop() { slot.remove() }
}

/// The real daemons on loopback, started for this run alone.
actor DevicesStack: Stack {
    private let daemon: PCSCDaemon
    nonisolated let rig: PrinterRig
    private var card: VirtualReaderConnection?
    nonisolated let readers: any CardReaders
    nonisolated let printer: any DocumentPrinter

    static func start(output: String) async throws(StackError) -> DevicesStack {
        async let reader = Result(catching: { try await PCSCDaemon.start(for: .thisProcess) })
        async let paper = Result(catching: { try await PrinterRig.start(outputFolder: output) })
        let (daemon, rig) = (await reader, await paper)
        do {
            return try DevicesStack(daemon: daemon.get(), rig: rig.get())
        } catch {
            try? daemon.get().stop()
            await (try? rig.get())?.stop()
            if case .failure(let failure) = daemon { throw StackError(part: "card reader", reason: "\(failure)") }
            throw StackError(part: "printer", reason: "\(error)")
        }
    }

    private init(daemon: PCSCDaemon, rig: PrinterRig) throws {
        self.daemon = daemon
        self.rig = rig
        readers = PCSCReaders()
        printer = try rig.makePrinter()
    }

    nonisolated var readerName: String { PCSCDaemon.reader(ofSlot: 0) }
    nonisolated var standIns: [String] {
        ["the card: an APDU interpreter behind the virtual reader", "the paper: a file at the printer's end"]
    }

    func insert(_ card: SimulatedCard) throws(StackError) {
        do {
            self.card = try VirtualReaderConnection(inserting: card, port: daemon.port(ofSlot: 0))
        } catch {
            throw StackError(part: "virtual reader", reason: "\(error)")
        }
    }

    func removeCard() {
        card?.remove()
        card = nil
    }

    func cardService(isUp: Bool) async {
        if isUp { try? await daemon.restart() } else { daemon.crash() }
    }

    func printedDocuments() -> [String] { rig.printedDocuments() }

    func stop() async {
        removeCard()
        daemon.stop()
        await rig.stop()
    }
}

extension Result where Failure == any Error {
    fileprivate init(catching body: () async throws -> Success) async {
        do {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
