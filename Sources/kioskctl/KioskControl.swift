internal import ArgumentParser
internal import Glibc
internal import Kiosk

/// The technician's and developer's command.
@main
struct KioskControl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kioskctl",
        abstract: "Looks after a kiosk.",
        subcommands: [
            Status.self, SelfTestCommand.self, ReportCommand.self, EventsCommand.self, JournalCommand.self,
            SupportBundle.self,
            Card.self, CertificateCommand.self, Enrol.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var patient = command as? any AsyncParsableCommand {
                try await patient.run()
            } else {
                try command.run()
            }
        } catch {
            // A verdict's status says 1 for "refused": whoever asks must be able to tell that from "not understood".
            let isJudging = CommandLine.arguments.dropFirst().first == "certificate"
            guard isJudging, exitCode(for: error) == .validationFailure else { exit(withError: error) }
            StandardError.write(line: fullMessage(for: error))
            Glibc.exit(2)
        }
    }
}
