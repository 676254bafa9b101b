/// The name of a row, its characters distributed over the width of its column (均等割付), as Japanese forms have it.
///
/// Digits keep together: the 30 of 第30条45規定区分 is one unit.
struct Label {
    /// Labels are set smaller than what they name.
    static let size = 8.0

    private let units: [TextBlock]

    init(_ text: String, size: Double = Label.size, typesetter: Typesetter) throws(DocumentError) {
        var units: [TextBlock] = []
        for unit in Self.units(of: text) {
            units.append(try typesetter.text(unit, size: size, row: text))
        }
        self.units = units
    }

    static func units(of text: String) -> [String] {
        var units: [String] = []
        var lastIsDigit = false
        for character in text {
            let isDigit = character.isASCII && character.isNumber
            if isDigit && lastIsDigit {
                units[units.count - 1].append(character)
            } else {
                units.append(String(character))
            }
            lastIsDigit = isDigit
        }
        return units
    }

    /// Draws the label across `width`, its em box centred on `midY`.
    func draw(on canvas: Canvas, x: Double, width: Double, midY: Double, ink: Canvas.Ink = .black) {
        guard let first = units.first else { return }
        let natural = units.reduce(0) { $0 + $1.width }
        let top = midY - first.em / 2
        guard units.count > 1 else {
            canvas.draw(first, x: x + (width - natural) / 2, top: top, ink: ink)
            return
        }
        let gap = (width - natural) / Double(units.count - 1)
        var place = x
        for unit in units {
            canvas.draw(unit, x: place, top: top, ink: ink)
            place += unit.width + gap
        }
    }
}
