/// RFC 3339 times and dates as the contract writes them: every digit there, whole seconds, an offset.
enum Timestamp {
    /// Seconds since 1970 of `YYYY-MM-DDThh:mm:ss` with `Z` or `±hh:mm`. Nil for anything else, a leap second too.
    static func seconds(_ text: String) -> Int64? {
        let digits = Array(text.utf8)
        guard digits.count >= 20, digits[10] == UInt8(ascii: "T"), let date = day(digits[..<10]),
            digits[13] == UInt8(ascii: ":"), digits[16] == UInt8(ascii: ":"),
            let hour = number(digits[11..<13], below: 24), let minute = number(digits[14..<16], below: 60),
            let second = number(digits[17..<19], below: 60), let offset = offset(digits[19...])
        else { return nil }
        return date * 86_400 + hour * 3_600 + minute * 60 + second - offset
    }

    /// Days since 1970 of `YYYY-MM-DD`.
    static func day(_ text: String) -> Int64? { day(Array(text.utf8)[...]) }

    /// Minutes after midnight of `hh:mm`; `24:00` is the end of the day.
    static func minutes(_ text: String) -> Int? {
        if text == "24:00" { return 24 * 60 }
        let digits = Array(text.utf8)
        guard digits.count == 5, digits[2] == UInt8(ascii: ":"), let hour = number(digits[..<2], below: 24),
            let minute = number(digits[3...], below: 60)
        else { return nil }
        return Int(hour * 60 + minute)
    }

    private static func offset(_ text: ArraySlice<UInt8>) -> Int64? {
        let digits = Array(text)
        if digits == [UInt8(ascii: "Z")] { return 0 }
        guard digits.count == 6, digits[3] == UInt8(ascii: ":"), let hour = number(digits[1..<3], below: 24),
            let minute = number(digits[4...], below: 60)
        else { return nil }
        switch digits[0] {
        case UInt8(ascii: "+"): return hour * 3_600 + minute * 60
        case UInt8(ascii: "-"): return -(hour * 3_600 + minute * 60)
        default: return nil
        }
    }

    private static func day(_ text: ArraySlice<UInt8>) -> Int64? {
        let digits = Array(text)
        guard digits.count == 10, digits[4] == UInt8(ascii: "-"), digits[7] == UInt8(ascii: "-"),
            let year = number(digits[..<4], below: 10_000), year >= 1970,
            let month = number(digits[5..<7], below: 13), month >= 1,
            let day = number(digits[8...], below: 32), day >= 1, day <= length(ofMonth: month, in: year)
        else { return nil }
        // Counted from 1 March, so that the leap day is a year's last.
        let marchYear = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400
        let from0March1 = marchYear * 365 + leapDays + dayOfYear
        return from0March1 - 719_468
    }

    private static func length(ofMonth month: Int64, in year: Int64) -> Int64 {
        switch month {
        case 2: return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: return 30
        default: return 31
        }
    }

    private static func number(_ digits: ArraySlice<UInt8>, below bound: Int64) -> Int64? {
        var value: Int64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            value = value * 10 + Int64(digit - UInt8(ascii: "0"))
        }
        return value < bound ? value : nil
    }
}
