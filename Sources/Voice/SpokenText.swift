public import Issuance

/// A text as a synthesizer is given it: what is written for the eye put into what an ear understands.
///
/// One sentence or a few; the page cuts longer ones, so that the first is heard while the others are made.
public struct SpokenText: Hashable, Sendable {
    /// UTF-8. The longest sentence of the page has some 200 characters.
    public static let maximumBytes = 1_500

    /// What the synthesizer reads.
    let text: String

    /// - Parameters:
    ///   - written: what stands on the screen.
    ///   - language: that it is written in.
    /// - Throws: ``VoiceError/unspeakable`` where it is too long, or has neither letter nor digit.
    public init(_ written: String, in language: Language) throws(VoiceError) {
        guard written.utf8.count <= Self.maximumBytes, written.contains(where: { $0.isLetter || $0.isNumber }) else {
            throw .unspeakable
        }
        var text = String(String.UnicodeScalarView(written.unicodeScalars.map { Self.isControl($0) ? " " : $0 }))
        text = Self.withoutGrouping(text)
        text = Self.withSpokenTimes(text, in: language)
        self.text = language == .filipino ? FilipinoSpelling.respelled(text) : text
    }

    /// Line breaks and escapes would end a sentence or mean something to the synthesizer.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    /// "1,000" and "1.000" become "1000": read digit by digit, or as a fraction, they would be wrong.
    private static func withoutGrouping(_ text: String) -> String {
        let characters = Array(text)
        var result = ""
        for (index, character) in characters.enumerated() {
            let isBetween =
                [",", ".", "\u{A0}", "\u{202F}"].contains(character) && index > 0
                && isDigit(characters[index - 1]) && digits(characters, from: index + 1) == 3
            if !isBetween { result.append(character) }
        }
        return result
    }

    /// "6:30" in the words of the languages that do not read it so by themselves.
    private static func withSpokenTimes(_ text: String, in language: Language) -> String {
        let words: (hours: String, minutes: String)
        switch language {
        case .japanese, .easyJapanese: words = ("時", "分")
        case .simplifiedChinese: words = ("点", "分")
        case .traditionalChinese: words = ("點", "分")
        case .korean: words = ("시 ", "분")
        case .vietnamese: words = (" giờ ", " phút")
        case .english, .portuguese, .filipino, .spanish: return text
        }
        let characters = Array(text)
        var result = ""
        var index = 0
        while index < characters.count {
            guard characters[index] == ":", index > 0, isDigit(characters[index - 1]),
                digits(characters, from: index + 1) == 2
            else {
                result.append(characters[index])
                index += 1
                continue
            }
            let minutes = String(characters[(index + 1)...(index + 2)])
            result += words.hours
            if minutes != "00" { result += minutes + words.minutes }
            index += 3
        }
        return result
    }

    private static func isDigit(_ character: Character) -> Bool { "0"..."9" ~= character }

    /// How many digits follow one another.
    private static func digits(_ characters: [Character], from start: Int) -> Int {
        guard start < characters.count else { return 0 }
        return characters[start...].prefix(while: isDigit).count
    }
}
