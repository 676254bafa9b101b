/// Reads DER elements one after another, and never past the end of what it was given.
///
/// Strict where BER leaves a choice: lengths are definite and in their shortest form, and tags have one
/// byte. What is read here was, or will be, held against a signature; a second spelling of it would be
/// somebody else's.
struct DERReader {
    /// One element, borrowed from the bytes it was read from.
    struct Element {
        /// The identifier octet, such as 0x30 for a SEQUENCE.
        var tag: UInt8
        /// Tag and length included.
        var whole: UnsafeRawBufferPointer
        var content: UnsafeRawBufferPointer
    }

    private(set) var rest: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) { rest = bytes }

    var isAtEnd: Bool { rest.isEmpty }
    /// The next element's tag, or nil at the end.
    var nextTag: UInt8? { rest.first }

    mutating func next() throws(RevocationListError) -> Element {
        guard let (header, length) = DERReader.header(rest), length <= rest.count - header else { throw .malformed }
        let whole = UnsafeRawBufferPointer(rebasing: rest[..<(header + length)])
        let element = Element(
            tag: rest[0], whole: whole, content: UnsafeRawBufferPointer(rebasing: whole[header...]))
        rest = UnsafeRawBufferPointer(rebasing: rest[(header + length)...])
        return element
    }

    mutating func next(_ tag: UInt8) throws(RevocationListError) -> Element {
        guard nextTag == tag else { throw .malformed }
        return try next()
    }

    /// The next element if it has this tag.
    mutating func optional(_ tag: UInt8) throws(RevocationListError) -> Element? {
        nextTag == tag ? try next() : nil
    }

    /// Nothing may be left.
    func end() throws(RevocationListError) {
        guard isAtEnd else { throw .malformed }
    }

    /// The length of an element's header and of its content, whether or not all of the content is
    /// there; nil for what is no header, or is cut short.
    @inline(__always)
    static func header(_ bytes: UnsafeRawBufferPointer) -> (header: Int, content: Int)? {
        guard bytes.count >= 2, bytes[0] & 0x1F != 0x1F else { return nil }
        let first = bytes[1]
        if first < 0x80 { return (2, Int(first)) }
        let digits = Int(first & 0x7F)
        guard (1...4).contains(digits), bytes.count >= 2 + digits, bytes[2] != 0 else { return nil }
        var length = 0
        for index in 0..<digits { length = length << 8 | Int(bytes[2 + index]) }
        return length < 0x80 ? nil : (2 + digits, length)
    }
}

enum DERTag {
    static let boolean: UInt8 = 0x01
    static let integer: UInt8 = 0x02
    static let bitString: UInt8 = 0x03
    static let octetString: UInt8 = 0x04
    static let objectIdentifier: UInt8 = 0x06
    static let enumerated: UInt8 = 0x0A
    static let utcTime: UInt8 = 0x17
    static let generalizedTime: UInt8 = 0x18
    static let sequence: UInt8 = 0x30
    static let explicitZero: UInt8 = 0xA0
}

/// The values that lists are made of.
enum DERValue {
    /// Whether these are an INTEGER's content octets in their one form.
    @inline(__always)
    static func isInteger(_ content: UnsafeRawBufferPointer) -> Bool {
        guard content.count > 0 else { return false }
        guard content.count > 1 else { return true }
        return !(content[0] == 0 && content[1] < 0x80) && !(content[0] == 0xFF && content[1] >= 0x80)
    }

    /// Whether these are an OBJECT IDENTIFIER's content octets: numbers of seven bits an octet, each
    /// ended and in its shortest form.
    static func isObjectIdentifier(_ content: UnsafeRawBufferPointer) -> Bool {
        guard let last = content.last, last < 0x80 else { return false }
        var isFirst = true
        for octet in content {
            if isFirst, octet == 0x80 { return false }
            isFirst = octet < 0x80
        }
        return true
    }

    /// A number that is not negative, big-endian, without leading zeros. 32 bytes at most.
    static func magnitude(_ content: UnsafeRawBufferPointer) throws(RevocationListError) -> [UInt8] {
        guard isInteger(content), content.count <= 32, content[0] < 0x80 else { throw .malformed }
        return Array(content.drop { $0 == 0 })
    }

    /// The second since 1970 UTC that a UTCTime or GeneralizedTime in RFC 5280's form (§4.1.2.5) names;
    /// nil for any other form, and for days that no calendar has.
    @inline(__always)
    static func seconds(tag: UInt8, _ content: UnsafeRawBufferPointer) -> Int64? {
        let century: Int
        var index = 0
        if tag == DERTag.utcTime, content.count == 13 {
            guard let year = pair(content, 0) else { return nil }
            century = year < 50 ? 20 : 19
        } else if tag == DERTag.generalizedTime, content.count == 15 {
            guard let read = pair(content, 0) else { return nil }
            century = read
            index = 2
        } else {
            return nil
        }
        guard content[content.count - 1] == 0x5A, let years = pair(content, index),
            let month = pair(content, index + 2), let day = pair(content, index + 4),
            let hour = pair(content, index + 6), let minute = pair(content, index + 8),
            let second = pair(content, index + 10),
            month >= 1, month <= 12, day >= 1, hour < 24, minute < 60, second < 60
        else { return nil }
        let year = century * 100 + years
        guard day <= days(ofMonth: month, year) else { return nil }
        // Days before the first of March of the year, in eras of 400 years (as `Timestamp` counts them).
        let shifted = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let total = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
        // The year 0 has no first of March before it.
        guard year > 0 else { return nil }
        return Int64(total) * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
    }

    /// Whether these are the thirteen characters of a UTCTime that every month has: what is not here may
    /// still be a time.
    @inline(__always)
    static func isUsualTime(_ start: UnsafeRawPointer) -> Bool {
        // YYMMDDHH, then MMSSZ: digits all at once, and then the numbers of two digits, in 16 bits each.
        let date = start.loadUnaligned(as: UInt64.self)
        let time = start.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
        // A digit is 0x3_, and still is with six added.
        guard start.load(fromByteOffset: 12, as: UInt8.self) == 0x5A,
            ((date ^ 0x3030_3030_3030_3030) | ((date &+ 0x0606_0606_0606_0606) ^ 0x3030_3030_3030_3030))
                & 0xF0F0_F0F0_F0F0_F0F0 == 0,
            ((time ^ 0x3030_3030) | ((time &+ 0x0606_0606) ^ 0x3030_3030)) & 0xF0F0_F0F0 == 0
        else { return false }
        let pairs = ((date & 0x0F0F_0F0F_0F0F_0F0F) &* 2_561) >> 8 & 0x00FF_00FF_00FF_00FF
        let rest = ((time & 0x0F0F_0F0F) &* 2_561) >> 8 & 0x00FF_00FF
        let month = pairs >> 16 & 0xFF
        let day = pairs >> 32 & 0xFF
        return month >= 1 && month <= 12 && day >= 1 && day <= 28 && pairs >> 48 < 24 && rest & 0xFF < 60
            && rest >> 16 < 60
    }

    @inline(__always)
    private static func pair(_ content: UnsafeRawBufferPointer, _ index: Int) -> Int? {
        let tens = Int(content[index]) - 0x30
        let ones = Int(content[index + 1]) - 0x30
        return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : nil
    }

    @inline(__always)
    private static func days(ofMonth month: Int, _ year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
