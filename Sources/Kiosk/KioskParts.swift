public import Board
public import DocumentCheck
public import Journal
public import MunicipalCloud
public import Printing
public import Screens
public import SmartCard
public import Trust

/// The devices and rooms that the runtime performs on: the real ones, or their simulated twins.
public struct KioskParts: Sendable {
    /// The card readers.
    public var readers: any CardReaders
    /// Which of the readers stands on this machine.
    public var reader: NamePattern
    /// The municipal cloud.
    public var cloud: any MunicipalCloud
    /// Asks the authorities whether a certificate is revoked.
    public var revocation: any RevocationSource
    /// The printer of certificates.
    public var printer: any DocumentPrinter
    /// How the printer lays pages on sheets.
    public var sides: PrintTicket.Sides
    /// Nil where this machine has no driver for its mechanism: then it cannot serve.
    public var coins: (any CoinMechanism)?
    /// Nil where the machine prints no slips.
    public var receipts: (any ReceiptPrinter)?
    /// Nil where the machine has neither lamps nor buzzer.
    public var indicators: (any Indicators)?
    /// What survives a power cut. One kiosk has it at a time.
    public var journal: Journal
    /// Nil where nothing shows the resident's page: then it cannot serve.
    public var terminal: (any ResidentTerminal)?
    /// Nil where the headphone socket senses no plug, or there is none.
    public var headphones: HeadphoneJack?
    /// Judges the cards' certificates.
    public var cardCertificates: CertificateVerifier
    /// Judges the municipalities' manifests.
    public var manifests: ManifestVerifier
    /// Looks into each document before it is printed.
    public var documents: any DocumentJudge
    /// What a self-test needs beside these; nil where there is none.
    public var inspection: InspectionParts?
    /// Milliseconds since 1970-01-01 UTC. Unlike `clock`, it may jump.
    public var wallClock: @Sendable () -> Int64
    /// What every wait is measured by.
    public var clock: any Clock<Duration>

    /// All parts of a kiosk.
    public init(
        readers: any CardReaders, reader: NamePattern, cloud: any MunicipalCloud,
        revocation: any RevocationSource, printer: any DocumentPrinter, sides: PrintTicket.Sides,
        coins: (any CoinMechanism)?, receipts: (any ReceiptPrinter)?, indicators: (any Indicators)?, journal: Journal,
        terminal: (any ResidentTerminal)?, cardCertificates: CertificateVerifier, manifests: ManifestVerifier,
        documents: any DocumentJudge, wallClock: @escaping @Sendable () -> Int64, clock: any Clock<Duration>
    ) {
        self.readers = readers
        self.reader = reader
        self.cloud = cloud
        self.revocation = revocation
        self.printer = printer
        self.sides = sides
        self.coins = coins
        self.receipts = receipts
        self.indicators = indicators
        self.journal = journal
        self.terminal = terminal
        self.cardCertificates = cardCertificates
        self.manifests = manifests
        self.documents = documents
        self.wallClock = wallClock
        self.clock = clock
    }
}

extension KioskParts {
    /// The name by which the cloud knows this kiosk.
    public var kioskID: String { cloud.kioskID }
}
