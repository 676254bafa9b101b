public import StrictYAML

extension PartsList {
    /// Reads a parts list.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - drivers: What this build can drive. A part with any other driver is an error that names the known ones.
    public static func load(path: String, drivers: DriverCatalogue) throws(ConfigurationError) -> PartsList {
        try PartsList(try YAMLValue.load(path: path), drivers: drivers)
    }

    /// The parts of the reference kiosk, as `Board/reference-kiosk.yaml` lists them.
    public static func reference(drivers: DriverCatalogue) throws(ConfigurationError) -> PartsList {
        let text = String(decoding: PackageResources.reference_kiosk_yaml, as: UTF8.self)
        return try PartsList(try YAMLValue.parse(text, file: "reference-kiosk.yaml"), drivers: drivers)
    }

    /// Reads a parts list that is in memory already.
    public init(_ file: YAMLValue, drivers: DriverCatalogue) throws(ConfigurationError) {
        let root = try file.mapping(allowing: [
            "model", "card-reader", "keypad", "headphones", "printer", "coin-mechanism", "receipt-printer",
            "indicators",
            "service-door", "watchdog", "screen", "slots", "self-test",
        ])
        model = try root.string("model", maximum: 64)
        cardReader = try CardReaderPart(try root.value("card-reader"))
        keypad = try root.part("keypad", KeypadPart.init)
        headphones = try root.part("headphones", HeadphonesPart.init)
        printer = try PrinterPart(try root.value("printer"))
        coinMechanism = try root.part("coin-mechanism") { value throws(ConfigurationError) in
            try CoinMechanismPart(value, drivers: drivers.coinMechanisms.map(\.name))
        }
        receiptPrinter = try root.part("receipt-printer") { value throws(ConfigurationError) in
            try ReceiptPrinterPart(value, drivers: drivers.receiptPrinters.map(\.name))
        }
        indicators = try root.part("indicators") { value throws(ConfigurationError) in
            try IndicatorsPart(value, drivers: drivers.indicators.map(\.name))
        }
        serviceDoor = try root.part("service-door", SwitchPart.init)
        watchdog = try root.part("watchdog", WatchdogPart.init)
        screen = try ScreenPart(try root.value("screen"))
        slots = try Self.slots(root)
        if let value = root.optional("self-test") { limits = try SelfTestLimits(value) }
        for (slot, part) in [
            (Slot.coins, coinMechanism != nil), (.change, coinMechanism != nil), (.receipt, receiptPrinter != nil),
        ]
        where part && slots[slot] == nil {
            throw try root.value("slots").error(
                .missingKey,
                "'slots' lacks the key '\(slot.rawValue)', which this machine's parts need. Say where it lies.")
        }
    }

    private static func slots(_ root: YAMLMapping) throws(ConfigurationError) -> [Slot: SlotPlace] {
        let group = try root.mapping("slots", allowing: Slot.allCases.map(\.rawValue))
        var slots: [Slot: SlotPlace] = [:]
        for slot in Slot.allCases {
            // Every machine has a place for the card and one for the paper.
            let isNeeded = slot == .card || slot == .paper
            guard let value = try isNeeded ? group.value(slot.rawValue) : group.optional(slot.rawValue) else {
                continue
            }
            let place = try value.mapping(allowing: ["side", "height-mm"])
            slots[slot] = SlotPlace(
                side: try place.choice("side", of: SlotPlace.Side.self),
                // EN 301 549 §8.3: reach at most 1,220 mm, at least 380 mm.
                height: try place.int("height-mm", in: 380...1_220))
        }
        return slots
    }
}

extension YAMLMapping {
    /// The part under `key`; nil where the word `none` stands there. A key left out is a mistake: nobody knows
    /// whether the part was forgotten.
    fileprivate func part<Part>(
        _ key: String, _ make: (YAMLValue) throws(ConfigurationError) -> Part
    ) throws(ConfigurationError) -> Part? {
        guard let value = optional(key) else {
            throw self.value.error(
                .missingKey, "the machine lacks '\(key)'. Describe the part, or write '\(key): none'.")
        }
        return value.isNone ? nil : try make(value)
    }

    /// The driver under `driver`, one of `known`.
    func driver(among known: [String]) throws(ConfigurationError) -> String {
        let name = try string("driver", maximum: 64)
        guard known.contains(name) else {
            let value = try value("driver")
            guard !known.isEmpty else {
                throw value.error(
                    .unknownChoice,
                    "this software has no driver '\(name)', nor any other for such a part. Write 'none' for the part.")
            }
            throw value.unknownChoice(name, among: known)
        }
        return name
    }

    /// A device file.
    func device(_ key: String) throws(ConfigurationError) -> String {
        let value = try value(key)
        let path = try value.string()
        guard path.hasPrefix("/dev/"), !path.contains("/../") else {
            throw value.error(
                .outOfRange, "'\(value.keyPath)' wants a device, such as /dev/ttyS0, not '\(path.prefix(40))'.")
        }
        return path
    }
}

extension YAMLValue {
    fileprivate var isNone: Bool { (try? string(maximum: 4)) == "none" }
}
