internal import ArgumentParser
internal import Glibc
internal import Kiosk
internal import SimulatedAuthority
internal import SimulatedCard
internal import SimulatedCloud
internal import SimulatedKiosk
internal import SimulatedResidents
internal import SimulatedTownHall

/// `kiosk-sim card`
struct Card: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lays a resident's card into the virtual reader and leaves it there until Ctrl-C.",
        discussion: """
            pcscd must run with the virtual reader's driver: `apt-get install pcscd vsmartcard-vpcd`, then `pcscd -f` \
            as root. `opensc-tool -n`, `pkcs15-tool --list-certificates` and `kioskctl card` then show the card.
            """)

    @Option(help: ArgumentHelp("Whose card.", valueName: "id"))
    var resident = "shibuya-household"

    @Option(help: "The reader's slot: 0 or 1.")
    var slot = 0

    @Option(help: ArgumentHelp("The port of slot 0 of the virtual reader.", valueName: "port"))
    var port = Int(VirtualReaderConnection.packagedPort)

    @OptionGroup var town: TownOption

    func validate() throws {
        guard (0..<PCSCDaemon.slotCount).contains(slot) else { throw ValidationError("--slot takes 0 or 1.") }
        guard (1...65_534).contains(port) else { throw ValidationError("--port takes 1 to 65534.") }
    }

    func run() async throws {
        let now = KioskParts.systemMilliseconds() / 1_000
        let data = try TownFolder(town.town).town()
        let world = try AuthorityWorld(directory: town.town, now: now, prefectures: data.prefectures)
        let registry = try await Registry(
            town: data, storage: try TownFolder(town.town).registers(), world: world, now: { now })
        let resident = try await registry.require(self.resident)
        guard let card = try SimulatedCard(resident, registry.cards) else {
            throw ValidationError("\(self.resident) has no card. `kiosk-sim residents` lists who has.")
        }
        let connection: VirtualReaderConnection
        do {
            connection = try VirtualReaderConnection(inserting: card, port: UInt16(port + slot))
        } catch {
            StandardError.write(line: "kiosk-sim: \(error)")
            throw ExitCode(2)
        }
        print("\(self.resident)'s card lies in \(PCSCDaemon.reader(ofSlot: slot)). Ctrl-C takes it out.")
        fflush(nil)
        await Interrupt.wait()
        connection.remove()
    }
}
