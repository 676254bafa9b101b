import Foundation
import Issuance
import SimulatedBoard
import StrictYAML
import Testing

@testable import Board

@Suite struct PartsListTests {
    /// The file that ships is read whole, and every value of it lands where it is meant.
    @Test func readsTheReferenceKiosk() throws {
        let list = try Reference.load()
        #expect(list.model == "Madoguchi reference kiosk")
        #expect(list.cardReader == CardReaderPart(name: NamePattern("Virtual PCD 00 *"), hasPinpad: false))
        #expect(list.cardReader.name.matches("Virtual PCD 00 00"))
        #expect(list.keypad?.device == "/dev/input/by-id/usb-kiosk-keypad-event-kbd")
        #expect(
            list.printer
                == PrinterPart(
                    queue: "kiosk", uri: "ipp://localhost:8631/ipp/print", isTwoSided: true, trayCapacity: 500))
        #expect(
            list.coinMechanism
                == CoinMechanismPart(
                    driver: "simulated", port: "/dev/ttyS1", accepted: Set(Denomination.allCases),
                    tubeCapacities: [.yen10: 100, .yen50: 80, .yen100: 100, .yen500: 50]))
        #expect(list.receiptPrinter == ReceiptPrinterPart(driver: "simulated", port: "/dev/ttyS2", columns: 32))
        #expect(Set(list.indicators?.lamps.keys.map(\.self) ?? []) == Set(Lamp.allCases))
        #expect(list.indicators?.buzzer == SwitchPart(chip: "/dev/gpiochip0", line: 7))
        #expect(
            list.headphones
                == HeadphonesPart(
                    alsaDevice: "plughw:CARD=Headset,DEV=0", jack: "/dev/input/by-path/platform-snd-jack-event"))
        #expect(list.serviceDoor == SwitchPart(chip: "/dev/gpiochip0", line: 8))
        #expect(list.watchdog == WatchdogPart(device: "/dev/watchdog", timeout: .seconds(30)))
        #expect(list.screen == ScreenPart(width: 1_080, height: 1_920, diagonal: 396))
        // A target of 12 mm is 67 pixels there.
        #expect((66.5...67.5).contains(12 * list.screen.pixelsPerMillimetre))
        #expect(Set(list.slots.keys) == Set(Slot.allCases))
        #expect(list.slots[.paper] == SlotPlace(side: .below, height: 700))
    }

    /// A machine without some parts says so in one word; the same line left out is a mistake.
    @Test func aPartMayBeAbsentButNotForgotten() throws {
        var text = try Reference.text()
        for key in [
            "keypad", "headphones", "coin-mechanism", "receipt-printer", "indicators", "service-door", "watchdog",
        ] {
            text = Self.replacing(key, in: text, with: "\(key): none")
        }
        let list = try Self.read(text, DriverCatalogue())
        #expect(list.keypad == nil)
        #expect(list.headphones == nil)
        #expect(list.coinMechanism == nil)
        #expect(list.receiptPrinter == nil)
        #expect(list.indicators == nil)
        #expect(list.serviceDoor == nil)
        #expect(list.watchdog == nil)

        let forgotten = Self.replacing("watchdog", in: try Reference.text(), with: "")
        let error = #expect(throws: ConfigurationError.self) { try Self.read(forgotten) }
        #expect(error?.kind == .missingKey)
        #expect(error?.message == "the machine lacks 'watchdog'. Describe the part, or write 'watchdog: none'.")
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        var line: String
        var replacement: String
        var kind: ConfigurationError.Kind
        var message: String
        var testDescription: String { replacement }
    }

    /// One line of the reference kiosk is made wrong; the error names that line and its remedy.
    @Test(arguments: mistakes) func tellsTheMistake(_ mistake: Mistake) throws {
        let lines = try Reference.text().split(separator: "\n", omittingEmptySubsequences: false)
        let index = try #require(lines.firstIndex { $0.trimmingCharacters(in: .whitespaces) == mistake.line })
        var wrong = lines
        wrong[index] = Substring(lines[index].replacing(mistake.line, with: mistake.replacement))
        let error = #expect(throws: ConfigurationError.self) { try Self.read(wrong.joined(separator: "\n")) }
        #expect(error?.kind == mistake.kind)
        #expect(error?.line == index + 1)
        #expect(error?.message == mistake.message)
    }

    static let mistakes: [Mistake] = [
        Mistake(
            line: "two-sided: true", replacement: "two-sidet: true", kind: .unknownKey,
            message: "unknown key 'two-sidet' in 'printer'. Did you mean 'two-sided'?"),
        Mistake(
            line: "pinpad: false", replacement: "pinpad: no", kind: .wrongType,
            message: "'card-reader.pinpad' wants true or false, and 'no' stands there."),
        Mistake(
            line: "queue: kiosk", replacement: "queue: my kiosk", kind: .outOfRange,
            message: "'printer.queue' wants a CUPS queue's name: no spaces and none of / # ? \\ ' \"."),
        Mistake(
            line: "uri: ipp://localhost:8631/ipp/print", replacement: "uri: http://localhost:8631", kind: .outOfRange,
            message:
                "'printer.uri' wants an address that begins with ipp:// or ipps://, such as ipp://printer.local/ipp/print."
        ),
        Mistake(
            line: "tray-sheets: 500", replacement: "tray-sheets: 5", kind: .outOfRange,
            message: "'printer.tray-sheets' wants a whole number from 50 to 5000, and 5 is not."),
        Mistake(
            line: "driver: simulated", replacement: "driver: simulator", kind: .unknownChoice,
            message: "'coin-mechanism.driver' wants one of simulated, not 'simulator'. Did you mean 'simulated'?"),
        Mistake(
            line: "port: /dev/ttyS1", replacement: "port: COM1", kind: .outOfRange,
            message: "'coin-mechanism.port' wants a device, such as /dev/ttyS0, not 'COM1'."),
        Mistake(
            line: "accepts: [10, 50, 100, 500, 1000]", replacement: "accepts: [10, 50, 100, 500, 2000]",
            kind: .unknownChoice,
            message: "'coin-mechanism.accepts[4]' wants one of 10, 50, 100, 500, 1000, not '2000'."),
        Mistake(
            line: "accepts: [10, 50, 100, 500, 1000]", replacement: "accepts: [10, 50, 100, 500, 500]",
            kind: .duplicateKey, message: "'accepts' names the same coin twice. Keep one of the two."),
        Mistake(
            line: "- { yen: 50, capacity: 80 }", replacement: "- { yen: 10, capacity: 80 }", kind: .duplicateKey,
            message: "a second tube for ¥10. Add the capacities up in one."),
        Mistake(
            line: "- { yen: 50, capacity: 80 }", replacement: "- { yen: 50, capacity: 0 }", kind: .outOfRange,
            message: "'coin-mechanism.tubes[1].capacity' wants a whole number from 1 to 999, and 0 is not."),
        Mistake(
            line: "columns: 32", replacement: "columns: 8", kind: .outOfRange,
            message: "'receipt-printer.columns' wants a whole number from 24 to 64, and 8 is not."),
        Mistake(
            line: "timeout: 30s", replacement: "timeout: 1s", kind: .outOfRange,
            message: "'watchdog.timeout' wants a length of time from 10s to 2min, not 1s."),
        Mistake(
            line: "width: 1080", replacement: "width: wide", kind: .wrongType,
            message: "'screen.width' wants a whole number from 480 to 7680, and 'wide' stands there."),
        Mistake(
            line: "card: { side: right, height-mm: 1000 }", replacement: "card: { side: rear, height-mm: 1000 }",
            kind: .unknownChoice, message: "'slots.card.side' wants one of left, right, below, not 'rear'."),
        Mistake(
            line: "coins: { side: right, height-mm: 1100 }", replacement: "coins: { side: right, height-mm: 1300 }",
            kind: .outOfRange,
            message: "'slots.coins.height-mm' wants a whole number from 380 to 1220, and 1300 is not."),
    ]

    /// A tube for a coin that the slot refuses; a slot without a place; a build without any driver.
    @Test func tellsPartsThatDoNotFitTogether() throws {
        let text = try Reference.text()
        let unfillable = text.replacing("accepts: [10, 50, 100, 500, 1000]", with: "accepts: [10, 100, 500, 1000]")
        #expect(
            try Self.refusal(unfillable)?.message
                == "a tube for ¥50, which 'accepts' does not name: it could never be filled.")

        let placeless = text.replacing("  change: { side: right, height-mm: 800 }\n", with: "")
        #expect(
            try Self.refusal(placeless)?.message
                == "'slots' lacks the key 'change', which this machine's parts need. Say where it lies.")

        let error = #expect(throws: ConfigurationError.self) { try Self.read(text, DriverCatalogue()) }
        #expect(error?.kind == .unknownChoice)
        #expect(
            error?.message
                == "this software has no driver 'simulated', nor any other for such a part. Write 'none' for the part.")
    }

    @Test(arguments: [
        ("Virtual PCD 00 00", "Virtual PCD 00 00", true), ("Virtual PCD*", "Virtual PCD 00 00", true),
        ("*00", "Virtual PCD 00 00", true), ("*PCD*01", "Virtual PCD 00 00", false), ("*", "", true),
        ("a*b*c", "a-b-b-c", true), ("a*b*c", "a-c-b", false), ("aa*aa", "aaa", false), ("a*bc*c", "abc", false),
        ("Virtual", "Virtual PCD", false), ("", "a", false),
    ]) func aStarStandsForAnything(pattern: String, name: String, matches: Bool) {
        #expect(NamePattern(pattern).matches(name) == matches)
    }

    // MARK: -

    private static func read(
        _ text: String, _ drivers: DriverCatalogue = SimulatedParts(receipts: "/nowhere").drivers
    ) throws -> PartsList {
        try PartsList(try YAMLValue.parse(text, file: "parts.yaml"), drivers: drivers)
    }

    private static func refusal(_ text: String) throws -> ConfigurationError? {
        #expect(throws: ConfigurationError.self) { try read(text) }
    }

    /// The text with the group of `key` replaced.
    private static func replacing(_ key: String, in text: String, with replacement: String) -> String {
        var lines: [Substring] = []
        var isInside = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("\(key):") {
                isInside = true
                lines.append(Substring(replacement))
            } else if isInside, line.hasPrefix(" ") {
                continue
            } else {
                isInside = false
                lines.append(line)
            }
        }
        return lines.joined(separator: "\n")
    }
}
