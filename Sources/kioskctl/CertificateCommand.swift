internal import ArgumentParser

/// `kioskctl certificate`: what the kiosk thinks of certificates.
struct CertificateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certificate",
        abstract: "Judges certificates the way the kiosk does.",
        subcommands: [CertificateVerify.self])
}
