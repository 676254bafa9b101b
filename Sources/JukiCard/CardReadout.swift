/// What a card tells without its PIN.
public struct CardReadout: Hashable, Sendable {
    /// What kind of card it is.
    public var profile: CardProfile
    /// How many tries the PIN has left; 0 when it is blocked.
    public var pinTriesLeft: Int
    /// The certificate for user authentication, in DER. It names a person: not for logs.
    public var certificate: [UInt8]

    /// Puts a readout together.
    public init(profile: CardProfile, pinTriesLeft: Int, certificate: [UInt8]) {
        self.profile = profile
        self.pinTriesLeft = pinTriesLeft
        self.certificate = certificate
    }
}

extension CardReadout: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The kind, the tries and the certificate's length.
    public var description: String {
        "CardReadout(\(profile.name), \(pinTriesLeft) tries left, certificate of \(certificate.count) bytes)"
    }
    /// The same as `description`.
    public var debugDescription: String { description }
    /// Nothing to reflect on: no data may be seen this way.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
