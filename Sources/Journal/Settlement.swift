public import Issuance

/// What a restart does with a session that a power cut left open. Nothing is tried again: no print, no payout.
///
/// | where it stopped | outcome | owed to the resident |
/// |---|---|---|
/// | before the print | refused | all that was credited and did not surely come out |
/// | in the print | spoiled | the same |
/// | delivered | delivered | all beyond the fee that did not surely come out |
///
/// A payout that began and whose end is unknown counts as not paid: the operator compares with the mechanism's own
/// counters. Rather the kiosk owes twice than a resident goes without.
public struct Settlement: Hashable, Sendable {
    /// To be appended, all at once; empty where nothing is open.
    public var entries: [JournalEntry]
    /// What the cloud is to be told; nil where no order was made.
    public var outcome: Outcome?

    /// Settles `ledger`. Settling what came of it once more adds nothing.
    public static func of(_ ledger: SessionLedger) -> Settlement {
        guard !ledger.isSettled else { return Settlement(entries: [], outcome: ledger.outcome) }
        var settled = ledger
        var entries: [JournalEntry] = []
        func append(_ entry: JournalEntry) {
            entries.append(entry)
            settled.append(entry)
        }
        if ledger.order != nil, ledger.outcome == nil {
            // How many came out is not known: all that could have, so that none of them counts as valid.
            append(ledger.sheetsStarted.map { .spoiled(sheets: $0) } ?? .refused)
        }
        if settled.unsettled > .zero { append(.owed(settled.unsettled)) }
        if !settled.isClosed { append(.sessionClosed) }
        return Settlement(entries: entries, outcome: settled.outcome)
    }
}
