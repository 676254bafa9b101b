extension JSONText {
    /// Gives the text's UTF-8, escapes resolved (RFC 8259 §7), byte by byte.
    ///
    /// - Parameter malformed: thrown on an unknown escape and on half a surrogate pair, which no UTF-8 can hold.
    func forEachByte<Failure: Error>(
        of buffer: UnsafeRawBufferPointer, malformed: Failure, _ body: (UInt8) throws(Failure) -> Void
    ) throws(Failure) {
        var position = range.lowerBound
        while position < range.upperBound {
            let byte = buffer[position]
            position += 1
            guard byte == UInt8(ascii: "\\") else {
                try body(byte)
                continue
            }
            guard position < range.upperBound else { throw malformed }
            let escape = buffer[position]
            position += 1
            if escape == UInt8(ascii: "u") {
                guard let scalar = scalar(in: buffer, at: &position) else { throw malformed }
                for unit in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { try body(unit) }
            } else {
                guard let meaning = Self.meaning(of: escape) else { throw malformed }
                try body(meaning)
            }
        }
    }

    private static func meaning(of escape: UInt8) -> UInt8? {
        switch escape {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return escape
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "f"): return 0x0C
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "t"): return 0x09
        default: return nil
        }
    }

    private func scalar(in buffer: UnsafeRawBufferPointer, at position: inout Int) -> Unicode.Scalar? {
        guard let first = unit(in: buffer, at: &position) else { return nil }
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard UTF16.isLeadSurrogate(first), position + 2 <= range.upperBound,
            buffer[position] == UInt8(ascii: "\\"), buffer[position + 1] == UInt8(ascii: "u")
        else { return nil }
        position += 2
        guard let second = unit(in: buffer, at: &position), UTF16.isTrailSurrogate(second) else { return nil }
        return UTF16.decode(UTF16.EncodedScalar([first, second]))
    }

    private func unit(in buffer: UnsafeRawBufferPointer, at position: inout Int) -> UInt16? {
        guard position + 4 <= range.upperBound else { return nil }
        var value: UInt16 = 0
        for _ in 0..<4 {
            let digit = buffer[position]
            position += 1
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt16(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt16(digit - UInt8(ascii: "a")) + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt16(digit - UInt8(ascii: "A")) + 10
            default: return nil
            }
        }
        return value
    }
}
