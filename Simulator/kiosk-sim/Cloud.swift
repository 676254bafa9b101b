internal import ArgumentParser
internal import Glibc
internal import Kiosk
internal import SimulatedCloud
internal import SimulatedKiosk
internal import SimulatedResidents

/// `kiosk-sim cloud`
struct Cloud: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs the simulated municipal cloud and the authorities' OCSP responder on loopback.",
        discussion: """
            Writes into the directory what a kiosk needs to call it: cloud-anchors.pem, card-authorities.pem, \
            seal-authorities.pem, kiosk.pem and kiosk.key, and a kiosk.yaml and board.yaml for \
            `kioskd --config DIR/kiosk.yaml`. Prints its URL when it is ready, and runs until Ctrl-C.
            """)

    @Option(help: ArgumentHelp("Where trust anchors, certificate and key go.", valueName: "dir"))
    var directory: String

    @Option(help: "The port; 0 for any that is free.")
    var port = 0

    @Option(help: "The OCSP responder's port; 0 for any that is free. It stands in the residents' certificates.")
    var ocspPort = 0

    @Option(help: ArgumentHelp("The kiosk that may call.", valueName: "id"))
    var kiosk = "kiosk-0001"

    @Option(
        help: ArgumentHelp(
            "Also write card.pem and card.key of this resident's card, for who calls without a reader.",
            valueName: "id"))
    var card: String?

    func validate() throws {
        guard [port, ocspPort].allSatisfy((0...65_535).contains) else { throw ValidationError("A port is 0 to 65535.") }
    }

    func run() async throws {
        var configuration = SimulatedCloud.Configuration(
            town: try TownFolder(directory).town(), kiosks: [kiosk])
        configuration.directory = directory + "/authorities"
        configuration.port = port
        configuration.ocspPort = ocspPort
        let cloud: SimulatedCloud
        do {
            try makeFolder(directory)
            configuration.registers = try TownFolder(directory).registers()
            cloud = try await SimulatedCloud.start(configuration)
        } catch {
            StandardError.write(line: "kiosk-sim: the cloud does not start on port \(port): \(error)")
            throw ExitCode(2)
        }
        try Enrolment(cloud: cloud, kiosk: kiosk).write(to: directory)
        if let card {
            let resident = try await cloud.registry.require(card)
            try Enrolment(cloud: cloud, kiosk: kiosk).write(cardOf: resident, to: directory)
        }
        print(cloud.url)
        fflush(nil)
        await Interrupt.wait()
        await cloud.stop()
    }
}
