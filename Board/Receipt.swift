public import Issuance

/// The slip for the resident's purse. Nothing on it tells who the resident is.
public struct Receipt: Hashable, Sendable {
    /// What staff find the issuance by: the first eight digits of its request id.
    public var number: String
    /// Milliseconds since 1970-01-01 UTC.
    public var at: Int64
    /// Whose certificate it was.
    public var municipality: Municipality
    /// Which certificate it was.
    public var kind: CertificateKind
    /// 1...10.
    public var copies: Int
    /// For all copies.
    public var fee: Yen
    /// What the resident put in.
    public var paid: Yen
    /// What came out again.
    public var change: Yen
    /// What should have come out and did not.
    public var owed: Yen
}

extension Receipt {
    /// The slip for what the machine says was issued.
    ///
    /// - Parameters:
    ///   - session: The order's request id.
    ///   - at: Milliseconds since 1970-01-01 UTC.
    public init(session: RequestID, at: Int64, _ receipt: IssuanceMachine.Receipt) {
        self.number = session.description.prefix(8).uppercased()
        self.at = at
        self.municipality = receipt.municipality
        self.kind = receipt.order.certificate.kind
        self.copies = receipt.order.copies
        self.fee = receipt.order.fee
        self.paid = receipt.paid
        self.change = receipt.change
        self.owed = receipt.owed
    }
}

/// The receipt printer.
public protocol ReceiptPrinter: Sendable {
    /// Prints and cuts one slip. Answers within 10 s.
    func print(_ receipt: Receipt) async throws(ReceiptPrinterError)
}

/// Why a slip was not printed. The certificate is out all the same.
public enum ReceiptPrinterError: Error, Hashable, Sendable {
    case paperOut
    case unreachable
    case other
}
