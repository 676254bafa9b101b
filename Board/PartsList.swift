/// The machine under the software: which parts it has, where they are attached, and where their slots lie.
///
/// Read from a file such as `reference-kiosk.yaml`, which explains each line. A part that a machine may lack is nil.
public struct PartsList: Hashable, Sendable {
    /// What the maker calls the machine.
    public var model: String
    /// What the resident places the card on.
    public var cardReader: CardReaderPart
    /// The tactile keypad.
    public var keypad: KeypadPart?
    /// The socket through which the voice is heard, and nowhere else.
    public var headphones: HeadphonesPart?
    /// What the certificates come out of.
    public var printer: PrinterPart
    /// Nil: the machine takes no money and issues free certificates alone.
    public var coinMechanism: CoinMechanismPart?
    /// What the slips come out of.
    public var receiptPrinter: ReceiptPrinterPart?
    /// The lamps at the slots and the buzzer.
    public var indicators: IndicatorsPart?
    /// The switch that tells that the service door is open.
    public var serviceDoor: SwitchPart?
    /// What restarts the machine when the software has been silent.
    public var watchdog: WatchdogPart?
    /// What the resident touches.
    public var screen: ScreenPart
    /// Where each slot lies, seen by the resident.
    public var slots: [Slot: SlotPlace]
    /// What the self-test takes for too little, too late or too hot.
    public var limits = SelfTestLimits()
}

/// The card reader.
public struct CardReaderPart: Hashable, Sendable {
    /// Its PC/SC name, in which `*` stands for any characters.
    public var name: NamePattern
    /// It has keys of its own, and PINs are entered there.
    public var hasPinpad: Bool
}

/// A name in which `*` stands for any characters, none included.
public struct NamePattern: Hashable, Sendable, CustomStringConvertible {
    /// As it is written.
    public let description: String

    /// A pattern as a parts list writes it.
    public init(_ pattern: String) {
        self.description = pattern
    }

    /// Whether `name` is such a name.
    public func matches(_ name: String) -> Bool {
        let pieces = description.split(separator: "*", omittingEmptySubsequences: false)
        guard let first = pieces.first, let last = pieces.last, pieces.count > 1 else { return name == description }
        guard name.count >= first.count + last.count, name.hasPrefix(first), name.hasSuffix(last) else { return false }
        var rest = name.dropFirst(first.count).dropLast(last.count)
        for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
            // The earliest place is as good as any: what follows has all the more room.
            guard let found = rest.firstRange(of: piece) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }
}

/// The tactile keypad.
public struct KeypadPart: Hashable, Sendable {
    /// Its input device, such as `/dev/input/by-id/…-event-kbd`.
    public var device: String
}

/// The headphone socket.
public struct HeadphonesPart: Hashable, Sendable {
    /// The ALSA device that the browser plays on, and no other, such as `plughw:CARD=Headset,DEV=0`.
    public var alsaDevice: String
    /// The input device that senses a plug (`SW_HEADPHONE_INSERT`); nil: the resident starts the voice with a key.
    public var jack: String?
}

/// The printer that certificates come out of.
public struct PrinterPart: Hashable, Sendable {
    /// The CUPS queue.
    public var queue: String
    /// The printer's own address, which is asked for its state.
    public var uri: String
    /// It prints on both sides of a sheet.
    public var isTwoSided: Bool
    /// Sheets of plain A4 in its tray when full.
    public var trayCapacity: Int
}

/// The coin and note mechanism.
public struct CoinMechanismPart: Hashable, Sendable {
    /// The name of its driver in the software.
    public var driver: String
    /// Its serial port.
    public var port: String
    /// What its slots take.
    public var accepted: Set<Denomination>
    /// How many pieces fit into each tube from which change is paid. What has no tube goes to the cash box.
    public var tubeCapacities: [Denomination: Int]
}

/// The receipt printer.
public struct ReceiptPrinterPart: Hashable, Sendable {
    /// The name of its driver in the software.
    public var driver: String
    /// Its serial port.
    public var port: String
    /// Half-width characters on a line.
    public var columns: Int
}

/// Lamps and buzzer.
public struct IndicatorsPart: Hashable, Sendable {
    /// The name of their driver in the software.
    public var driver: String
    /// The line of each lamp.
    public var lamps: [Lamp: SwitchPart]
    /// The buzzer's line.
    public var buzzer: SwitchPart
}

/// One general-purpose line of a chip.
public struct SwitchPart: Hashable, Sendable {
    /// Such as `/dev/gpiochip0`.
    public var chip: String
    /// Counted from 0.
    public var line: Int
}

/// The hardware watchdog.
public struct WatchdogPart: Hashable, Sendable {
    /// Such as `/dev/watchdog`.
    public var device: String
    /// It restarts the machine when it hears nothing for this long.
    public var timeout: Duration
}

/// The resident's screen.
public struct ScreenPart: Hashable, Sendable {
    /// In pixels, as the resident sees it.
    public var width: Int
    /// In pixels.
    public var height: Int
    /// From corner to corner, in millimetres.
    public var diagonal: Int

    /// What a size in millimetres is in pixels.
    public var pixelsPerMillimetre: Double {
        Double(width * width + height * height).squareRoot() / Double(diagonal)
    }
}

/// A place where the resident's hand goes.
public enum Slot: String, Hashable, Sendable, CaseIterable {
    case card
    case coins
    case notes
    case change
    case paper
    case receipt
}

/// Where a slot lies.
public struct SlotPlace: Hashable, Sendable {
    /// Beside which edge of the screen.
    public var side: Side
    /// Above the floor, in millimetres. EN 301 549 §8.3: at most 1,220.
    public var height: Int

    /// Beside the screen, seen by the resident. None lies above it: that would be out of reach from a wheelchair.
    public enum Side: String, Hashable, Sendable, CaseIterable {
        case left
        case right
        case below
    }
}
