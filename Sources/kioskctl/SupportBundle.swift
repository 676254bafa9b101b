internal import ArgumentParser
internal import FoundationEssentials
internal import Issuance
internal import Journal
internal import Kiosk
internal import SelfTest

/// `kioskctl support-bundle`
struct SupportBundle: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "support-bundle",
        abstract: "Writes one file with everything that a developer needs to help, and nothing of a resident.",
        discussion: """
            JSON: status, events, the latest readiness report, the journal's sums and the money owed by number, the \
            machine's parts list and configuration (which hold no secret), versions of the system and of the packages \
            that the kiosk stands on. No key, certificate, PIN or name of a resident is in it: look into it before you \
            send it. What cannot be had is named in it. Exit status: 0, or 2 when the file cannot be written.
            """)

    @Argument(help: ArgumentHelp("The file to write; one that is there is left alone.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("The daemon's socket.", valueName: "path"))
    var socket = "/run/madoguchi/control.sock"

    @Option(help: ArgumentHelp("The configuration.", valueName: "file"))
    var config = "/etc/madoguchi/kiosk.yaml"

    @Option(help: ArgumentHelp("The folder of the reports.", valueName: "folder"))
    var folder = ReportArchive.usualFolder

    @Option(help: ArgumentHelp("The journal's file.", valueName: "file"))
    var journal = "/var/lib/madoguchi/journal.sqlite"

    /// Text of one file is cut beyond this.
    private static let longestText = 64 << 10

    private struct Bundle: Encodable {
        var form = 1
        var at: String
        var software = Software.version
        var status: KioskStatus?
        var events: [EventRecord] = []
        var report: SelfTestReport?
        var journal: Sums?
        var configuration: String?
        var partsList: String?
        var system: [String: String] = [:]
        var packages: [String: String] = [:]
        var missing: [String] = []

        struct Sums: Encodable {
            var delivered: Int
            var spoiled: Int
            var refused: Int
            var open: Int
            var unreported: Int
            var owed: [String: Int]
        }
    }

    func run() async throws {
        var bundle = Bundle(at: Date().formatted(.iso8601))
        if let line = try? ControlSocket.ask(path: socket),
            let status = try? JSONDecoder().decode(KioskStatus.self, from: Data(line))
        {
            bundle.status = status
            try? ControlSocket.converse(path: socket, .events(isFollowing: false), within: 5) { line in
                if let record = try? JSONDecoder().decode(EventRecord.self, from: Data(line)) {
                    bundle.events.append(record)
                }
                return nil
            }
        } else {
            bundle.missing.append("status and events: the daemon does not answer at \(socket)")
        }
        do {
            bundle.report = try ReportArchive(folder: folder).read("latest").report
        } catch { bundle.missing.append("report: \(error)") }
        do {
            let file = try Journal.openForReading(path: journal)
            let counts = try await file.counts()
            let owed = try await file.moneyOwed().filter { $0.handedOverAt == nil }
            bundle.journal = Bundle.Sums(
                delivered: counts.delivered, spoiled: counts.spoiled, refused: counts.refused, open: counts.open,
                unreported: try await file.pendingOutcomes(limit: 1_000).count,
                owed: Dictionary(owed.map { (String($0.session.description.prefix(8)), $0.amount.amount) }) { $0 + $1 })
        } catch { bundle.missing.append("journal: \(error)") }
        bundle.configuration = Self.text(config, &bundle.missing)
        if let known = try? KioskConfiguration.load(path: config) {
            bundle.partsList = Self.text(known.board, &bundle.missing)
        }
        for (name, path) in [
            ("kernel", "/proc/version"), ("release", "/etc/os-release"), ("uptime", "/proc/uptime"),
            ("memory", "/proc/meminfo"), ("boot", "/proc/sys/kernel/random/boot_id"), ("load", "/proc/loadavg"),
        ] {
            bundle.system[name] = Self.text(path, &bundle.missing)
        }
        bundle.packages = Self.packages(&bundle.missing)
        try write(bundle)
    }

    private func write(_ bundle: Bundle) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        do {
            try encoder.encode(bundle).write(to: URL(filePath: file), options: .withoutOverwriting)
        } catch {
            StandardError.write(line: "kioskctl: \(file) could not be written. Name a new file in a folder of yours.")
            throw ExitCode(2)
        }
        print("\(file): look into it, then send it to the maker.")
        for line in bundle.missing { print("without \(line)") }
    }

    private static func text(_ path: String, _ missing: inout [String]) -> String? {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else {
            missing.append(path)
            return nil
        }
        return String(decoding: data.prefix(longestText), as: UTF8.self)
    }

    /// The versions of what the kiosk stands on, from dpkg's own list.
    private static func packages(_ missing: inout [String]) -> [String: String] {
        let wanted: Set<String> = [
            "madoguchi", "pcscd", "libpcsclite1", "libccid", "cups", "cups-daemon", "libcups2", "openssl", "libssl3",
            "libcurl4", "chromium", "cage", "open-jtalk", "espeak-ng", "linux-image-amd64", "systemd", "libsqlite3-0",
        ]
        guard let list = try? Data(contentsOf: URL(filePath: "/var/lib/dpkg/status")) else {
            missing.append("packages")
            return [:]
        }
        var versions: [String: String] = [:]
        var package: Substring?
        for line in String(decoding: list, as: UTF8.self).split(separator: "\n") {
            if line.hasPrefix("Package: ") { package = line.dropFirst(9) }
            if line.hasPrefix("Version: "), let name = package, wanted.contains(String(name)) {
                versions[String(name)] = String(line.dropFirst(9))
            }
        }
        return versions
    }
}
