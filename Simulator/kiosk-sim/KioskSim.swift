internal import ArgumentParser

/// The developer's command: everything that is not the kiosk's own firmware, played.
@main
struct KioskSim: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kiosk-sim",
        abstract: "Plays the world around a kiosk: residents, cards, cloud, authorities, printer, coins.",
        discussion: """
            Everybody in it is fictional. Try `kiosk-sim issue --stack embedded` first: it needs neither root nor daemons.
            """,
        subcommands: [
            Issue.self, Serve.self, Run.self, ReplayCommand.self, SchemaCommand.self, SoakCommand.self, Card.self,
            Residents.self,
            Counter.self, Cloud.self, Load.self, Evil.self, Document.self, VerifyPaper.self, Bench.self, BenchList.self,
        ])
}
