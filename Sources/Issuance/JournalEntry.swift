/// A step that money or paper depends on. It is on disk before the effect that follows it starts.
///
/// No entry can hold anything about the resident: amounts, counts and kinds only.
public enum JournalEntry: Hashable, Sendable {
    /// The municipality is about to be asked. Opens the session's line in the journal, unless money that fell in
    /// before the order opened it: then the order stands on that same line, which the money pays for.
    case issuanceRequested(municipality: MunicipalityCode, kind: CertificateKind, copies: Int, fee: Yen)
    /// A coin or a note stayed in the mechanism.
    case moneyCredited(Yen)
    /// The printer is about to get the document.
    case printStarted(sheets: Int)
    /// All of it is out: the fee is earned.
    case delivered(sheets: Int)
    /// Printing ended early; nothing of the fee is earned.
    case spoiled(sheets: Int)
    /// Nothing was printed and nothing will be.
    case refused
    /// The mechanism is about to give money back. Without a `paidOut` after it, what came out is not known.
    case payoutStarted(Yen)
    case paidOut(Yen)
    /// Money that should have come out and did not: somebody must hand it over.
    case owed(Yen)
    case alarmRaised(Alarm)
    case paperLeftBehind
    /// Nothing of this session is open any more.
    case sessionClosed
}
