/// What happened at the readers.
public enum CardReaderEvent: Hashable, Sendable {
    /// A reader was plugged in, or was there when watching began. A card in it was reported inserted before, so that
    /// nobody who waits for the reader takes a card that lies there already for one that is placed now.
    case readerAppeared(String)
    /// A reader was unplugged, or went with the service. A card in it was reported removed before.
    case readerVanished(String)
    /// A card came into the field of this reader.
    case cardInserted(reader: String)
    /// The card left the field of this reader.
    case cardRemoved(reader: String)
    /// pcscd cannot be reached. Every reader has been reported vanished before.
    case serviceDown
    /// pcscd answers. What is there is reported next.
    case serviceUp
}

/// The readers of a machine: what its runtime needs of them.
public protocol CardReaders: Sendable {
    /// What happens from now on, opened by the present state: `serviceUp` or `serviceDown`, then the
    /// readers that are there, each after the card in it.
    ///
    /// A card that was swapped faster than anybody looked gives `cardRemoved` and `cardInserted`.
    /// Each call is a watch of its own, which ends when the stream's reader goes.
    func events() -> AsyncStream<CardReaderEvent>

    /// The readers that are there now. Answers within 5 s.
    func names() async throws(CardReaderError) -> [String]

    /// Connects exclusively to the card in a reader.
    ///
    /// - Parameters:
    ///   - reader: The reader's name, or nil for the first that holds a card.
    ///   - limit: How long it may take. It does not wait for a card to come: an empty reader throws at once.
    func connect(to reader: String?, within limit: Duration) async throws(CardReaderError) -> any CardConnection
}

/// One exclusive connection to one card, whose commands run on a thread of its own.
///
/// A card command cannot be interrupted: neither `SCardTransmit` nor the card knows how. So the
/// calling task never waits on the card itself, only on the thread, and no longer than it said.
public protocol CardConnection: AnyObject, Sendable {
    /// The name of the reader that holds the card.
    var reader: String { get }

    /// How much has gone over this connection so far.
    var transmissions: TransmissionCount { get }

    /// Runs `body` with the card, on the card's thread, one at a time in order of arrival.
    ///
    /// When `limit` passes first the caller gets ``CardReaderError/Kind/timedOut`` and the connection
    /// is dead: its thread is left to end by itself once the card or its removal frees it, powering
    /// the card down. A new connection uses a new thread. Cancelling the task cuts nothing short.
    ///
    /// - Throws: What `body` throws, or its `Failure` made from a ``CardReaderError``.
    func perform<Answer: Sendable, Failure: CardFailure>(
        within limit: Duration, _ body: @escaping @Sendable (any CardChannel) throws(Failure) -> Answer
    ) async throws(Failure) -> Answer

    /// Powers the card down and gives it back. A verified PIN ends here. Calling again does nothing;
    /// letting go of the last reference does the same without waiting.
    func release() async
}

/// The card as work on its thread sees it: commands go out, answers come back, nothing is awaited.
public protocol CardChannel: AnyObject {
    /// Whether extended length (ISO/IEC 7816-4 §5.1) is worth trying through this reader. A reader
    /// that does not say may still refuse it.
    var supportsExtendedLength: Bool { get }

    /// Remembers that the reader or the card refused an extended command, so that nobody tries again.
    func refuseExtendedLength()

    /// Sends a command and gives the final answer: more data is fetched (61xx) and a wrong expected
    /// length is corrected (6Cxx, once) on the way. Nothing is ever sent twice that carries a secret.
    func transmit(_ command: CommandAPDU) throws(CardReaderError) -> ResponseAPDU

    /// What the reader's own PIN pad can do, or nil if it has none.
    var pinPad: PINPadFeatures? { get }

    /// Has the reader ask for the PIN on its own pad and verify it: the PIN never enters this computer.
    /// Blocks until the person is done, or the pad's time is up.
    func verifyPINOnPad(_ request: PINPadRequest) throws(CardReaderError) -> PINPadAnswer
}

extension CardChannel {
    /// Nothing to remember unless a channel says otherwise.
    public func refuseExtendedLength() {}

    /// No pad unless a channel says otherwise.
    public var pinPad: PINPadFeatures? { nil }

    /// Throws: there is no pad unless a channel says otherwise.
    public func verifyPINOnPad(_ request: PINPadRequest) throws(CardReaderError) -> PINPadAnswer {
        throw CardReaderError(.other)
    }
}
