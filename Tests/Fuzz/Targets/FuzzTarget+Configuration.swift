internal import Board
internal import Kiosk
internal import StrictYAML

extension FuzzTarget {
    /// What an administrator or a municipality writes.
    static let configuration = [
        FuzzTarget("kiosk-configuration", atMost: 4_096) { bytes in
            guard let file = yaml(bytes, "kiosk.yaml") else { return false }
            return (try? KioskConfiguration(file)) != nil
        },
        FuzzTarget("parts-list", atMost: 8_192) { bytes in
            guard let file = yaml(bytes, "board.yaml") else { return false }
            let drivers = DriverCatalogue(
                coinMechanisms: [CoinMechanismDriver(name: "simulated") { _ in throw NotHere() }],
                receiptPrinters: [ReceiptPrinterDriver(name: "simulated") { _ in throw NotHere() }],
                indicators: [IndicatorsDriver(name: "simulated") { _ in throw NotHere() }])
            return (try? PartsList(file, drivers: drivers)) != nil
        },
    ]

    private static func yaml(_ bytes: [UInt8], _ name: String) -> YAMLValue? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        return try? YAMLValue.parse(text, file: name)
    }
}

/// The list is read; nothing that it names is started.
private struct NotHere: Error {}
