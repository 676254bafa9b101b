public import LockedMemory

/// A PIN on its way from the pad to the card. Printing it shows nothing, not even its length.
public struct PIN: Sendable {
    let digits: LockedBytes

    /// Takes over typed digits.
    ///
    /// - Parameter digits: ASCII digits, as many as the card's profile allows.
    /// - Throws: ``JukiCardError/malformedPIN`` otherwise; nothing has been sent to the card.
    public init(_ digits: LockedBytes, for profile: CardProfile) throws(JukiCardError) {
        let isWellFormed =
            profile.pinLengths.contains(digits.count)
            && digits.withBytes { bytes in bytes.allSatisfy { (0x30...0x39).contains($0) } }
        guard isWellFormed else { throw .malformedPIN }
        self.digits = digits
    }

    /// Overwrites the digits now. Verifying with it afterwards is refused before any command.
    public func erase() { digits.erase() }
}

extension PIN: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The word, and nothing else.
    public var description: String { "PIN" }
    /// The same as `description`.
    public var debugDescription: String { description }
    /// Nothing to reflect on: no data may be seen this way.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// What a card said to a PIN.
public enum PINVerdict: Hashable, Sendable {
    /// It is the resident's PIN. The count of tries is full again.
    case accepted
    /// It is not; this many tries are left, 1 or more.
    case rejected(triesLeft: Int)
    /// No try is left. Only the municipality's counter can unlock the card.
    case blocked
}
