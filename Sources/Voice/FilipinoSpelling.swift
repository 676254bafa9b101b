/// Filipino for a voice that speaks Indonesian: the nearest that eSpeak NG has. Both write nearly as they speak, with
/// the same five vowels; what differs is put into the other's letters. Numbers, which the voice would say in
/// Indonesian, become Filipino words.
enum FilipinoSpelling {
    /// Words that are written shorter than they are spoken, and English ones that Filipinos say as English.
    private static let words = [
        "ng": "nang", "mga": "manga", "card": "kard", "screen": "iskrin", "pin": "pin", "yen": "yen",
        "certificate": "sertifiket", "confirm": "konfirm", "contrast": "kontras", "electronic": "elektronik",
        "maintenance": "meyntenans", "technician": "teknisyan", "basic": "beysik", "number": "namber",
        "reader": "rider", "english": "inglis", "juki": "dyuki", "my": "may", "siya": "sya", "mala-lock": "malalak",
        "naka-lock": "nakalak", "individual": "indibidwal",
    ]

    static func respelled(_ text: String) -> String {
        var result = ""
        var word = ""
        func flush() {
            defer { word = "" }
            guard !word.isEmpty else { return }
            if let number = Int(word) {
                result += spoken(number)
            } else {
                result += words[word.lowercased()] ?? word
            }
        }
        for character in text {
            // Digits and letters never stand in one word.
            let isWordLetter = character.isLetter || character == "-"
            let isDigit = "0"..."9" ~= character
            if let last = word.last, ("0"..."9" ~= last) != isDigit || !(isWordLetter || isDigit) { flush() }
            if isWordLetter || isDigit { word.append(character) } else { result.append(character) }
        }
        flush()
        return result
    }

    private static let units = [
        "sero", "isa", "dalawa", "tatlo", "apat", "lima", "anim", "pito", "walo", "siyam",
    ]

    private static let tens = [
        "dalawampu", "tatlumpu", "apatnapu", "limampu", "animnapu", "pitumpu", "walumpu", "siyamnapu",
    ]

    /// A number in words, as far as the page has any; digit by digit beyond.
    static func spoken(_ number: Int) -> String {
        switch number {
        case 0...9: return units[number]
        case 10: return "sampu"
        case 11...19:
            let unit = units[number - 10]
            // labing-isa, labindalawa, labintatlo, labimpito …
            switch unit.first {
            case "a", "i": return "labing \(unit)"
            case "p", "b": return "labim\(unit)"
            default: return "labin\(unit)"
            }
        case 20...99:
            let ten = tens[number / 10 - 2]
            return number % 10 == 0 ? ten : "\(ten) at \(units[number % 10])"
        case 100...999: return joined(number, 100, "daan", "raan")
        case 1_000...9_999: return joined(number, 1_000, "libo", "libo")
        default: return String(number).compactMap { $0.wholeNumberValue.map { units[$0] } }.joined(separator: " ")
        }
    }

    /// `isang daan`, `apat na raan`, `dalawang libo at limampu`.
    private static func joined(_ number: Int, _ size: Int, _ afterVowel: String, _ afterConsonant: String) -> String {
        let unit = units[number / size]
        let head = "aeo".contains(unit.last ?? "a") ? "\(unit)ng \(afterVowel)" : "\(unit) na \(afterConsonant)"
        let rest = number % size
        return rest == 0 ? head : "\(head) at \(spoken(rest))"
    }
}
