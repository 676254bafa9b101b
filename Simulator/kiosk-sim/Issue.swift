internal import ArgumentParser
internal import Issuance
internal import Kiosk
internal import Logging
internal import SimulatedKiosk

/// `kiosk-sim issue`
struct Issue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lets a resident get one certificate, from the first touch to the paper.",
        discussion: """
            Starts what is needed, prints what happens as it happens, says where the PDF lies that reached the \
            printer's end, and ends everything that it started.

            Exit status: 0 if the certificate was delivered, 1 if it was not, 2 if the run could not begin.
            """)

    @Option(help: "devices: pcscd, CUPS and an IPP Everywhere printer (needs root). embedded: all in this process.")
    var stack = StackKind.devices

    @Option(help: ArgumentHelp("Who comes to the kiosk.", valueName: "id"))
    var resident = "shibuya-household"

    @Option(help: "Which certificate.")
    var kind = CertificateKind.residenceRecord

    @Option(help: "How many copies, 1 to 10.")
    var copies = 1

    @Option(help: ArgumentHelp("Where the paper and the slip go.", valueName: "dir"))
    var output = "out"

    @OptionGroup var town: TownOption

    @Flag(help: "Print one JSON object in place of the timeline: outcome, documents, pages, timeline.")
    var json = false

    @Flag(help: "Show the firmware's log, one line of JSON for each event, on standard error.")
    var log = false

    func validate() throws {
        guard (1...OfferedCertificate.highestMaximumCopies).contains(copies) else {
            throw ValidationError("--copies takes 1 to \(OfferedCertificate.highestMaximumCopies).")
        }
    }

    func run() async throws {
        ProcessHardening.apply()
        var configuration = SimulatedSite.Configuration(stack: stack, output: output, town: town.town)
        let showsTimeline = !json
        let timeline = Timeline { entry in
            if showsTimeline { print(Self.line(entry)) }
        }
        let report: IssueRun.Report
        do {
            configuration.registers = try TownFolder(town.town).registers()
            report = try await IssueRun(configuration, resident: resident, kind: kind, copies: copies)
                .run(timeline, log: KioskLog(logger))
        } catch {
            StandardError.write(line: "kiosk-sim: \(error)")
            if stack == .devices {
                StandardError.write(
                    line: "kiosk-sim: `kiosk-sim issue --stack embedded` needs neither root nor daemons.")
            }
            throw ExitCode(2)
        }
        if json { try printJSON(report) } else { Self.summarize(report) }
        if report.outcome != "delivered" { throw ExitCode(1) }
    }

    private var logger: Logger {
        var logger = Logger(label: "kiosk-sim") { _ in JSONLinesLogHandler(kiosk: "kiosk-0001") }
        logger.logLevel = log ? .info : .critical
        return logger
    }

    /// ` 1.204 s  what happened`
    private static func line(_ entry: Timeline.Entry) -> String {
        let milliseconds = String(entry.at % 1_000)
        let padding = String(repeating: "0", count: 3 - milliseconds.count)
        let seconds = String(entry.at / 1_000)
        return String(repeating: " ", count: max(0, 3 - seconds.count)) + seconds + "." + padding + milliseconds
            + " s  " + entry.what
    }

    private static func summarize(_ report: IssueRun.Report) {
        print("")
        print("outcome    \(report.outcome)")
        print("sheets     \(report.pages)")
        for document in report.documents { print("paper      \(document)") }
        for standIn in report.standIns { print("stand-in   \(standIn)") }
    }
}
