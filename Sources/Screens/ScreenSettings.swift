internal import Voice

/// How one resident wants to see the page. It lasts as long as they are there, and lives here rather than in the
/// browser, so that a reload loses nothing and the next resident finds nothing.
struct ScreenSettings: Hashable, Sendable {
    var contrast = Contrast.usual
    /// 1 usual, 2 large, 3 largest.
    var size = 1
    /// What can be touched stands in the lower part of the screen.
    var reach = false
    var keypad = KeypadOrder.fixed
    /// Everything is spoken, and the tactile keypad alone is enough.
    var voice = false
    var speed = SpeechSpeed.usual
    /// How loud, 1 to 5. EN 301 549 §5.1.3.13: back to the usual one after each resident.
    var volume = 3

    enum Contrast: String, Hashable, Sendable, CaseIterable { case usual, high }
    enum KeypadOrder: String, Hashable, Sendable, CaseIterable { case fixed, shuffled }

    static let sizes = 1...3
    static let volumes = 1...5
    static let usual = ScreenSettings()
}

extension ScreenSettings {
    var json: JSON {
        [
            "contrast": .text(contrast.rawValue), "size": .number(size), "reach": .flag(reach),
            "keypad": .text(keypad.rawValue), "voice": .flag(voice), "speed": .number(speed.rawValue),
            "volume": .number(volume),
        ]
    }

    /// Nil unless every member is there, known and within bounds.
    init?(_ json: [String: JSON]) {
        guard json.count == 7, case .text(let contrast) = json["contrast"], case .number(let size) = json["size"],
            case .flag(let reach) = json["reach"], case .text(let keypad) = json["keypad"],
            let contrast = Contrast(rawValue: contrast), Self.sizes.contains(size),
            let keypad = KeypadOrder(rawValue: keypad), case .flag(let voice) = json["voice"],
            case .number(let speed) = json["speed"], let speed = SpeechSpeed(rawValue: speed),
            case .number(let volume) = json["volume"], Self.volumes.contains(volume)
        else { return nil }
        self.init(
            contrast: contrast, size: size, reach: reach, keypad: keypad, voice: voice, speed: speed, volume: volume)
    }
}
