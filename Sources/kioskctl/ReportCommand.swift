internal import ArgumentParser
internal import FoundationEssentials
internal import Kiosk
internal import OpenSSL
internal import ReportPage
internal import SelfTest

/// `kioskctl report`: the readiness reports that whole self-tests leave behind.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Shows and verifies readiness reports.",
        discussion: """
            Every whole `kioskctl selftest` leaves one, signed with the kiosk's key. A report is named by its time as \
            `kioskctl report list` shows it, by `latest`, or by a path with a slash in it.
            """,
        subcommands: [List.self, Show.self, Difference.self, Verify.self])

    struct Folder: ParsableArguments {
        @Option(help: ArgumentHelp("The folder of the reports.", valueName: "folder"))
        var folder = ReportArchive.usualFolder

        var archive: ReportArchive { ReportArchive(folder: folder) }

        func read(_ name: String) throws -> SignedReport {
            do {
                return try archive.read(name)
            } catch {
                StandardError.write(line: "kioskctl: \(error) `kioskctl report list` names those that there are.")
                throw ExitCode(2)
            }
        }
    }

    struct Language: ParsableArguments {
        @Option(help: ArgumentHelp("en or ja; by default the locale's.", valueName: "language"), transform: word)
        var language = TechnicianLanguage(locale: Environment.locale)
    }
}

extension ReportCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Lists the reports, the newest first.")

        @OptionGroup var folder: Folder

        @Flag(help: "Print JSON.")
        var json = false

        private struct Entry: Encodable {
            var name: String
            var kiosk: String
            var isReady: Bool
            var failed: Int
            var warned: Int
            var changed: Int
        }

        func run() async throws {
            let entries = folder.archive.names.compactMap { name -> Entry? in
                guard let report = try? folder.archive.read(name).report else { return nil }
                return Entry(
                    name: name, kiosk: report.kiosk, isReady: report.isReady, failed: report.count(.failure),
                    warned: report.count(.warning), changed: report.changes.count)
            }
            if json { return try printJSON(entries) }
            if entries.isEmpty { return print("No report lies in \(folder.folder). `kioskctl selftest` makes one.") }
            for entry in entries {
                print(
                    "\(entry.name)  \(entry.kiosk)  \(entry.isReady ? "ready    " : "NOT READY")  "
                        + "\(entry.failed) failed, \(entry.warned) warned, \(entry.changed) changed")
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Shows one report, or sets it as a page to print.",
            discussion: "Its signature is not looked at: `kioskctl report verify` does that.")

        @Argument(help: ArgumentHelp("Which report.", valueName: "report"))
        var name = "latest"

        @OptionGroup var folder: Folder
        @OptionGroup var language: Language

        @Flag(help: "Print what was signed, as it was signed.")
        var json = false

        @Option(help: ArgumentHelp("Write one page of A4 to this file.", valueName: "file"))
        var pdf: String?

        func run() async throws {
            let signed = try folder.read(name)
            let words = language.language
            if let pdf {
                do {
                    try Data(try ReportPage.pdf(of: signed, in: words)).write(to: URL(filePath: pdf))
                } catch {
                    StandardError.write(line: "kioskctl: \(pdf) was not written: \(error)")
                    throw ExitCode(2)
                }
                return
            }
            if json { return print(String(decoding: signed.json, as: UTF8.self)) }
            let report = signed.report
            print("\(report.kiosk)  \(report.model)  \(report.software)  \(report.isReady ? "READY" : "NOT READY")")
            for result in report.results {
                print("\(result.verdict.name.text(in: words))  \(result.name.rawValue)")
                for note in result.findings {
                    print("    \(note.reason.text(in: words))\n    → \(note.remedy.text(in: words))")
                }
            }
            for change in report.changes { print("changed  \(change.line(in: words))") }
        }
    }

    struct Difference: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "diff", abstract: "Tells what changed between two reports.",
            discussion: "Without names: the latest against the one before. Exit status: 0 nothing, 1 something.")

        @Argument(help: ArgumentHelp("The earlier report.", valueName: "earlier"))
        var earlier: String?

        @Argument(help: ArgumentHelp("The later report.", valueName: "later"))
        var later = "latest"

        @OptionGroup var folder: Folder
        @OptionGroup var language: Language

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let names = folder.archive.names
            guard let before = earlier ?? (names.count > 1 ? names[1] : nil) else {
                StandardError.write(line: "kioskctl: there are no two reports in \(folder.folder).")
                throw ExitCode(2)
            }
            let changes = try folder.read(later).report.changes(since: try folder.read(before).report)
            if json {
                try printJSON(changes)
            } else {
                for change in changes { print(change.line(in: language.language)) }
            }
            if !changes.isEmpty { throw ExitCode(1) }
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify", abstract: "Verifies a report's signature.",
            discussion: """
                The signer's certificate must lead to one of the anchors, have been valid when the report was made, and \
                bear the name of the kiosk that the report names. Exit status: 0 good, 1 not good, 2 no report.
                """)

        @Argument(help: ArgumentHelp("Which report.", valueName: "report"))
        var name = "latest"

        @OptionGroup var folder: Folder

        @Option(help: ArgumentHelp("The authorities of the kiosks' certificates, PEM.", valueName: "file"))
        var anchors = "/etc/madoguchi/cloud-anchors.pem"

        func run() async throws {
            guard let pem = try? Data(contentsOf: URL(filePath: anchors)), pem.count <= 256 << 10,
                let authorities = try? Certificate.list(pem: Array(pem)), !authorities.isEmpty
            else {
                StandardError.write(line: "kioskctl: \(anchors) holds no certificate. Name a file with --anchors.")
                throw ExitCode(2)
            }
            let signed = try folder.read(name)
            switch signed.verdict(anchors: authorities) {
            case .good:
                return print("Good: made by \(signed.report.kiosk), \(signed.report.isReady ? "ready" : "not ready").")
            case .signatureInvalid: print("NOT GOOD: the signature does not hold. The report was changed.")
            case .untrusted:
                print("NOT GOOD: the signer's certificate leads to no anchor, or was not valid at that time.")
            case .otherKiosk: print("NOT GOOD: another kiosk signed it than it names.")
            }
            throw ExitCode(1)
        }
    }
}

/// For programs, and for people who look.
func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
}
