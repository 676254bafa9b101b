extension SimulatedCard {
    /// A key with its certificate, and the PIN that guards the key.
    public struct Credential: Sendable {
        /// The private key.
        public var key: any CardKey
        /// The key's certificate, DER.
        public var certificate: [UInt8]
        /// The certificate of the authority that issued it, DER.
        public var authorityCertificate: [UInt8]
        /// The PIN's characters; a simulated resident's PIN is no secret.
        public var pin: String
        /// How many tries are left; nil for all of them, 0 for a blocked PIN.
        public var triesLeft: Int?

        /// Puts a credential together.
        public init(
            key: any CardKey, certificate: [UInt8], authorityCertificate: [UInt8], pin: String, triesLeft: Int? = nil
        ) {
            self.key = key
            self.certificate = certificate
            self.authorityCertificate = authorityCertificate
            self.pin = pin
            self.triesLeft = triesLeft
        }
    }

    /// How this copy of the card behaves where cards and readers differ.
    public struct Behaviour: Hashable, Sendable {
        /// Takes extended commands; otherwise answers them 6700.
        public var takesExtendedLength = true
        /// Answers 61xx and waits for GET RESPONSE before it gives any data, as over T=0.
        public var holdsDataBack = false
        /// Answers 6Cxx where a short command expects more than there is.
        public var insistsOnExactLength = false
        /// Answers the first command after power-up 6F00, as cards in the field are reported to.
        public var failsFirstCommand = false
        /// How many bytes one answer to an extended command brings at most.
        public var longestExtendedAnswer = 65_536

        /// A card without quirks.
        public init() {}
    }

    /// What goes wrong at one command.
    public enum Fault: Hashable, Sendable {
        /// Bytes that mean nothing.
        case answerGarbage
        /// A single byte: not even a status word.
        case truncate
        /// The command is carried out, and this many bytes of its answer come.
        case cut(afterBytes: Int)
        /// More bytes than any answer may have, or, over the virtual reader, than this one may.
        case oversize
        /// No answer until the card is taken away.
        case never
        /// The card is taken away instead of answering.
        case pull
        /// This status word and no data; the command is not carried out.
        case status(UInt16)
    }

    /// What comes back to a command.
    public enum Answer: Hashable, Sendable {
        /// These bytes.
        case bytes([UInt8])
        /// Nothing, ever.
        case nothing
        /// Nothing: the card has left the field.
        case left
    }

    /// The card's files (OpenSC's `jpki` driver).
    enum File: UInt16 {
        case tokenInformation = 0x0006
        case authenticationCertificate = 0x000A
        case authenticationAuthority = 0x000B
        case authenticationKey = 0x0017
        case authenticationPIN = 0x0018
        case signatureCertificate = 0x0001
        case signatureAuthority = 0x0002
        case signatureKey = 0x001A
        case signaturePIN = 0x001B
    }

    /// The two PINs and their tries.
    enum PINKind: Hashable {
        case authentication, signature

        var maximumTries: Int {
            switch self {
            case .authentication: 3
            case .signature: 5
            }
        }
    }
}
