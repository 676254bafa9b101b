internal import CPCSCLite

/// What kept a reader or a card from doing what was asked.
public struct CardReaderError: Error, Hashable, Sendable {
    /// The kinds a caller can act on. Several PC/SC codes share a kind.
    public enum Kind: Hashable, Sendable, CaseIterable {
        /// The reader named is not there, or there is none at all.
        case noReader
        /// The reader is there and empty.
        case noCard
        /// The card left, or was swapped for another, since the connection was made.
        case cardRemoved
        /// Somebody else holds the card.
        case sharingViolation
        /// pcscd is not running, or went away during the call.
        case serviceDown
        /// A card is in the field and does not answer to power-up: badly placed, upside down or broken.
        case unresponsiveCard
        /// The limit that the caller gave has passed. The connection is gone with it.
        case timedOut
        /// The card or the reader answered what no card may: too short, too long, without end.
        case protocolError
        /// Anything else: `code` tells.
        case other
    }

    /// What a caller acts on.
    public var kind: Kind
    /// The PC/SC return code, such as 0x80100069 (SCARD_W_REMOVED_CARD); 0 where none was involved.
    public var code: UInt32

    /// Makes an error of a kind; `code` is the PC/SC return code behind it, or 0.
    public init(_ kind: Kind, code: UInt32 = 0) {
        self.kind = kind
        self.code = code
    }

    /// Turns a PC/SC return code into success or a thrown error.
    static func check(_ code: Int) throws(CardReaderError) {
        guard code == SCARD_S_SUCCESS else { throw CardReaderError(pcsc: code) }
    }

    /// Sorts a PC/SC return code that is not success into its kind.
    init(pcsc code: Int) {
        let kind: Kind =
            switch code {
            case SCARD_E_UNKNOWN_READER, SCARD_E_NO_READERS_AVAILABLE, SCARD_E_READER_UNAVAILABLE: .noReader
            case SCARD_E_NO_SMARTCARD: .noCard
            case SCARD_W_REMOVED_CARD: .cardRemoved
            case SCARD_E_SHARING_VIOLATION: .sharingViolation
            // F_COMM_ERROR is libpcsclite's own word for a broken socket to pcscd; a broken line to
            // the card is E_NOT_TRANSACTED. An invalid handle is what a context becomes when pcscd
            // was restarted behind it.
            case SCARD_E_NO_SERVICE, SCARD_E_SERVICE_STOPPED, SCARD_F_COMM_ERROR, SCARD_E_INVALID_HANDLE: .serviceDown
            case SCARD_W_UNRESPONSIVE_CARD, SCARD_W_UNPOWERED_CARD: .unresponsiveCard
            case SCARD_E_TIMEOUT: .timedOut
            case SCARD_E_PROTO_MISMATCH, SCARD_E_INSUFFICIENT_BUFFER, SCARD_E_COMM_DATA_LOST, SCARD_E_NOT_TRANSACTED:
                .protocolError
            default: .other
            }
        self.init(kind, code: UInt32(truncatingIfNeeded: code))
    }
}

extension CardReaderError: CustomStringConvertible {
    /// The kind, and the PC/SC code behind it.
    public var description: String {
        code == 0 ? "\(kind)" : "\(kind) (PC/SC 0x\(String(code, radix: 16, uppercase: true)))"
    }
}

/// An error that has a place for what the reader said, so that work on a card throws one type.
///
/// ``CardConnection/perform(within:_:)`` throws the error type of its body; what goes wrong around
/// the body (a limit, a connection that is gone) is put into that type through this initialiser.
public protocol CardFailure: Error {
    /// Takes in what the reader said.
    init(_ error: CardReaderError)
}

extension CardReaderError: CardFailure {
    /// The error itself.
    public init(_ error: CardReaderError) { self = error }
}
