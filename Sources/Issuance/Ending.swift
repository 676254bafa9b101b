/// Why a session ended without a certificate. The screen that explains it is chosen from this value.
public enum Ending: Hashable, Sendable {
    /// The resident pressed cancel.
    case cancelled
    /// Nobody answered the warning.
    case abandoned
    /// The card does not answer, or answers nonsense.
    case cardUnreadable
    /// A card, but none of a resident's.
    case cardUnknown
    /// The last try is spent, now or before.
    case pinLocked
    /// The card's certificate has no good verdict.
    case certificate(CertificateRefusal)
    /// The municipality does not issue.
    case refused(Refusal)
    /// The municipality could not be asked.
    case cloud(CloudFailure)
    /// What came is not what was asked for. Nothing printed, nothing kept, and the kiosk stops.
    case documentMismatch
    /// Nothing came out of the printer.
    case printer(PrinterTrouble)
    /// Printing ended early. The sheets that came out are void.
    case spoiled(sheets: Int)
    /// Money can't be taken, or did not come out.
    case coinMechanismFault
    /// The kiosk itself is at fault: a reader that is gone, an answer that no course of events can explain, or it
    /// was told to stop.
    case kioskFault
}

/// Why the card's certificate was not accepted.
public enum CertificateRefusal: String, Hashable, Sendable, CaseIterable {
    case expired
    case notYetValid = "not-yet-valid"
    case revoked
    case unknownIssuer = "unknown-issuer"
    /// The authority could not be asked, or did not say. Unknown means no.
    case revocationUnknown = "revocation-unknown"
    /// Anything else: wrong usage, weak algorithm, malformed.
    case unacceptable
}

/// What the printer needs from a person, or that it is gone.
public enum PrinterTrouble: String, Hashable, Sendable, CaseIterable {
    case paperOut = "paper-out"
    case jam
    case coverOpen = "cover-open"
    case tonerOut = "toner-out"
    case unreachable
    case queueMissing = "queue-missing"
    case queueNotEmpty = "queue-not-empty"
    case other
}
