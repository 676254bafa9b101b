internal import Issuance
internal import StrictYAML

// How each part is read. The keys are explained in `reference-kiosk.yaml`.

extension CardReaderPart {
    init(_ value: YAMLValue) throws(ConfigurationError) {
        let part = try value.mapping(allowing: ["name", "pinpad"])
        // MAX_READERNAME of PC/SC lite, its NUL included.
        name = NamePattern(try part.string("name", maximum: 127))
        hasPinpad = try part.bool("pinpad")
    }
}

extension KeypadPart {
    init(_ value: YAMLValue) throws(ConfigurationError) {
        device = try value.mapping(allowing: ["device"]).device("device")
    }
}

extension HeadphonesPart {
    init(_ value: YAMLValue) throws(ConfigurationError) {
        let part = try value.mapping(allowing: ["alsa-device", "jack"])
        // It becomes a word of the ALSA configuration that the browser plays by.
        let name = try part.string("alsa-device", maximum: 127)
        guard
            name.unicodeScalars.allSatisfy({
                $0.isASCII
                    && ($0.properties.isAlphabetic || $0.properties.numericType != nil
                        || ":=,_-.".unicodeScalars.contains($0))
            })
        else {
            throw try part.value("alsa-device").error(
                .outOfRange,
                "'headphones.alsa-device' wants a device as `aplay -L` lists it, such as plughw:CARD=Headset,DEV=0.")
        }
        alsaDevice = name
        jack = try part.string("jack", maximum: 255) == "none" ? nil : part.device("jack")
    }
}

extension PrinterPart {
    init(_ value: YAMLValue) throws(ConfigurationError) {
        let part = try value.mapping(allowing: ["queue", "uri", "two-sided", "tray-sheets"])
        // The names that lpadmin takes.
        let name = try part.string("queue", maximum: 127)
        guard
            name.unicodeScalars.allSatisfy({ $0.isASCII && $0.value > 0x20 && !"/#?\\'\"".unicodeScalars.contains($0) })
        else {
            throw try part.value("queue").error(
                .outOfRange, "'printer.queue' wants a CUPS queue's name: no spaces and none of / # ? \\ ' \".")
        }
        queue = name
        let address = try part.string("uri", maximum: 1_023)
        guard ["ipp://", "ipps://"].contains(where: { address.hasPrefix($0) && address.count > $0.count }) else {
            throw try part.value("uri").error(
                .outOfRange,
                "'printer.uri' wants an address that begins with ipp:// or ipps://, such as ipp://printer.local/ipp/print."
            )
        }
        uri = address
        isTwoSided = try part.bool("two-sided")
        trayCapacity = try part.int("tray-sheets", in: 50...5_000)
    }
}

extension CoinMechanismPart {
    init(_ value: YAMLValue, drivers: [String]) throws(ConfigurationError) {
        let part = try value.mapping(allowing: ["driver", "port", "accepts", "tubes"])
        driver = try part.driver(among: drivers)
        port = try part.device("port")
        accepted = []
        for item in try part.list("accepts", count: 1...Denomination.allCases.count) {
            guard accepted.insert(try Denomination(item)).inserted else {
                throw item.error(.duplicateKey, "'accepts' names the same coin twice. Keep one of the two.")
            }
        }
        tubeCapacities = [:]
        for item in try part.list("tubes", count: 1...Denomination.allCases.count) {
            let tube = try item.mapping(allowing: ["yen", "capacity"])
            let denomination = try Denomination(try tube.value("yen"))
            guard accepted.contains(denomination) else {
                throw item.error(
                    .outOfRange,
                    "a tube for \(denomination.value), which 'accepts' does not name: it could never be filled.")
            }
            let capacity = try tube.int("capacity", in: 1...TubeHoldings.maximumCount)
            guard tubeCapacities.updateValue(capacity, forKey: denomination) == nil else {
                throw item.error(
                    .duplicateKey, "a second tube for \(denomination.value). Add the capacities up in one.")
            }
        }
    }
}

extension Denomination {
    init(_ value: YAMLValue) throws(ConfigurationError) {
        let amount = try value.int(in: 1...10_000)
        guard let denomination = Denomination(rawValue: amount) else {
            throw value.unknownChoice("\(amount)", among: Denomination.allCases.map { "\($0.rawValue)" })
        }
        self = denomination
    }
}

extension ReceiptPrinterPart {
    init(_ value: YAMLValue, drivers: [String]) throws(ConfigurationError) {
        let part = try value.mapping(allowing: ["driver", "port", "columns"])
        driver = try part.driver(among: drivers)
        port = try part.device("port")
        columns = try part.int("columns", in: 24...64)
    }
}

extension IndicatorsPart {
    init(_ value: YAMLValue, drivers: [String]) throws(ConfigurationError) {
        let part = try value.mapping(allowing: ["driver", "lamps", "buzzer"])
        driver = try part.driver(among: drivers)
        let group = try part.mapping("lamps", allowing: Lamp.allCases.map(\.rawValue))
        lamps = [:]
        for lamp in Lamp.allCases { lamps[lamp] = try SwitchPart(try group.value(lamp.rawValue)) }
        buzzer = try SwitchPart(try part.value("buzzer"))
    }
}

extension SwitchPart {
    init(_ value: YAMLValue) throws(ConfigurationError) {
        let part = try value.mapping(allowing: ["chip", "line"])
        chip = try part.device("chip")
        line = try part.int("line", in: 0...511)
    }
}

extension WatchdogPart {
    init(_ value: YAMLValue) throws(ConfigurationError) {
        let part = try value.mapping(allowing: ["device", "timeout"])
        device = try part.device("device")
        // Shorter and a busy disk restarts the machine; longer and a resident stands before a dead one.
        timeout = try part.duration("timeout", in: .seconds(10)...(.seconds(120)))
    }
}

extension ScreenPart {
    init(_ value: YAMLValue) throws(ConfigurationError) {
        let part = try value.mapping(allowing: ["width", "height", "diagonal-mm"])
        width = try part.int("width", in: 480...7_680)
        height = try part.int("height", in: 480...7_680)
        diagonal = try part.int("diagonal-mm", in: 200...1_500)
    }
}
