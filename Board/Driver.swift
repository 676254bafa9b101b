/// What a build of the firmware can drive: a name that a parts list may use, and how to start the device.
public struct Driver<Part: Sendable, Device: Sendable>: Sendable {
    /// As the parts list spells it.
    public let name: String
    /// Finds the device and makes it ready.
    public let start: @Sendable (Part) async throws -> Device

    /// A driver that parts lists call `name`.
    public init(name: String, start: @escaping @Sendable (Part) async throws -> Device) {
        self.name = name
        self.start = start
    }
}

/// Drives a coin mechanism.
public typealias CoinMechanismDriver = Driver<CoinMechanismPart, any CoinMechanism>
/// Drives a receipt printer.
public typealias ReceiptPrinterDriver = Driver<ReceiptPrinterPart, any ReceiptPrinter>
/// Drives lamps and buzzer.
public typealias IndicatorsDriver = Driver<IndicatorsPart, any Indicators>

/// The drivers that an executable was built with. A driver for a new device is one more element here.
public struct DriverCatalogue: Sendable {
    /// For coin mechanisms.
    public var coinMechanisms: [CoinMechanismDriver]
    /// For receipt printers.
    public var receiptPrinters: [ReceiptPrinterDriver]
    /// For lamps and buzzer.
    public var indicators: [IndicatorsDriver]

    /// A catalogue of these drivers.
    public init(
        coinMechanisms: [CoinMechanismDriver] = [], receiptPrinters: [ReceiptPrinterDriver] = [],
        indicators: [IndicatorsDriver] = []
    ) {
        self.coinMechanisms = coinMechanisms
        self.receiptPrinters = receiptPrinters
        self.indicators = indicators
    }

    /// The driver that `part` names; never nil for a part of a list that was loaded with this catalogue.
    public func driver(for part: CoinMechanismPart) -> CoinMechanismDriver? {
        coinMechanisms.first { $0.name == part.driver }
    }

    /// The driver that `part` names; never nil for a part of a list that was loaded with this catalogue.
    public func driver(for part: ReceiptPrinterPart) -> ReceiptPrinterDriver? {
        receiptPrinters.first { $0.name == part.driver }
    }

    /// The driver that `part` names; never nil for a part of a list that was loaded with this catalogue.
    public func driver(for part: IndicatorsPart) -> IndicatorsDriver? {
        indicators.first { $0.name == part.driver }
    }
}
