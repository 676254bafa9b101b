public import SmartCard

/// A resident's card for those who wait: each call goes to the card's thread, with a limit, and comes back.
///
/// One connection carries one card from insertion to power-down. After a time-out or a removal every
/// further call fails at once: make a new connection.
public final class ResidentCard: Sendable {
    /// What kind of card it is.
    public let profile: CardProfile
    /// The connection under it.
    public let connection: any CardConnection
    private let card: ThreadBound

    /// The card itself, touched on the connection's thread only.
    private final class ThreadBound: @unchecked Sendable {
        let card: JukiCard
        init(_ card: JukiCard) { self.card = card }
    }

    private init(profile: CardProfile, connection: any CardConnection, card: ThreadBound) {
        self.profile = profile
        self.connection = connection
        self.card = card
    }

    /// What reading may take: some 20 short commands of a slow contactless card at 50 ms, and the
    /// resident who has not yet put the card down flat.
    public static let readingLimit = Duration.seconds(5)
    /// What a signature may take: RSA-2048 on an old card, 1.5 s, doubled.
    public static let signingLimit = Duration.seconds(3)
    /// What a person may take on the reader's pad, its own time-outs included.
    public static let padLimit = Duration.seconds(120)

    /// Finds out what kind of card is connected; see ``JukiCard/open(_:)``.
    public static func open(
        on connection: any CardConnection, within limit: Duration = readingLimit
    ) async throws(JukiCardError) -> ResidentCard {
        let card = try await connection.perform(within: limit) { (channel) throws(JukiCardError) in
            ThreadBound(try JukiCard.open(channel))
        }
        return ResidentCard(profile: card.card.profile, connection: connection, card: card)
    }

    /// See ``JukiCard/readout()``.
    public func readout(within limit: Duration = readingLimit) async throws(JukiCardError) -> CardReadout {
        try await perform(within: limit) { (card) throws(JukiCardError) in try card.readout() }
    }

    /// See ``JukiCard/certificate()``.
    public func certificate(within limit: Duration = readingLimit) async throws(JukiCardError) -> [UInt8] {
        try await perform(within: limit) { (card) throws(JukiCardError) in try card.certificate() }
    }

    /// See ``JukiCard/pinTriesLeft()``.
    public func pinTriesLeft(within limit: Duration = readingLimit) async throws(JukiCardError) -> Int {
        try await perform(within: limit) { (card) throws(JukiCardError) in try card.pinTriesLeft() }
    }

    /// See ``JukiCard/verify(_:)``.
    public func verify(_ pin: PIN, within limit: Duration = readingLimit) async throws(JukiCardError) -> PINVerdict {
        try await perform(within: limit) { (card) throws(JukiCardError) in try card.verify(pin) }
    }

    /// See ``JukiCard/verifyOnPad()``.
    public func verifyOnPad(within limit: Duration = padLimit) async throws(JukiCardError) -> PINVerdict? {
        try await perform(within: limit) { (card) throws(JukiCardError) in try card.verifyOnPad() }
    }

    /// See ``JukiCard/sign(digestInfo:)``.
    public func sign(
        digestInfo: [UInt8], within limit: Duration = signingLimit
    ) async throws(JukiCardError) -> [UInt8] {
        try await perform(within: limit) { (card) throws(JukiCardError) in try card.sign(digestInfo: digestInfo) }
    }

    /// Powers the card down; see ``CardConnection/release()``.
    public func release() async { await connection.release() }

    private func perform<Answer: Sendable>(
        within limit: Duration, _ body: @escaping @Sendable (JukiCard) throws(JukiCardError) -> Answer
    ) async throws(JukiCardError) -> Answer {
        let card = card
        return try await connection.perform(within: limit) { (_) throws(JukiCardError) in try body(card.card) }
    }
}
