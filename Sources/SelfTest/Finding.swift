public import Board
public import Issuance
public import Journal
public import Printing

/// What a test, or the running kiosk, found wrong with a part. What to say of it is in `Finding+Words.swift`.
public enum Finding: Hashable, Sendable {
    // Any part
    /// The test did not end within its limit.
    case tookTooLong
    /// The machine's list names the part, and this software cannot drive it.
    case noDriver
    /// The part's device file is not there, or may not be used.
    case deviceMissing
    /// The technician did not see or hear what was to be seen or heard.
    case notConfirmed

    // Reader and card
    case cardServiceDown
    case readerMissing
    /// The reader answered what no reader may; the PC/SC code.
    case readerFailed(code: UInt32)
    case noTestCard
    case cardUnresponsive
    case cardUnknown
    case cardHeldElsewhere
    case cardUnreadable
    case testCardLocked

    // Printer
    case printServerDown
    case printQueueMissing
    case printQueueNotEmpty
    /// The printer's own word. `isBlocking`: nothing is printed while it stands.
    case printer(PrinterReason, isBlocking: Bool)
    case printerFailed
    case sheetCrooked
    case greyWrong
    /// The copy guard's word would be seen on originals.
    case guardVisible

    // Money
    case coins(CoinMechanismFault)
    case coinsSilent
    /// Fewer pieces in this tube than the machine's list wants.
    case changeLow(Denomination)
    case moneyOwed(Yen)

    // Network, cloud and authorities
    case noCable
    case noRoute
    case cloudNameUnknown
    case cloudUnreachable
    case cloudSilent
    case cloudNotTrusted
    case kioskNotAccepted
    case cloudFault
    case cloudCertificateEnds(days: Int)
    case kioskCertificateEnds(days: Int)
    case kioskCertificateOver
    case revocationUnreachable
    case revocationStale
    case revocationUnusable

    // The computer
    case clockNotSet
    case clockDiffers(seconds: Int)
    case diskLow(mebibytes: Int)
    case diskFull(mebibytes: Int)
    case diskNotWritable
    case diskReadsWrong
    case journal(JournalError.Kind)
    case alarm(Alarm)
    case memoryLow(mebibytes: Int)
    case hot(celsius: Int)
    case tooHot(celsius: Int)
    case watchdogFired
    /// Files that are not as they were installed, or are gone.
    case softwareAltered(files: Int)
    case softwareUnchecked
    case serviceDown(SystemService)
    case serviceRestarted(SystemService)

    // What the resident meets
    case screenNotShown
    case touchNotFelt(fields: Int)
    /// Dots, stripes, or a colour that is not one.
    case coloursWrong
    case keysNotFelt(keys: Int)
    /// It was made, and nobody heard it.
    case voiceNotHeard(Language)
    case voiceMissing
    case voiceSilent(Language)
    case doorOpen

    /// How bad it is.
    public enum Level: String, Hashable, Sendable, Codable, Comparable {
        /// The kiosk may serve; somebody should see to it.
        case warning
        /// The kiosk must not serve, or serves badly.
        case failure

        /// A failure is worse.
        public static func < (left: Level, right: Level) -> Bool { left == .warning && right == .failure }
    }

    /// How bad it is.
    public var level: Level {
        switch self {
        case .noTestCard, .testCardLocked, .changeLow, .moneyOwed, .cloudCertificateEnds, .kioskCertificateEnds,
            .clockNotSet, .diskLow, .memoryLow, .hot, .watchdogFired, .serviceRestarted, .doorOpen,
            .printer(_, isBlocking: false):
            .warning
        default: .failure
        }
    }
}

/// A program of the system that the kiosk needs.
public enum SystemService: String, Hashable, Sendable, CaseIterable {
    case cards = "pcscd"
    case printing = "cups"
    case time = "systemd-timesyncd"
    case screen = "madoguchi-screen"

    /// The unit that systemd knows it by.
    public var unit: String { rawValue + ".service" }
}
