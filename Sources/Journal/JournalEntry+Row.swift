internal import GRDB
internal import Issuance

/// An entry as it lies in its table.
struct EntryRow: Equatable {
    var kind: String
    var amount: Int?
    var sheets: Int?
    var copies: Int?
    var municipality: String?
    var certificate: String?
    var alarm: String?

    static let insertion =
        "INSERT INTO entry (session, at, kind, amount, sheets, copies, municipality, certificate, alarm) "
        + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"

    func arguments(session: RequestID?, at: Int64) -> StatementArguments {
        [session?.description, at, kind, amount, sheets, copies, municipality, certificate, alarm]
    }
}

extension EntryRow {
    init(_ entry: JournalEntry) {
        switch entry {
        case .issuanceRequested(let municipality, let certificate, let copies, let fee):
            self.init(
                kind: "issuance-requested", amount: fee.amount, copies: copies,
                municipality: municipality.description, certificate: certificate.rawValue)
        case .moneyCredited(let amount): self.init(kind: "money-credited", amount: amount.amount)
        case .printStarted(let sheets): self.init(kind: "print-started", sheets: sheets)
        case .delivered(let sheets): self.init(kind: "delivered", sheets: sheets)
        case .spoiled(let sheets): self.init(kind: "spoiled", sheets: sheets)
        case .refused: self.init(kind: "refused")
        case .payoutStarted(let amount): self.init(kind: "payout-started", amount: amount.amount)
        case .paidOut(let amount): self.init(kind: "paid-out", amount: amount.amount)
        case .owed(let amount): self.init(kind: "owed", amount: amount.amount)
        case .alarmRaised(let alarm): self.init(kind: "alarm-raised", alarm: alarm.rawValue)
        case .paperLeftBehind: self.init(kind: "paper-left-behind")
        case .sessionClosed: self.init(kind: "session-closed")
        }
    }

    init(_ row: Row) {
        self.init(
            kind: row["kind"], amount: row["amount"], sheets: row["sheets"], copies: row["copies"],
            municipality: row["municipality"], certificate: row["certificate"], alarm: row["alarm"])
    }

    /// Nil for a row that `init(_: JournalEntry)` cannot have made.
    var entry: JournalEntry? {
        let entry: JournalEntry? =
            switch kind {
            case "issuance-requested":
                if let municipality = municipality.flatMap({ MunicipalityCode($0) }),
                    let certificate = certificate.flatMap(CertificateKind.init(rawValue:)), let copies, let yen
                {
                    .issuanceRequested(municipality: municipality, kind: certificate, copies: copies, fee: yen)
                } else {
                    nil
                }
            case "money-credited": yen.map(JournalEntry.moneyCredited)
            case "print-started": sheets.map(JournalEntry.printStarted)
            case "delivered": sheets.map(JournalEntry.delivered)
            case "spoiled": sheets.map(JournalEntry.spoiled)
            case "refused": .refused
            case "payout-started": yen.map(JournalEntry.payoutStarted)
            case "paid-out": yen.map(JournalEntry.paidOut)
            case "owed": yen.map(JournalEntry.owed)
            case "alarm-raised": alarm.flatMap(Alarm.init(rawValue:)).map(JournalEntry.alarmRaised)
            case "paper-left-behind": .paperLeftBehind
            case "session-closed": .sessionClosed
            default: nil
            }
        // A column too many is as wrong as one too few.
        guard let entry, EntryRow(entry) == self else { return nil }
        return entry
    }

    private var yen: Yen? { amount.flatMap { Yen($0) } }
}
