internal import ArgumentParser
internal import FoundationEssentials
internal import JukiCard
internal import Kiosk
internal import OpenSSL
internal import SmartCard

/// `kioskctl card`: a technician's first look at reader and card. Spends no PIN try and changes nothing.
struct Card: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows what lies on the card reader.",
        discussion: """
            Reads the card's kind, the PIN tries that are left (without spending one) and its certificate, which bears \
            neither name nor address. Exit status: 0 a resident's card, 1 no such card, 2 no reader or no answer.
            """)

    @Option(help: ArgumentHelp("The reader's PC/SC name; by default the first that holds a card.", valueName: "name"))
    var reader: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let connection: any CardConnection
        do {
            connection = try await PCSCReaders().connect(to: reader, within: .seconds(5))
        } catch {
            StandardError.write(line: "kioskctl: \(Self.remedy(error))")
            throw ExitCode(error.kind == .noCard ? 1 : 2)
        }
        let findings: Findings
        do {
            let card = try await ResidentCard.open(on: connection)
            let readout = try await card.readout()
            findings = try Findings(reader: connection.reader, readout)
        } catch {
            await connection.release()
            StandardError.write(
                line: "kioskctl: the card in \(connection.reader) is no resident's card that can be read: \(error)")
            throw ExitCode(1)
        }
        await connection.release()
        try findings.print(asJSON: json)
    }

    private static func remedy(_ error: CardReaderError) -> String {
        switch error.kind {
        case .noReader:
            "no card reader is connected. `lsusb` lists what the system sees; `pcsc_scan -r` what pcscd does."
        case .noCard, .cardRemoved: "no card lies on the reader."
        case .serviceDown: "pcscd does not answer. `systemctl start pcscd` starts it."
        case .sharingViolation: "another program holds the card: kioskd while it serves somebody. Try again afterwards."
        case .unresponsiveCard, .timedOut: "the card does not answer. Lay it down flat, chip side down, and try again."
        case .protocolError, .other: "the reader failed: \(error)"
        }
    }
}

/// What was found out about the card.
private struct Findings: Encodable {
    var reader: String
    var profile: String
    var pinTriesLeft: Int
    var certificate: Fields

    struct Fields: Encodable {
        var subject: String
        var serial: String
        var notBefore: String
        var notAfter: String
    }

    init(reader: String, _ readout: CardReadout) throws(OpenSSLError) {
        let certificate = try OpenSSL.Certificate(der: readout.certificate)
        self.reader = reader
        profile = readout.profile.name
        pinTriesLeft = readout.pinTriesLeft
        self.certificate = Fields(
            subject: certificate.subject, serial: certificate.serialHex,
            notBefore: Self.date(certificate.notBefore), notAfter: Self.date(certificate.notAfter))
    }

    func print(asJSON: Bool) throws {
        if asJSON {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            Swift.print(String(decoding: try encoder.encode(self), as: UTF8.self))
        } else {
            Swift.print(
                """
                reader       \(reader)
                card         \(profile)
                PIN          \(pinTriesLeft == 0 ? "locked: the municipal counter unlocks it" : "\(pinTriesLeft) tries left")
                certificate  \(certificate.subject)
                serial       \(certificate.serial)
                valid        \(certificate.notBefore) to \(certificate.notAfter)
                """)
        }
    }

    private static func date(_ seconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }
}
