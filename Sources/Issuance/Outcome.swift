/// How an issuance ended, as the municipal cloud is told.
public enum Outcome: Hashable, Sendable {
    /// Every sheet of every copy lies in the resident's tray.
    case delivered(sheets: Int)
    /// Nothing was printed: the resident cancelled, did not pay, or the kiosk would not trust the document.
    case refused
    /// Printing began and did not end well. The sheets that came out, complete or not, are void.
    case spoiled(sheets: Int)

    /// More sheets than any job at a kiosk has: `OfferedCertificate.highestMaximumCopies` × 100 pages.
    public static let maximumSheets = 1_000
}

/// What stops the kiosk until a person has looked into it. A retry that works never closes one.
public enum Alarm: String, Hashable, Sendable, CaseIterable {
    /// The manifest or the document does not belong to this request, kiosk, session, card or order.
    case documentMismatch = "document-mismatch"
    /// The print queue held somebody's job, or kept ours.
    case queueNotEmpty = "queue-not-empty"
}
