/// Base64 (RFC 4648 §4) into and out of memory that is wiped; no line breaks, padding required.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func write(_ bytes: [UInt8], to buffer: WipedBuffer) throws(CloudError) {
        var start = 0
        while start < bytes.count {
            let end = min(start + 3, bytes.count)
            var group: UInt32 = 0
            for index in start..<start + 3 { group = group << 8 | (index < end ? UInt32(bytes[index]) : 0) }
            for position in 0..<4 {
                let padding = position > end - start
                let letter = alphabet[Int(group >> UInt32(18 - 6 * position) & 63)]
                try buffer.append(padding ? UInt8(ascii: "=") : letter)
            }
            start = end
        }
    }

    /// Nil for anything but the one spelling that `write` gives.
    static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count.isMultiple(of: 4) else { return nil }
        let padding = text.suffix(2).count { $0 == UInt8(ascii: "=") }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var group: UInt32 = 0
        var bits = 0
        for letter in text.dropLast(padding) {
            guard let value = value(letter) else { return nil }
            group = group << 6 | value
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(bits)))
                group &= (1 << UInt32(bits)) - 1
            }
        }
        // What is left of the last letter must be zero, or two texts would mean the same bytes.
        return group == 0 ? bytes : nil
    }

    private static func value(_ letter: UInt8) -> UInt32? {
        switch letter {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(letter - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(letter - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(letter - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
