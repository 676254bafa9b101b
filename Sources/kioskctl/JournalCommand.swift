internal import ArgumentParser
internal import FoundationEssentials
internal import Issuance
internal import Journal
internal import Kiosk

/// `kioskctl journal`
struct JournalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal",
        abstract: "Lists issuances by number, fee and outcome, and the money that residents have to get.",
        discussion: """
            Reads the journal itself, whether the daemon runs or not. The number stands on the resident's slip. Exit \
            status: 0, or 2 when the journal cannot be read.
            """)

    @Option(help: ArgumentHelp("The journal's file.", valueName: "file"))
    var journal = "/var/lib/madoguchi/journal.sqlite"

    @Option(help: ArgumentHelp("At most so many, the newest.", valueName: "count"))
    var limit = 50

    @Flag(help: "Only money that residents have not got back yet.")
    var owed = false

    @Flag(help: "Print JSON.")
    var json = false

    private struct Entry: Encodable {
        var number: String
        var at: String
        var municipality: String?
        var kind: String?
        var copies: Int?
        var yen: Int
        var outcome: String
        var sheets: Int?
    }

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit is from 1 to 10000.") }
    }

    func run() async throws {
        let entries: [Entry]
        do {
            let file = try Journal.openForReading(path: journal)
            entries = owed ? try await Self.owed(file, limit) : try await Self.issuances(file, limit)
        } catch {
            StandardError.write(line: "kioskctl: \(error)")
            throw ExitCode(2)
        }
        if json { return try printJSON(entries) }
        if entries.isEmpty { print(owed ? "Nobody has money to get." : "No issuance is in the journal.") }
        for entry in entries {
            let words = [entry.municipality, entry.kind, entry.copies.map { "\($0) ×" }].compactMap { $0 }
            let sheets = entry.sheets.map { ", \($0) sheets" } ?? ""
            print(
                ([entry.number, entry.at] + words + ["\(entry.yen) yen", entry.outcome + sheets]).joined(
                    separator: "  "))
        }
    }

    private static func issuances(_ file: Journal, _ limit: Int) async throws -> [Entry] {
        try await file.issuances(limit: limit).map { record in
            let (outcome, sheets): (String, Int?) =
                switch record.outcome {
                case .delivered(let sheets): ("delivered", sheets)
                case .spoiled(let sheets): ("spoiled", sheets)
                case .refused: ("refused", nil)
                case nil: ("open", nil)
                }
            return Entry(
                number: number(record.session), at: time(record.at), municipality: record.municipality.description,
                kind: record.kind.rawValue, copies: record.copies, yen: record.fee.amount, outcome: outcome,
                sheets: sheets)
        }
    }

    private static func owed(_ file: Journal, _ limit: Int) async throws -> [Entry] {
        try await file.moneyOwed().filter { $0.handedOverAt == nil }.prefix(limit).map { money in
            Entry(number: number(money.session), at: time(money.at), yen: money.amount.amount, outcome: "owed")
        }
    }

    /// As it stands on the resident's slip.
    private static func number(_ session: RequestID) -> String { session.description.prefix(8).uppercased() }

    private static func time(_ milliseconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(milliseconds / 1_000)).formatted(.iso8601)
    }
}
