public import Board
internal import Synchronization

/// The parts of a simulated machine.
///
/// Its drivers make each part as a parts list describes it, and keep hold of it, so that whoever simulates the person
/// at the machine can put money in.
///
///     let parts = SimulatedParts(receipts: folder)
///     let list = try PartsList.load(path: "reference-kiosk.yaml", drivers: parts.drivers)
public final class SimulatedParts: Sendable {
    /// What the drivers are called in a parts list.
    public static let driverName = "simulated"

    /// What lies in the tubes on a usual morning: enough to change a busy day's notes.
    public static let usualHoldings: [Denomination: Int] = [.yen10: 50, .yen50: 40, .yen100: 50, .yen500: 20]

    private struct Made {
        var coinMechanism: SimulatedCoinMechanism?
        var receiptPrinter: FileReceiptPrinter?
        var indicators: RecordingIndicators?
    }

    private let receipts: String
    private let holdings: [Denomination: Int]
    private let made = Mutex(Made())

    /// Parts that do not exist before a driver is asked for them.
    ///
    /// - Parameters:
    ///   - receipts: The folder that slips are written to.
    ///   - holdings: What lies in the tubes at first.
    public init(receipts: String, holdings: [Denomination: Int] = SimulatedParts.usualHoldings) {
        self.receipts = receipts
        self.holdings = holdings
    }

    /// The drivers, each called `driverName`.
    public var drivers: DriverCatalogue {
        DriverCatalogue(
            coinMechanisms: [
                CoinMechanismDriver(name: Self.driverName) { [self] part in
                    let mechanism = SimulatedCoinMechanism(part, holdings: holdings)
                    made.withLock { $0.coinMechanism = mechanism }
                    return mechanism
                }
            ],
            receiptPrinters: [
                ReceiptPrinterDriver(name: Self.driverName) { [self] part in
                    let printer = FileReceiptPrinter(folder: receipts, columns: part.columns)
                    made.withLock { $0.receiptPrinter = printer }
                    return printer
                }
            ],
            indicators: [
                IndicatorsDriver(name: Self.driverName) { [self] _ in
                    let indicators = RecordingIndicators()
                    made.withLock { $0.indicators = indicators }
                    return indicators
                }
            ])
    }

    /// The mechanism that the driver made last; nil before.
    public var coinMechanism: SimulatedCoinMechanism? { made.withLock(\.coinMechanism) }
    /// The receipt printer that the driver made last; nil before.
    public var receiptPrinter: FileReceiptPrinter? { made.withLock(\.receiptPrinter) }
    /// The lamps and the buzzer that the driver made last; nil before.
    public var indicators: RecordingIndicators? { made.withLock(\.indicators) }
}
