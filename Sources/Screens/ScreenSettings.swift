/// How one resident wants to see the page. It lasts as long as they are there, and lives here rather than in the
/// browser, so that a reload loses nothing and the next resident finds nothing.
struct ScreenSettings: Hashable, Sendable {
    var contrast = Contrast.usual
    /// 1 usual, 2 large, 3 largest.
    var size = 1
    /// What can be touched stands in the lower part of the screen.
    var reach = false
    var keypad = KeypadOrder.fixed

    enum Contrast: String, Hashable, Sendable, CaseIterable { case usual, high }
    enum KeypadOrder: String, Hashable, Sendable, CaseIterable { case fixed, shuffled }

    static let sizes = 1...3
    static let usual = ScreenSettings()
}

extension ScreenSettings {
    var json: JSON {
        [
            "contrast": .text(contrast.rawValue), "size": .number(size), "reach": .flag(reach),
            "keypad": .text(keypad.rawValue),
        ]
    }

    /// Nil unless every member is there, known and within bounds.
    init?(_ json: [String: JSON]) {
        guard json.count == 4, case .text(let contrast) = json["contrast"], case .number(let size) = json["size"],
            case .flag(let reach) = json["reach"], case .text(let keypad) = json["keypad"],
            let contrast = Contrast(rawValue: contrast), Self.sizes.contains(size),
            let keypad = KeypadOrder(rawValue: keypad)
        else { return nil }
        self.init(contrast: contrast, size: size, reach: reach, keypad: keypad)
    }
}
