extension IssuanceMachine {
    /// What to do now. The runtime does them in order.
    public enum Effect: Hashable, Sendable {
        /// There is one timer: this setting replaces the one before.
        case startTimer(TimerHandle, Duration)
        case stopTimer
        /// On disk before the next effect starts.
        case record(JournalEntry)
        case start(RequestHandle, Request)
        /// Nobody waits for this request any longer.
        case abandon(RequestHandle)
        /// Take the job back; the answer to the print request tells what came out.
        case stopPrinting
        /// Power the card down, so that no verified PIN stays in it.
        case releaseCard
        /// Take coins and notes until `refuseMoney`.
        case acceptMoney(due: Yen)
        case refuseMoney
        /// Tell the cloud how it ended, now or after a restart, until it has heard.
        case reportOutcome(Outcome)
        case printReceipt(Receipt)
        case remind(Reminder)
        case stopReminding
        /// Overwrite the PIN, the document, the names, the session's ids: everything that the runtime holds
        /// for this resident.
        case eraseSession
    }

    /// Work that ends in an answer.
    public enum Request: Hashable, Sendable {
        /// Connect, find the profile, read the tries left without spending one.
        case readCard
        /// One VERIFY, never repeated. The PIN is dropped unless the card still has `triesLeft`.
        case verifyPIN(triesLeft: Int)
        /// Read the certificate and judge it, revocation included.
        case judgeCertificate
        /// Have the card sign the cloud's challenge.
        case signChallenge
        case askCloud(CloudCall)
        /// The verdict that binds manifest and document to this session and this order.
        case checkDocument(Order)
        case checkPrinter
        case print(copies: Int)
        case payOut(Yen)
    }

    /// A call of the cloud's contract.
    public enum CloudCall: Hashable, Sendable {
        case openSession
        case prove
        case issue(Order)
        case fetchDocument
    }

    /// What must not be left behind: it lies there, lit and sounding, until `stopReminding`.
    public enum Reminder: Hashable, Sendable, CaseIterable {
        case card
        case paper
    }

    /// What stands on the slip for the resident's purse: nothing about the resident.
    public struct Receipt: Hashable, Sendable {
        /// What was ordered. Its fee is what the kiosk kept: zero where nothing was delivered.
        public var order: Order
        /// Whose certificate it is.
        public var municipality: Municipality
        /// All that was credited: the fee, `change` and `owed` together.
        public var paid: Yen
        /// What came out of the mechanism.
        public var change: Yen
        /// What should have come out and did not. Zero on a good day.
        public var owed: Yen
    }
}
