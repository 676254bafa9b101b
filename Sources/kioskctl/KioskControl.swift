internal import ArgumentParser

/// The technician's and developer's command.
@main
struct KioskControl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kioskctl",
        abstract: "Looks after a kiosk.",
        subcommands: [Status.self, Card.self])
}
