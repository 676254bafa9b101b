internal import ArgumentParser
internal import Kiosk
internal import SimulatedCloud
internal import SimulatedKiosk
internal import SimulatedLoad

/// `kiosk-sim evil`
struct Evil: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Does to a kiosk what has gone wrong elsewhere: strangers' files, pages, seals, late answers.",
        discussion: """
            Each incident happens to one visit, after an ordinary one. The kiosk must print nothing and keep nothing.

            Exit status: 0 if every incident was refused, 1 if one was not, 2 if a run could not begin.
            """)

    @Argument(help: ArgumentHelp("Which incidents; all of them where none is named.", valueName: "incident"))
    var incidents: [CloudIncident] = []

    @Flag(help: "List the incidents and where they happened.") var list = false
    @Flag(help: "Print JSON in place of words.") var json = false
    @OptionGroup var town: TownOption

    func run() async throws {
        if list {
            for incident in CloudIncident.allCases { print(Self.padded(incident.rawValue) + incident.story) }
            return
        }
        ProcessHardening.apply()
        var reports: [EvilRun.Report] = []
        do {
            for incident in incidents.isEmpty ? CloudIncident.allCases : incidents {
                let scratch = try ScratchFolder()
                let report = try await EvilRun(incident, output: scratch.path, town: town.town).run()
                scratch.remove()
                reports.append(report)
                if !json { print(Self.line(report)) }
            }
        } catch {
            StandardError.write(line: "kiosk-sim: \(error)")
            throw ExitCode(2)
        }
        if json { try printJSON(reports) }
        if !reports.allSatisfy(\.isRefused) { throw ExitCode(1) }
    }

    private static func line(_ report: EvilRun.Report) -> String {
        let alarms = report.alarms.isEmpty ? "" : ", alarm: " + report.alarms.joined(separator: ", ")
        return padded(report.incident) + (report.isRefused ? "refused     " : "NOT REFUSED ")
            + "\(report.ending), \(report.sheets) sheets, ¥\(report.kept) kept" + alarms
    }

    private static func padded(_ word: String) -> String {
        word + String(repeating: " ", count: max(1, 24 - word.count))
    }
}
