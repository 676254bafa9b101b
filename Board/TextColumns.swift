/// Text on a printer whose full-width characters are twice as wide as the others.
enum TextColumns {
    /// How many columns `text` takes.
    static func width(_ text: some StringProtocol) -> Int {
        text.unicodeScalars.reduce(0) { $0 + width($1) }
    }

    /// `left` and `right` at the two ends of a line, or of two lines where one is too short.
    static func spread(_ left: String, _ right: String, _ columns: Int) -> [String] {
        let gap = columns - width(left) - width(right)
        guard gap < 1 else { return [left + String(repeating: " ", count: gap) + right] }
        return [left, String(repeating: " ", count: max(0, columns - width(right))) + right]
    }

    static func centred(_ text: String, _ columns: Int) -> String {
        String(repeating: " ", count: max(0, (columns - width(text)) / 2)) + text
    }

    /// `text` on as many lines as it needs, cut between characters as Japanese is.
    static func wrapped(_ text: String, _ columns: Int) -> [String] {
        var lines = [""]
        for character in text {
            let last = lines.count - 1
            if width(lines[last]) + width(String(character)) > columns {
                lines.append(String(character))
            } else {
                lines[last].append(character)
            }
        }
        return lines
    }

    /// The ranges are the wide and full-width ones of Unicode's EastAsianWidth.txt.
    private static func width(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        // Accents and variation selectors stand on the character before them.
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: break
        }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            return 2
        default:
            return 1
        }
    }
}
