/// What tells one kind of resident card from another: everything that its commands need, as data.
public struct CardProfile: Hashable, Sendable {
    /// A file of the application, by its two-byte identifier.
    public typealias FileID = UInt16

    /// The everyday name of the card.
    public var name: String
    /// The kind's name in the first 32 bytes of the token information, without its blanks.
    public var tokenLabel: String
    /// The application's name (AID).
    public var application: [UInt8]
    /// The elementary file that holds the serialized token information.
    public var tokenInformation: FileID
    /// The certificate for user authentication (利用者証明用電子証明書).
    public var certificate: FileID
    /// The certificate of the authority that issued it.
    public var authorityCertificate: FileID
    /// The PIN for user authentication.
    public var pin: FileID
    /// The private key for user authentication.
    public var key: FileID
    /// How many digits the PIN has.
    public var pinLengths: ClosedRange<Int>
    /// How many wrong PINs lock it.
    public var pinTries: Int
    /// How many bytes a signature has: the modulus of the RSA key.
    public var signatureLength: Int
    /// Whether the numbers above stand in no public source and are our own.
    public var isSimulated: Bool

    /// The AID of the public certification service, JPKI (公的個人認証).
    public static let publicCertification: [UInt8] = [0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01]

    /// The My Number card (個人番号カード), after OpenSC's `jpki` driver.
    public static let myNumberCard = CardProfile(
        name: "My Number card", tokenLabel: "JPKIAPICCTOKEN2", application: publicCertification,
        tokenInformation: 0x0006, certificate: 0x000A, authorityCertificate: 0x000B, pin: 0x0018, key: 0x0017,
        pinLengths: 4...4, pinTries: 3, signatureLength: 256, isSimulated: false)

    /// The Juki card (住民基本台帳カード). Of it only the token label is public; the rest is simulated,
    /// with the My Number card's numbers.
    public static let jukiCard = CardProfile(
        name: "Juki card", tokenLabel: "JPKIAPICCTOKEN", application: publicCertification,
        tokenInformation: 0x0006, certificate: 0x000A, authorityCertificate: 0x000B, pin: 0x0018, key: 0x0017,
        pinLengths: 4...4, pinTries: 3, signatureLength: 256, isSimulated: true)

    /// Every kind that can be told.
    public static let known = [jukiCard, myNumberCard]
}
