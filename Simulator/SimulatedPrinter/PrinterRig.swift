internal import ChildProcesses
internal import Glibc
public import Printing

/// A real print stack of its own, on loopback: a CUPS scheduler, a queue, and an IPP Everywhere printer
/// (`ippeveprinter`) whose mechanism is a script that counts sides, runs out of paper and jams on demand.
///
///     CUPSPrinter ──► cupsd (own socket) ──► backend ipp ──► ippeveprinter ──► command.sh ──► printed/
///                                                               └ dbus-daemon (own bus; it insists on one)
///
/// Nothing of the system's is used or touched: no system bus, no Avahi, no `/etc/cups`, no fixed port.
/// Everything lives in one temporary folder, which ``stop()`` removes.
public actor PrinterRig {
    /// Where the private CUPS listens.
    public nonisolated let server: PrintServer
    /// The queue's name.
    public nonisolated let queue = "kiosk"
    /// The printer's own address, for asking it without CUPS.
    public nonisolated let printerURI: String
    /// CUPS' spool (`RequestRoot`): documents and job files lie here, and must not stay.
    public nonisolated let spoolFolder: String
    /// Where the documents go whose last sheet came out, named by their job's random name.
    public nonisolated let outputFolder: String

    nonisolated let layout: RigLayout
    let port: Int
    private var bus: ChildProcess
    private var scheduler: ChildProcess?
    private var printer: ChildProcess?

    /// Starts everything and waits until the queue is ready; half a second.
    ///
    /// - Parameters:
    ///   - outputFolder: An existing folder for the printed documents, which stays. Without one they go when
    ///     the rig stops.
    ///   - keepsHistory: Whether CUPS keeps finished jobs in its spool, as it does when nobody tells it not to.
    public static func start(
        outputFolder: String? = nil, keepsHistory: Bool = false
    ) async throws(PrinterRigError) -> PrinterRig {
        for (program, package) in programs { _ = try ChildProcess.locate(program, package: package) }
        let layout = try RigLayout(outputFolder: outputFolder, keepsHistory: keepsHistory)
        var started: [ChildProcess] = []
        do {
            try layout.writeConfiguration()
            let bus = try await startBus(layout)
            started.append(bus)
            let scheduler = try await startScheduler(layout)
            started.append(scheduler)
            let (printer, port) = try await startPrinterAnywhere(layout)
            started.append(printer)
            try await makeQueue(layout, port: port, scheduler: scheduler)
            return PrinterRig(layout: layout, port: port, bus: bus, scheduler: scheduler, printer: printer)
        } catch {
            for child in started.reversed() { await child.stop() }
            RigFiles.removeFolder(layout.folder)
            throw error
        }
    }

    private init(layout: RigLayout, port: Int, bus: ChildProcess, scheduler: ChildProcess, printer: ChildProcess) {
        self.layout = layout
        self.port = port
        self.bus = bus
        self.scheduler = scheduler
        self.printer = printer
        server = .socket(path: layout.schedulerSocket)
        printerURI = RigLayout.printerURI(port: port)
        spoolFolder = layout.spool
        outputFolder = layout.printed
    }

    /// A printer room on this rig's queue.
    public nonisolated func makePrinter(limits: PrintLimits = PrintLimits()) throws(PrintingError) -> CUPSPrinter {
        try CUPSPrinter(server: server, queue: queue, limits: limits)
    }

    /// The documents whose last sheet came out, as paths, sorted.
    public nonisolated func printedDocuments() -> [String] {
        RigFiles.list(outputFolder).filter { $0.hasSuffix(".pdf") }.map { "\(outputFolder)/\($0)" }
    }

    /// What lies in the spool now: `c…` a job's attributes, `d…` a document.
    public nonisolated func spoolContents() -> [String] {
        // The folder for temporary files is always there.
        RigFiles.list(spoolFolder).filter { $0 != "tmp" } + RigFiles.list("\(spoolFolder)/tmp")
    }

    /// Ends everything, last started first, and removes the folder.
    public func stop() async {
        await printer?.stop()
        await scheduler?.stop()
        await bus.stop()
        (printer, scheduler) = (nil, nil)
        RigFiles.removeFolder(layout.folder)
    }

    /// Cuts the printer's power: it answers nobody, and what it knew of its jobs is gone.
    public func cutPrinterPower() async {
        await printer?.cutPower()
        printer = nil
    }

    /// Gives the printer its power back, at the same address.
    public func restorePrinterPower() async throws(PrinterRigError) {
        guard printer == nil else { return }
        printer = try await Self.startPrinter(layout, port: port)
    }

    /// Kills CUPS in the middle of whatever it does.
    public func killScheduler() async {
        await scheduler?.cutPower()
        scheduler = nil
    }

    /// Starts CUPS again. Unless its spool is emptied first, it prints again what it was printing.
    public func restartScheduler(emptyingSpool: Bool) async throws(PrinterRigError) {
        guard scheduler == nil else { return }
        if emptyingSpool {
            for name in spoolContents() { unlink("\(spoolFolder)/\(name)") }
            unlink("\(layout.scheduler)/cache/job.cache")
        }
        scheduler = try await Self.startScheduler(layout)
    }

    // MARK: Starting

    /// What has to be installed, and the Debian package it is in.
    static let programs = [
        (program: "cupsd", package: "cups-daemon cups"), (program: "lpadmin", package: "cups-client"),
        (program: "ippeveprinter", package: "cups-ipp-utils"), (program: "ipptool", package: "cups-ipp-utils"),
        (program: "dbus-daemon", package: "dbus-daemon"), (program: "qpdf", package: "qpdf"),
        (program: "setpriv", package: "util-linux"),
    ]

    private static func startBus(_ layout: RigLayout) async throws(PrinterRigError) -> ChildProcess {
        let bus = try ChildProcess.start(
            "dbus-daemon", package: "dbus-daemon",
            arguments: ["--config-file=\(layout.busConfiguration)", "--nofork", "--nopidfile", "--nosyslog"],
            logPath: layout.log("dbus"))
        try await bus.waitUntilReady(log: layout.log("dbus")) { RigSockets.listens(path: layout.busSocket) }
        return bus
    }

    private static func startScheduler(_ layout: RigLayout) async throws(PrinterRigError) -> ChildProcess {
        let scheduler = try ChildProcess.start(
            "cupsd", package: "cups-daemon cups",
            arguments: ["-f", "-c", layout.schedulerConfiguration, "-s", layout.schedulerFiles],
            logPath: layout.log("cupsd"))
        try await scheduler.waitUntilReady(log: layout.log("cupsd")) {
            RigSockets.listens(path: layout.schedulerSocket)
        }
        return scheduler
    }

    /// ippeveprinter wants to be told a port, and a free one may be taken before it gets there.
    private static func startPrinterAnywhere(
        _ layout: RigLayout
    ) async throws(PrinterRigError) -> (printer: ChildProcess, port: Int) {
        var attempts = 3
        while true {
            attempts -= 1
            let port = try RigSockets.freePort()
            do {
                return (try await startPrinter(layout, port: port), port)
            } catch {
                if attempts == 0 { throw error }
            }
        }
    }

    private static func startPrinter(_ layout: RigLayout, port: Int) async throws(PrinterRigError) -> ChildProcess {
        let printer = try ChildProcess.start(
            "ippeveprinter", package: "cups-ipp-utils",
            arguments: [
                // -r off: no DNS-SD, and so no Avahi. It still wants a message bus to be there.
                "-r", "off", "-n", "localhost", "-p", String(port), "-d", layout.received,
                "-a", layout.printerAttributes, "-c", layout.command, "Simulated",
            ],
            environment: ["DBUS_SYSTEM_BUS_ADDRESS": "unix:path=\(layout.busSocket)", "TMPDIR": layout.received],
            logPath: layout.log("ippeveprinter"))
        try await printer.waitUntilReady(log: layout.log("ippeveprinter")) {
            guard let socket = RigSockets.connect(port: port) else { return false }
            close(socket)
            return true
        }
        return printer
    }

    /// The queue is made as on a kiosk: CUPS asks the printer what it is (`-m everywhere`), and one line is
    /// added so that CUPS passes `print-scaling` on. See docs/printing.md.
    private static func makeQueue(
        _ layout: RigLayout, port: Int, scheduler: ChildProcess
    ) async throws(PrinterRigError) {
        let uri = RigLayout.printerURI(port: port)
        try await administer(layout, ["-v", uri, "-m", "everywhere", "-o", "printer-error-policy=abort-job"])
        // CUPS asks the printer on a thread of its own, after lpadmin has ended. This line is its last act.
        try await scheduler.waitUntilReady(log: layout.log("cupsd")) {
            RigFiles.read(layout.log("cups-error"))?.contains("Printer \"kiosk\" is now available") ?? false
        }
        let description = RigFiles.read("\(layout.scheduler)/ppd/kiosk.ppd") ?? ""
        try RigFiles.write(description + "*cupsMandatory: \"print-scaling\"\n", to: layout.queueDescription)
        try await administer(layout, ["-P", layout.queueDescription, "-E"])
        // CUPS 2.4.2 forgets the draft of the description there.
        for name in RigFiles.list("\(layout.spool)/tmp") { unlink("\(layout.spool)/tmp/\(name)") }
    }

    static func administer(_ layout: RigLayout, _ options: [String]) async throws(PrinterRigError) {
        try await ChildProcess.run(
            "lpadmin", package: "cups-client", arguments: ["-h", layout.schedulerSocket, "-p", "kiosk"] + options,
            logPath: layout.log("lpadmin"))
    }
}
