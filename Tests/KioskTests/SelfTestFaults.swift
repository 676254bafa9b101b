import Board
import Issuance
import Printing
import SelfTest
import SimulatedBoard
import SimulatedCard
import SimulatedCloud
import SimulatedKiosk
import SimulatedPrinter

/// Something wrong with one part, and what a self-test has to say of it.
struct PlantedFault: Sendable {
    let test: TestName
    /// The one finding's id.
    let finding: String
    var isWarning = false
    /// Words of the remedy.
    let remedy: String
    /// The tests that cannot be run because of it.
    var leavesOut: Set<TestName> = []
    let make: @Sendable (Shop) async throws -> Void
    let mend: @Sendable (Shop) async throws -> Void
}

extension SelfTestTests {
    static let faults: [PlantedFault] =
        readerFaults + printerFaults.map(printer) + coinFaults + deviceFaults + networkFaults + computerFaults

    private static let readerFaults = [
        PlantedFault(
            test: .cardReader, finding: "card-reader.service-down", remedy: "systemctl restart pcscd",
            leavesOut: [.testCard, .revocation]
        ) {
            $0.reader.stopService()
        } mend: {
            $0.reader.startService()
        },
        PlantedFault(
            test: .cardReader, finding: "card-reader.missing", remedy: "replace the reader",
            leavesOut: [.testCard, .revocation]
        ) {
            $0.reader.unplug()
        } mend: {
            $0.reader.plugIn()
            $0.reader.insert(try $0.card(of: "shibuya-household"))
        },
        PlantedFault(
            test: .testCard, finding: "card.none", isWarning: true, remedy: "Lay the test card",
            leavesOut: [.revocation]
        ) {
            $0.reader.remove()
        } mend: {
            $0.reader.insert(try $0.card(of: "shibuya-household"))
        },
    ]

    private static let printerFaults: [(PrinterReason, Bool, String, String)] = [
        (.mediaEmpty, true, "media-empty", "Put plain A4"), (.mediaJam, true, "media-jam", "take the sheet out"),
        (.coverOpen, true, "cover-open", "Close the covers"), (.tonerEmpty, true, "toner-empty", "Replace the toner"),
        (.tonerLow, false, "toner-low", "Replace the toner cartridge soon"),
        (.mediaLow, false, "media-low", "Put plain A4"), (.unreachable, true, "unreachable", "power and its cable"),
        (.queuePaused, true, "queue-paused", "cupsenable"),
    ]

    private static func printer(
        _ reason: PrinterReason, _ blocks: Bool, _ word: String, _ remedy: String
    ) -> PlantedFault {
        PlantedFault(test: .printer, finding: "printer.\(word)", isWarning: !blocks, remedy: remedy) {
            $0.printer.report(blocking: blocks ? [reason] : [], warnings: blocks ? [] : [reason])
        } mend: {
            $0.printer.clear()
        }
    }

    private static let coinFaults =
        [
            (CoinMechanismFault.jam, "take the piece out"), (.disconnected, "power and its cable"),
            (.cashBoxFull, "empty the cash box"),
        ].map { fault, remedy in
            PlantedFault(test: .coinMechanism, finding: "coin-mechanism.\(fault.rawValue)", remedy: remedy) {
                $0.site.coins.fail(fault)
            } mend: {
                $0.site.coins.mend()
            }
        }

    private static let deviceFaults =
        [
            (TestName.keypad, "/dev/input/by-id/usb-kiosk-keypad-event-kbd"),
            (.headphones, "/dev/input/by-path/platform-snd-jack-event"), (.watchdog, "/dev/watchdog"),
        ].map { test, path in
            PlantedFault(test: test, finding: "part.device-missing", remedy: "Unplug its cable") {
                $0.site.computer.change { $0.missingDevices = [path] }
            } mend: {
                $0.site.computer.change { $0.missingDevices = [] }
            }
        } + [
            PlantedFault(test: .serviceDoor, finding: "service-door.open", isWarning: true, remedy: "Close it") {
                $0.site.door.set(open: true)
            } mend: {
                $0.site.door.set(open: false)
            },
            PlantedFault(test: .serviceDoor, finding: "part.device-missing", remedy: "Unplug its cable") {
                $0.site.door.set(broken: true)
            } mend: {
                $0.site.door.set(broken: false)
            },
        ]

    private static let networkFaults = [
        computer(
            .network, "network.no-cable", "Plug in the network cable",
            leavesOut: [.cloud, .certificates, .clock, .revocation]
        ) { $0.interfaces = 0 },
        computer(
            .network, "network.no-route", "router", leavesOut: [.cloud, .certificates, .clock, .revocation]
        ) { $0.hasDefaultRoute = false },
        PlantedFault(
            test: .cloud, finding: "cloud.fault", remedy: "Tell the operator", leavesOut: [.certificates, .clock]
        ) {
            $0.site.cloud.lay(.problem(status: 500, type: "fault"), on: .service)
        } mend: { _ in
        },
        PlantedFault(
            test: .cloud, finding: "cloud.kiosk-not-accepted", remedy: "enrol it anew",
            leavesOut: [.certificates, .clock]
        ) {
            $0.site.cloud.lay(.problem(status: 403, type: "kiosk-not-accepted"), on: .service)
        } mend: { _ in
        },
        PlantedFault(test: .revocation, finding: "revocation.unreachable", remedy: "firewall") {
            $0.site.cloud.lay(.problem(status: 503, type: "fault"), on: .ocsp)
        } mend: { _ in
        },
    ]

    private static let computerFaults = [
        computer(.clock, "clock.not-set", "NTP", isWarning: true) { $0.clockIsKept = false },
        computer(.disk, "disk.low", "journalctl", isWarning: true) { $0.room = 500 },
        computer(.disk, "disk.full", "Make room") { $0.room = 20 },
        computer(.disk, "disk.not-writable", "replace the disk") { $0.disk = .notWritable },
        computer(.disk, "disk.reads-wrong", "Replace the disk") { $0.disk = .readsWrong },
        computer(.memory, "memory.low", "Restart the machine", isWarning: true) { $0.memory = 60 },
        computer(.temperature, "processor.hot", "filter", isWarning: true) { $0.temperature = 85 },
        computer(.temperature, "processor.too-hot", "Switch the machine off") { $0.temperature = 99 },
        computer(.watchdog, "watchdog.fired", "support-bundle", isWarning: true) { $0.watchdogFired = true },
        computer(.software, "software.altered", "apt install --reinstall madoguchi") { $0.alteredFiles = 2 },
        computer(.software, "software.unchecked", "dpkg --verify") { $0.alteredFiles = nil },
        computer(.services, "services.cups-down", "systemctl restart cups") {
            $0.services?[.printing] = ServiceState(isActive: false, restarts: 0)
        },
        computer(.services, "services.pcscd-restarted", "journalctl -u pcscd", isWarning: true) {
            $0.services?[.cards] = ServiceState(isActive: true, restarts: 2)
        },
    ]

    private static func computer(
        _ test: TestName, _ finding: String, _ remedy: String, isWarning: Bool = false,
        leavesOut: Set<TestName> = [], _ change: @escaping @Sendable (inout SimulatedComputer.Condition) -> Void
    ) -> PlantedFault {
        PlantedFault(test: test, finding: finding, isWarning: isWarning, remedy: remedy, leavesOut: leavesOut) {
            $0.site.computer.change(change)
        } mend: {
            $0.site.computer.change { $0 = SimulatedComputer.Condition() }
        }
    }
}
