internal import ArgumentParser
internal import Kiosk
internal import OpenSSL
internal import SimulatedLoad

/// `kiosk-sim load`
struct Load: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lets many kiosks issue at the same time, while records change and answers come late or never.",
        discussion: """
            Each kiosk is the whole firmware with a reader, a printer and a coin mechanism in this process, and all \
            call one cloud over mutual TLS. Counters move people and cancel seals meanwhile. Each paper is read by \
            pdftotext and held against who stood at that kiosk.

              kiosk-sim load --kiosks 200 --rate 25 --count 20000     the large run; takes a quarter of an hour

            Exit status: 0 if nobody got a stranger's document, nothing was issued twice and no outcome was lost; 1 if \
            any of that happened; 2 if the run could not begin.
            """)

    @Option(help: "How many kiosks, 1 to 1000.") var kiosks = 20
    @Option(help: "Visits begun in a second, all kiosks together.") var rate = 20.0
    @Option(help: ArgumentHelp("For how many seconds visits begin.", valueName: "seconds")) var duration: Double?
    @Option(help: "How many visits; without it, --rate times --duration.") var count: Int?
    @Option(help: "Draws residents, orders, changes and faults.") var seed: UInt64 = 1
    @Option(help: "The share of calls that go wrong, 0 to 0.5.") var faults = 0.02
    @Option(help: "Changes of records in a second.") var changes = 2.0
    @Option(help: ArgumentHelp("How long the cloud may take to answer.", valueName: "seconds")) var limit = 5.0
    @Option(help: ArgumentHelp("Where papers and journals go.", valueName: "dir")) var output = "out/load"
    @OptionGroup var town: TownOption
    @Flag(help: "Print one JSON object in place of words.") var json = false

    func validate() throws {
        guard (1...1_000).contains(kiosks) else { throw ValidationError("--kiosks takes 1 to 1000.") }
        guard (0.1...10_000).contains(rate) else { throw ValidationError("--rate takes 0.1 to 10000.") }
        guard (0...0.5).contains(faults) else { throw ValidationError("--faults takes 0 to 0.5.") }
        guard (0...1_000).contains(changes) else { throw ValidationError("--changes takes 0 to 1000.") }
        guard (1...60).contains(limit) else { throw ValidationError("--limit takes 1 to 60.") }
        guard (duration ?? 1) > 0, (duration ?? 1) <= 86_400, (1...1_000_000).contains(count ?? 1) else {
            throw ValidationError("--duration takes 1 to 86400 seconds, --count 1 to 1000000.")
        }
    }

    /// Two residents' keys for each kiosk, and one that each kiosk has: a kibibyte and a half each, for the most kiosks
    /// that there may be. Half of what Linux lets an unprivileged process lock.
    private static let secureHeap = 4 << 20

    func run() async throws {
        OpenSSLLibrary.useSecureHeap(size: Self.secureHeap)
        ProcessHardening.apply()
        var configuration = LoadRun.Configuration(
            kiosks: kiosks, rate: rate, visits: count ?? max(1, Int(rate * (duration ?? 30))), output: output)
        configuration.seed = seed
        configuration.faultRate = faults
        configuration.changeRate = changes
        configuration.answerLimit = .seconds(limit)
        configuration.town = town.town
        let report: LoadReport
        do {
            report = try await LoadRun(configuration).run { what in
                StandardError.write(line: what)
            } progress: { progress in
                StandardError.write(line: Self.line(progress))
            }
        } catch {
            StandardError.write(line: "kiosk-sim: \(error)")
            throw ExitCode(2)
        }
        if json { try printJSON(report) } else { Self.summarize(report) }
        if !report.isGood { throw ExitCode(1) }
    }

    private static func line(_ progress: LoadRun.Progress) -> String {
        let seconds = progress.elapsed / .seconds(1)
        let rate = seconds > 0 ? Double(progress.delivered) / seconds : 0
        return "\(Int(seconds)) s  \(progress.visits) visits, \(progress.delivered) delivered (\(rounded(rate))/s), "
            + "\(progress.changes) records changed, \(progress.broken) promises broken"
    }

    private static func summarize(_ report: LoadReport) {
        print("visits               \(report.visits) in \(rounded(report.seconds)) s")
        print("delivered            \(report.delivered), \(rounded(report.perSecond)) a second")
        for (ending, count) in report.endings.sorted(by: { $0.value > $1.value }) where ending != "delivered" {
            print("  \(ending): \(count)")
        }
        print("issued by the cloud  \(report.issuances)")
        print("records changed      \(report.changes)")
        print("calls gone wrong     \(report.faults)")
        print("strangers' documents \(report.strangers)")
        print("double issues        \(report.doubles)")
        print("lost outcomes        \(report.lost)")
        for broken in report.broken { print("BROKEN  \(broken)") }
        print(report.isGood ? "every promise was kept" : "\(report.brokenCount) promises were broken")
    }

    private static func rounded(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
}
