internal import ArgumentParser
internal import Board
internal import Kiosk
internal import Logging
internal import ServiceLifecycle
internal import UnixSignals

/// The kiosk's daemon.
@main
struct KioskDaemon: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kioskd",
        abstract: "Runs the kiosk: card, cloud, money, paper.",
        discussion: """
            Started by systemd, which it tells when it is ready (Type=notify). SIGTERM makes it leave cleanly: nobody \
            new is served, money goes back, paper that moves is waited for.

            The log goes to standard error, one line of JSON for each event. `kioskctl status` shows how it is.
            """)

    @Option(help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config = "/etc/madoguchi/kiosk.yaml"

    /// Paper that moves is given this long: the machine's own limit for a sheet.
    private static let leaving: Duration = .seconds(130)

    func run() async throws {
        ProcessHardening.apply()
        let configuration: KioskConfiguration
        let parts: KioskParts
        do {
            configuration = try KioskConfiguration.load(path: config)
            parts = try await KioskParts(configuration, drivers: .builtIn)
        } catch {
            StandardError.write(line: "kioskd: \(error)")
            throw ExitCode(78)  // EX_CONFIG: systemd need not try again (RestartPreventExitStatus=78).
        }
        let kioskID = parts.kioskID
        let logger = Logger(label: "kioskd") { _ in JSONLinesLogHandler(kiosk: kioskID) }
        let log = KioskLog(logger)
        let kiosk = Kiosk(parts, log: log)
        let control: ControlSocket
        do {
            control = try ControlSocket(path: configuration.controlSocket) { await kiosk.statusLine() }
        } catch {
            StandardError.write(line: "kioskd: \(error)")
            throw ExitCode(78)
        }
        defer { control.close() }
        var quiet = logger
        quiet.logLevel = .critical
        try await ServiceGroup(
            services: [KioskService(kiosk: kiosk, log: log, leaving: Self.leaving)],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet
        ).run()
    }
}

/// The kiosk under a service group: signals become a clean departure.
struct KioskService: Service {
    let kiosk: Kiosk
    let log: KioskLog
    let leaving: Duration

    func run() async throws {
        let running = Task { [kiosk, log] in
            try await kiosk.run {
                log.note(.started)
                ServiceNotice.ready.send()
            }
        }
        try await withTaskCancellationOrGracefulShutdownHandler {
            try await running.value
        } onCancelOrGracefulShutdown: {
            ServiceNotice.stopping.send()
            log.note(.stopping)
            Task {
                await kiosk.prepareToLeave(within: leaving)
                running.cancel()
            }
        }
    }
}
