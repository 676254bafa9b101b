public import Board
public import Issuance
public import Journal
public import MunicipalCloud
public import Printing
public import SmartCard
public import Trust
public import Voice

/// What a self-test has to do with: the machine's list, and the rooms and devices that stand for its parts.
public struct Equipment: Sendable {
    /// Which parts the machine has, and what counts as too little, too late or too hot.
    public var board: PartsList
    /// The card readers.
    public var readers: any CardReaders
    /// The printer of certificates.
    public var printer: any DocumentPrinter
    /// The municipal cloud.
    public var cloud: any MunicipalCloud
    /// Nil where no driver was started for the mechanism.
    public var coins: (any CoinMechanism)?
    /// Nil where no driver was started for them.
    public var indicators: (any Indicators)?
    /// Nil where no driver was started for it.
    public var door: (any DoorSwitch)?
    /// The kiosk's journal, open for writing.
    public var journal: Journal
    /// Judges the cards' certificates.
    public var certificates: CertificateVerifier
    /// Judges technicians' cards, of which one may lie there; nil where there are none.
    public var technicians: CertificateVerifier?
    /// What the authority says of the certificate that a query asks about.
    public var revocation: @Sendable (OCSPQuery?) async -> RevocationEvidence
    /// Whether something shows the resident's page now.
    public var isScreenShown: @Sendable () async -> Bool
    /// A short sentence in a language, as a WAVE file.
    public var speak: @Sendable (Language) async throws(VoiceError) -> [UInt8]
    /// The computer itself.
    public var computer: any Computer
    /// Milliseconds since 1970-01-01 UTC.
    public var wallClock: @Sendable () -> Int64
    /// What the tests' limits and durations are measured by.
    public var clock: any Clock<Duration>

    /// All of it.
    public init(
        board: PartsList, readers: any CardReaders, printer: any DocumentPrinter, cloud: any MunicipalCloud,
        coins: (any CoinMechanism)?, indicators: (any Indicators)?, door: (any DoorSwitch)?, journal: Journal,
        certificates: CertificateVerifier, technicians: CertificateVerifier? = nil,
        revocation: @escaping @Sendable (OCSPQuery?) async -> RevocationEvidence,
        isScreenShown: @escaping @Sendable () async -> Bool,
        speak: @escaping @Sendable (Language) async throws(VoiceError) -> [UInt8], computer: any Computer,
        wallClock: @escaping @Sendable () -> Int64, clock: any Clock<Duration>
    ) {
        self.board = board
        self.readers = readers
        self.printer = printer
        self.cloud = cloud
        self.coins = coins
        self.indicators = indicators
        self.door = door
        self.journal = journal
        self.certificates = certificates
        self.technicians = technicians
        self.revocation = revocation
        self.isScreenShown = isScreenShown
        self.speak = speak
        self.computer = computer
        self.wallClock = wallClock
        self.clock = clock
    }

    /// The folder in which the journal lies.
    var folder: String {
        journal.path.lastIndex(of: "/").map { String(journal.path[..<$0]) } ?? "."
    }
}
