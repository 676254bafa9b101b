internal import Issuance

/// What the page sends: `{"serial":12,"touch":{…}}`, `{"serial":12,"pin":{…}}` or `{"serial":12,"settings":{…}}`.
struct PageInput: Hashable, Sendable {
    /// The screen that was touched.
    var serial: UInt64
    var what: What

    enum What: Hashable, Sendable {
        case touch(IssuanceMachine.Touch)
        /// A key of the keypad that `deal` names, by its place; the page never says which digit stands there.
        case press(deal: UInt64, place: Int)
        /// Takes the last digit back.
        case erase(deal: UInt64)
        case settings(ScreenSettings)
    }

    init(serial: UInt64, what: What) {
        self.serial = serial
        self.what = what
    }

    /// Nil for anything that the page would not send.
    init?(_ bytes: [UInt8]) {
        guard let members = (try? JSONReader.read(bytes))?.members, members.count == 2,
            case .number(let serial) = members["serial"]
        else { return nil }
        if let touch = members["touch"]?.members {
            guard let touch = IssuanceMachine.Touch(touch) else { return nil }
            self.init(serial: UInt64(serial), what: .touch(touch))
        } else if let pin = members["pin"]?.members {
            guard pin.count == 2, case .number(let deal) = pin["deal"] else { return nil }
            if case .number(let place) = pin["place"], PINPad.places.contains(place) {
                self.init(serial: UInt64(serial), what: .press(deal: UInt64(deal), place: place))
            } else if case .flag(true) = pin["erase"] {
                self.init(serial: UInt64(serial), what: .erase(deal: UInt64(deal)))
            } else {
                return nil
            }
        } else if let settings = members["settings"]?.members {
            guard let settings = ScreenSettings(settings) else { return nil }
            self.init(serial: UInt64(serial), what: .settings(settings))
        } else {
            return nil
        }
    }
}
