/// Points in time as RFC 3339 text in UTC, to the second: "2026-04-01T09:30:00Z".
///
/// One spelling for each second: no offsets, no fractions, no leap seconds, so that equal times are
/// equal text. Foundation's formatter would do it too, at a price of megabytes.
public enum Timestamp {
    /// 0001-01-01T00:00:00Z … 9999-12-31T23:59:59Z, the years that four digits hold.
    public static let range: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

    /// The text of a second since 1970 UTC; nil outside `range`.
    public static func text(_ seconds: Int64) -> String? {
        guard range.contains(seconds) else { return nil }
        let (days, rest) = floorDivide(seconds, 86_400)
        let (year, month, day) = civil(days)
        return digits(year, 4) + "-" + digits(month, 2) + "-" + digits(day, 2) + "T" + digits(rest / 3_600, 2) + ":"
            + digits(rest / 60 % 60, 2) + ":" + digits(rest % 60, 2) + "Z"
    }

    /// The second since 1970 UTC that `text` names; nil for text that is not exactly of this form.
    public static func seconds(_ text: String) -> Int64? {
        let characters = Array(text.utf8)
        guard characters.count == 20, characters[4] == 0x2D, characters[7] == 0x2D, characters[10] == 0x54,
            characters[13] == 0x3A, characters[16] == 0x3A, characters[19] == 0x5A,
            let year = number(characters[0..<4]), let month = number(characters[5..<7]),
            let day = number(characters[8..<10]), let hour = number(characters[11..<13]),
            let minute = number(characters[14..<16]), let second = number(characters[17..<19]),
            year >= 1, (1...12).contains(month), day >= 1, hour < 24, minute < 60, second < 60
        else { return nil }
        let days = days(year, month, day)
        // The 31st of a month of 30 days would come back as the 1st of the next.
        guard civil(days) == (year, month, day) else { return nil }
        return days * 86_400 + hour * 3_600 + minute * 60 + second
    }

    static func number(_ characters: ArraySlice<UInt8>) -> Int64? {
        characters.reduce(Int64?(0)) { sum, character in
            guard let sum, (0x30...0x39).contains(character) else { return nil }
            return sum * 10 + Int64(character - 0x30)
        }
    }

    private static func digits(_ number: Int64, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }

    private static func floorDivide(_ number: Int64, _ divisor: Int64) -> (quotient: Int64, rest: Int64) {
        let (quotient, rest) = number.quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
    }

    // The proleptic Gregorian calendar in eras of 400 years that begin on 1 March, so that the leap
    // day is the last of its year.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = floorDivide(shifted, 400)
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = floorDivide(days + 719_468, 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
