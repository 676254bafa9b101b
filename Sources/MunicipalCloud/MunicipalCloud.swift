public import Issuance
public import LockedMemory

/// What the kiosk needs of the municipal cloud: the calls of `openapi.yaml`, one function each.
///
/// A cancelled task ends its call at once, and what the cloud may still answer is dropped. Every call can be
/// repeated with the same ids without anything happening twice; the caller decides whether to. (Where a kept
/// connection turns out to be dead before the first byte of an answer, the client sends once more over a new one.)
public protocol MunicipalCloud: Sendable {
    /// The name by which the cloud knows this kiosk: the common name of its certificate. It stands in the
    /// message that the card signs and in every manifest.
    var kioskID: String { get }

    /// Opens a session and draws the challenge for the resident's card.
    func openSession(_ request: RequestID) async throws(CloudError) -> CloudSession

    /// Proves that the card holds the key of its certificate.
    ///
    /// - Parameters:
    ///   - certificate: the card's, DER, at most `CloudLimits.cardCertificateLength` bytes.
    ///   - signature: what the card made of `session.digestInfo(kioskID:)`.
    /// - Throws: `.refused` where the municipality issues nothing to this resident.
    func prove(
        _ session: CloudSession, certificate: [UInt8], signature: [UInt8]
    ) async throws(CloudError) -> Entitlement

    /// Orders a certificate. The issuance bears the order's `request` id from then on.
    ///
    /// - Returns: the manifest, CMS SignedData in DER. Nothing in it has been verified.
    func issue(
        _ order: Order, in session: CloudSession, request: RequestID
    ) async throws(CloudError) -> [UInt8]

    /// Fetches the document of an issuance.
    ///
    /// - Parameter length: the length that its manifest states, 1...`CloudLimits.documentLength`. Any other
    ///   length is malformed, and receiving stops at the first byte beyond it.
    func document(of issuance: RequestID, length: Int) async throws(CloudError) -> LockedBytes

    /// Reports how an issuance ended. To be repeated until it succeeds, after a restart too.
    func report(_ outcome: Outcome, of issuance: RequestID) async throws(CloudError)

    /// Asks for the hours, the maintenance windows and the cloud's clock.
    func service() async throws(CloudError) -> ServiceStatus

    /// The same over a connection made for it, and what was seen on the way. For a technician.
    func probe() async -> CloudProbe
}

/// A session as the cloud opened it.
public struct CloudSession: Hashable, Sendable {
    /// 32 lower-case hexadecimal digits.
    public let id: String
    /// 32 bytes, good for one proof.
    public let challenge: [UInt8]
    /// Seconds since 1970, by the cloud's clock.
    public let expiresAt: Int64

    /// Nil where `id` or `challenge` is out of the contract's bounds.
    public init?(id: String, challenge: [UInt8], expiresAt: Int64) {
        guard RequestID(id) != nil, challenge.count == 32 else { return nil }
        self.id = id
        self.challenge = challenge
        self.expiresAt = expiresAt
    }
}

/// What the municipality lets this resident have, once the card has proven who is there.
public struct Entitlement: Sendable {
    /// For the machine: nothing in it names the resident.
    public var offer: Offer
    /// The household's names for the screen, UTF-8, as many as `offer.memberCount` and in its order.
    public var memberNames: [LockedBytes]

    /// What a cloud, real or simulated, answers to a proof that holds.
    ///
    /// - Parameter memberNames: as many as `offer.memberCount`; whoever shows the members counts on it.
    public init(offer: Offer, memberNames: [LockedBytes]) {
        self.offer = offer
        self.memberNames = memberNames
    }
}

/// The bounds of the contract, in bytes.
public enum CloudLimits {
    /// A4 pages with embedded fonts stay far below; more is a fault or an attack.
    public static let documentLength = 8 << 20
    /// A JSON answer: the longest that the contract's bounds allow has about 60 KiB.
    public static let answerLength = 256 << 10
    /// A problem document has three short members.
    public static let problemLength = 16 << 10
    /// A signed manifest with its certificates has about 4 KiB.
    public static let manifestLength = 32 << 10
    /// A card's certificate has 1 to 2 KiB.
    public static let cardCertificateLength = 8 << 10
    /// RSA-4096; the cards in use make 256.
    public static let signatureLength = 512
}
