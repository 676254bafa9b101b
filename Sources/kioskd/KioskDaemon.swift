internal import ArgumentParser
internal import Board
internal import Issuance
internal import Kiosk
internal import Logging
internal import Metering
internal import Screens
internal import ServiceLifecycle
internal import Synchronization
internal import UnixSignals

/// The kiosk's daemon.
@main
struct KioskDaemon: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kioskd",
        abstract: "Runs the kiosk: the resident's page, card, cloud, money, paper.",
        discussion: """
            Started by systemd, which it tells when it is ready (Type=notify). SIGTERM makes it leave cleanly: nobody \
            new is served, money goes back, paper that moves is waited for.

            The resident's page is served on 127.0.0.1 alone, to a browser that knows this boot's token. Without a page \
            that shows it the kiosk is out of service.

            The log goes to standard error, one line of JSON for each event. `kioskctl status` shows how it is.
            """)

    @Option(help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config = "/etc/madoguchi/kiosk.yaml"

    /// Paper that moves is given this long: the machine's own limit for a sheet.
    private static let leaving: Duration = .seconds(130)

    func run() async throws {
        ProcessHardening.apply()
        let configuration: KioskConfiguration
        var parts: KioskParts
        let page: ScreenServer
        do {
            configuration = try KioskConfiguration.load(path: config)
            let board = try configuration.partsList(drivers: .builtIn)
            parts = try await KioskParts(configuration, board: board, drivers: .builtIn)
            page = try await ScreenServer.start(configuration, board: board)
            parts.terminal = page
        } catch {
            StandardError.write(line: "kioskd: \(error)")
            throw ExitCode(78)  // EX_CONFIG: systemd need not try again (RestartPreventExitStatus=78).
        }
        let kioskID = parts.kioskID
        let logger = Logger(label: "kioskd") { _ in JSONLinesLogHandler(kiosk: kioskID) }
        let log = KioskLog(logger)
        log.note(.screenServed(port: page.port))
        let status = StatusLine()
        let metrics = KioskMetrics()
        let kiosk = Kiosk(parts, log: log) { step in
            status.tell(of: step.machine)
            metrics.note(step)
        }
        let control: ControlSocket
        do {
            control = try ControlSocket(path: configuration.controlSocket) { await kiosk.answer($0, on: $1) }
        } catch {
            await page.stop()
            StandardError.write(line: "kioskd: \(error)")
            throw ExitCode(78)
        }
        defer { control.close() }
        var exporter: MetricsServer?
        if let port = configuration.metricsPort {
            do {
                exporter = try await MetricsServer.start(port: port) { await kiosk.metrics(metrics) }
            } catch {
                // Residents are served without it.
                StandardError.write(line: "kioskd: no metrics: port \(port) of 127.0.0.1 is taken. Name another.")
            }
        }
        var quiet = logger
        quiet.logLevel = .critical
        let group = ServiceGroup(
            services: [KioskService(kiosk: kiosk, log: log, leaving: Self.leaving)],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet)
        do {
            try await group.run()
        } catch {
            await exporter?.stop()
            await page.stop()
            throw error
        }
        await exporter?.stop()
        await page.stop()
    }
}

/// What `systemctl status` shows of the kiosk: how it is, told whenever that changes.
private final class StatusLine: Sendable {
    private let told = Mutex<KioskStatus?>(nil)

    func tell(of machine: IssuanceMachine) {
        let status = KioskStatus(machine)
        told.withLock { told in
            guard status != told else { return }
            told = status
            ServiceNotice.status(status.description).send()
        }
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
                // In this order: whoever reads the log may tell the daemon to leave at once.
                ServiceNotice.ready.send()
                log.note(.started)
            }
        }
        // While paper is waited for, too.
        let watchdog = ServiceWatchdog().map { watchdog in Task { [kiosk] in await kiosk.keep(watchdog) } }
        defer { watchdog?.cancel() }
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
