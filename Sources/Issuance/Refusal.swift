/// Why the municipality does not issue. The raw values are the last part of the contract's problem types.
public enum Refusal: String, Hashable, Sendable, CaseIterable {
    /// 転出: the resident has moved out or is about to.
    case movedOut = "moved-out"
    /// 支援措置: the record is protected. The screen says no more than that the counter will help, and every
    /// other refusal that names no reason looks the same.
    case protected
    case deceased
    /// Under 15.
    case underage
    /// 成年被後見人: no seal certificate at a kiosk.
    case adultWard = "adult-ward"
    /// Moved in today: tomorrow it works.
    case movedInToday = "moved-in-today"
    /// The name is too long or holds a character that the forms cannot print.
    case nameNotPrintable = "name-not-printable"
    /// The card was issued today: tomorrow it works.
    case cardIssuedToday = "card-issued-today"
    case sealCancelled = "seal-cancelled"
    case noSealRegistered = "no-seal-registered"
    /// The municipality does not issue this kind at kiosks.
    case notOffered = "not-offered"
    case outsideHours = "outside-hours"
    case maintenance
    /// The card's certificate does not lead to a resident the municipality knows.
    case unknownResident = "unknown-resident"
    /// The municipality did not accept the card's certificate or its signature.
    case cardNotAccepted = "card-not-accepted"
}

/// Why no usable answer came from the municipal cloud.
public enum CloudFailure: Hashable, Sendable, CaseIterable {
    /// No answer within the limit.
    case late
    /// No connection.
    case unreachable
    /// The server could not be proven to be the municipal cloud, or did not accept this kiosk.
    case untrusted
    /// An answer that breaks the contract.
    case malformed
    /// The cloud said that something is wrong on its side.
    case serverFault
}
