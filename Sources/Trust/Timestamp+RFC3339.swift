extension Timestamp {
    /// The second since 1970 UTC that people's spelling of a time means: all of RFC 3339 §5.6, such as
    /// "2026-04-01T18:30:00.5+09:00". A fraction is dropped, and a leap second counts as the one after it.
    ///
    /// - Returns: nil for text that is none, and for one outside `range`.
    public static func secondsOfRFC3339(_ text: String) -> Int64? {
        let characters = Array(text.utf8)
        // "2026-04-01T09:30:00" and at least "Z"; a fraction has as many digits as it likes.
        guard (20...64).contains(characters.count), characters[10] | 0x20 == UInt8(ascii: "t") else { return nil }
        var rest = characters[19...]
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard !digits.isEmpty else { return nil }
            rest = rest[digits.endIndex...]
        }
        guard let offset = offset(rest) else { return nil }
        var local = Array(characters[..<19])
        local[10] = UInt8(ascii: "T")
        let isLeap = local[17...].elementsEqual("60".utf8)
        if isLeap { local.replaceSubrange(17..<19, with: "59".utf8) }
        guard let seconds = seconds(String(decoding: local, as: UTF8.self) + "Z") else { return nil }
        let time = seconds - offset
        // Leap seconds are put in where a UTC day ends (§5.7), and nowhere else.
        if isLeap, (time + 1) % 86_400 != 0 { return nil }
        let meant = isLeap ? time + 1 : time
        return range.contains(meant) ? meant : nil
    }

    // "Z", or "+hh:mm": so many seconds before UTC's.
    private static func offset(_ text: ArraySlice<UInt8>) -> Int64? {
        if text.count == 1, let letter = text.first, letter | 0x20 == UInt8(ascii: "z") { return 0 }
        let characters = Array(text)
        guard characters.count == 6, characters[3] == UInt8(ascii: ":"),
            let hours = number(characters[1..<3]), let minutes = number(characters[4..<6]), hours < 24, minutes < 60
        else { return nil }
        switch characters[0] {
        case UInt8(ascii: "+"): return hours * 3_600 + minutes * 60
        case UInt8(ascii: "-"): return -(hours * 3_600 + minutes * 60)
        default: return nil
        }
    }
}
