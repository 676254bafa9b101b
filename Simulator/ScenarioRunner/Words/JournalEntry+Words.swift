package import Issuance

extension JournalEntry {
    /// As scenario files name it, such as `money-credited 100`.
    package var phrase: Phrase {
        switch self {
        case .issuanceRequested(let municipality, let kind, let copies, let fee):
            Phrase(
                "issuance-requested",
                [municipality.description, kind.rawValue, "\(copies)-copies", "fee-\(fee.amount)"])
        case .moneyCredited(let amount): Phrase("money-credited", ["\(amount.amount)"])
        case .printStarted(let sheets): Phrase("print-started", ["\(sheets)-sheets"])
        case .delivered(let sheets): Phrase("delivered", ["\(sheets)-sheets"])
        case .spoiled(let sheets): Phrase("spoiled", ["\(sheets)-sheets"])
        case .refused: Phrase("refused")
        case .payoutStarted(let amount): Phrase("payout-started", ["\(amount.amount)"])
        case .paidOut(let amount): Phrase("paid-out", ["\(amount.amount)"])
        case .owed(let amount): Phrase("owed", ["\(amount.amount)"])
        case .alarmRaised(let alarm): Phrase("alarm-raised", [alarm.rawValue])
        case .paperLeftBehind: Phrase("paper-left-behind")
        case .sessionClosed: Phrase("session-closed")
        }
    }

    /// The names of all entries.
    package static let names = [
        "issuance-requested", "money-credited", "print-started", "delivered", "spoiled", "refused", "payout-started",
        "paid-out", "owed", "alarm-raised", "paper-left-behind", "session-closed",
    ]
}
