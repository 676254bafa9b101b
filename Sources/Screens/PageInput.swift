internal import Issuance

/// What the page sends: `{"serial":12,"touch":{…}}`, `{"serial":12,"pin":{…}}`, `{"serial":12,"settings":{…}}`, or, from a
/// technician's screen, `{"serial":12,"service":{…}}`.
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
        case service(ServiceTouch)
    }

    init(serial: UInt64, what: What) {
        self.serial = serial
        self.what = what
    }

    /// Nil for anything that the page would not send.
    init?(_ bytes: [UInt8]) {
        guard let members = JSON(bytes)?.members, members.count == 2,
            case .number(let number) = members["serial"], let serial = UInt64(exactly: number)
        else { return nil }
        if let touch = members["touch"]?.members {
            guard let touch = IssuanceMachine.Touch(touch) else { return nil }
            self.init(serial: serial, what: .touch(touch))
        } else if let pin = members["pin"]?.members {
            guard pin.count == 2, case .number(let number) = pin["deal"], let deal = UInt64(exactly: number) else {
                return nil
            }
            if case .number(let place) = pin["place"], PINPad.places.contains(place) {
                self.init(serial: serial, what: .press(deal: deal, place: place))
            } else if case .flag(true) = pin["erase"] {
                self.init(serial: serial, what: .erase(deal: deal))
            } else {
                return nil
            }
        } else if let touch = members["service"]?.members {
            guard let touch = ServiceTouch(touch) else { return nil }
            self.init(serial: serial, what: .service(touch))
        } else if let settings = members["settings"]?.members {
            guard let settings = ScreenSettings(settings) else { return nil }
            self.init(serial: serial, what: .settings(settings))
        } else {
            return nil
        }
    }
}
