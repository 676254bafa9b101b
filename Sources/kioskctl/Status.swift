internal import ArgumentParser
internal import FoundationEssentials
internal import Kiosk
internal import SelfTest

/// `kioskctl status`
struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows what the kiosk is doing.",
        discussion: "Exit status: 0 while it serves or could, 1 while it is out of service, 2 when it does not answer.")

    @Option(help: ArgumentHelp("The daemon's socket.", valueName: "path"))
    var socket = "/run/madoguchi/control.sock"

    @Flag(help: "Print JSON.")
    var json = false

    @Option(help: ArgumentHelp("en or ja; by default the locale's.", valueName: "language"), transform: word)
    var language = TechnicianLanguage(locale: Environment.locale)

    func run() async throws {
        let line: [UInt8]
        let status: KioskStatus
        do {
            line = try ControlSocket.ask(path: socket)
            status = try JSONDecoder().decode(KioskStatus.self, from: Data(line))
        } catch {
            StandardError.write(line: "kioskctl: \(error)")
            throw ExitCode(2)
        }
        if json {
            print(String(decoding: line, as: UTF8.self), terminator: "")
        } else {
            print("state       \(status.state)")
            if !status.hindrances.isEmpty { print("because     \(status.hindrances.joined(separator: ", "))") }
            for note in status.reasons {
                print("            \(note.reason.text(in: language))\n            → \(note.remedy.text(in: language))")
            }
            let failing = status.parts.filter { !$0.value }.keys.sorted()
            let works = status.parts.filter(\.value).keys.sorted().joined(separator: ", ")
            print("parts       \(works.isEmpty ? "none works" : works + " work")")
            if !failing.isEmpty { print("            \(failing.joined(separator: ", ")) fail") }
            if let days = status.certificateDays { print("certificate \(days) days left") }
            if !status.tubes.isEmpty {
                let tubes = status.tubes.sorted { (Int($0.key) ?? 0) < (Int($1.key) ?? 0) }
                print("change      \(tubes.map { "\($0.value) × \($0.key)" }.joined(separator: ", ")) yen")
            }
            print("software    \(status.software)")
            print("delivered   \(status.delivered)")
            print("spoiled     \(status.spoiled)")
            print("refused     \(status.refused)")
            print("owed        \(status.owed) yen")
        }
        // One that is about to leave, or that has a lamp broken, may still serve somebody.
        if status.state == "out-of-service" { throw ExitCode(1) }
    }
}
