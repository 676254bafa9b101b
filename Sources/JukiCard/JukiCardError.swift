public import SmartCard

/// Why a card did not do what was asked of it.
public enum JukiCardError: CardFailure, Hashable, Sendable {
    /// The reader, the line or the card's presence failed.
    case reader(CardReaderError)
    /// There is no resident card's application on this card, or it is of a kind that nobody told us.
    case unknownCard
    /// The PIN's format is wrong for this card. No command was sent, no try was spent.
    case malformedPIN
    /// The card wants its PIN first (6982).
    case pinRequired
    /// What the card gave for a certificate cannot be one: no DER sequence, cut short, or above
    /// ``CertificateHeader/maximumLength``.
    case malformedCertificate
    /// The signature has not the length that the card's key makes.
    case malformedSignature
    /// What was to be signed is no DigestInfo that fits a command. No command was sent.
    case malformedDigest
    /// The computer gave no locked memory for a secret.
    case noLockedMemory
    /// The card refused a step with this status.
    case refused(Step, StatusWord)

    /// What the card was asked to do.
    public enum Step: Hashable, Sendable {
        case selectApplication, selectFile, readTokenInformation, queryPIN, verifyPIN, readCertificate, sign
    }

    /// Takes in what the reader said.
    public init(_ error: CardReaderError) { self = .reader(error) }
}

/// The status words that mean something here (ISO/IEC 7816-4 §5.6; OpenSC's `jpki` driver).
extension StatusWord {
    /// The end of the file came before the length asked for.
    static let endOfFile = StatusWord(0x6282)
    /// The first command after power-up is sometimes answered so.
    static let noPreciseDiagnosis = StatusWord(0x6F00)
    static let securityStatusNotSatisfied = StatusWord(0x6982)
    static let authenticationBlocked = StatusWord(0x6983)
    /// Some cards say so instead of 6983. It is not "four tries left".
    static let referenceDataNotUsable = StatusWord(0x6984)
    static let fileNotFound = StatusWord(0x6A82)

    /// x of 63Cx: tries left; 0 where the PIN is blocked; nil where the status says nothing of tries.
    var triesLeft: Int? {
        if self == .authenticationBlocked || self == .referenceDataNotUsable { return 0 }
        return rawValue & 0xFFF0 == 0x63C0 ? Int(rawValue & 0x000F) : nil
    }

    /// Whether a card or reader says so to a form of command that it does not know: wrong length,
    /// wrong parameters, no such instruction or class, or nothing precise.
    var mayMeanShortOnly: Bool {
        switch rawValue {
        case 0x6700, 0x6881, 0x6A86, 0x6B00, 0x6D00, 0x6E00, 0x6F00: true
        default: sw1 == 0x6C
        }
    }
}
