public import LockedMemory

extension JSONText {
    /// The text at `range` of `bytes`, its escapes checked.
    init(_ range: Range<Int>, in bytes: UnsafeRawBufferPointer) throws(JSONError) {
        var count = 0
        var rest = range
        while try Self.takeScalar(from: &rest, of: bytes, { _ in count += 1 }) {}
        self.range = range
        self.count = count
    }

    /// The text as a `String`, which nobody can overwrite: not for secrets.
    public func string(in bytes: UnsafeRawBufferPointer) throws(JSONError) -> String {
        String(decoding: try self.bytes(in: bytes), as: UTF8.self)
    }

    /// The text's UTF-8.
    public func bytes(in bytes: UnsafeRawBufferPointer) throws(JSONError) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(count)
        var rest = range
        while try Self.takeScalar(from: &rest, of: bytes, { decoded.append($0) }) {}
        return decoded
    }

    /// The text's UTF-8, written into locked memory and nowhere else.
    public func locked(in bytes: UnsafeRawBufferPointer) throws(JSONError) -> LockedBytes {
        do {
            return try LockedBytes(count: count) { (memory) throws(JSONError) in
                var filled = 0
                var rest = range
                while try Self.takeScalar(
                    from: &rest, of: bytes,
                    { byte in
                        memory[filled] = byte
                        filled += 1
                    })
                {}
            }
        } catch {
            switch error {
            case .unavailable: throw .noLockedMemory
            case .failed(let reason): throw reason
            }
        }
    }

    /// Gives the UTF-8 of the next byte or escape (RFC 8259 §7) and takes it off `rest`.
    ///
    /// - Returns: whether there was one.
    /// - Throws: ``JSONError/malformed`` on an unknown escape and on half a surrogate pair, which no UTF-8 can hold.
    private static func takeScalar(
        from rest: inout Range<Int>, of bytes: UnsafeRawBufferPointer, _ body: (UInt8) -> Void
    ) throws(JSONError) -> Bool {
        guard let byte = take(from: &rest, of: bytes) else { return false }
        guard byte == UInt8(ascii: "\\") else {
            body(byte)
            return true
        }
        switch take(from: &rest, of: bytes) {
        case .some(let escape) where "\"\\/".utf8.contains(escape): body(escape)
        case UInt8(ascii: "b"): body(0x08)
        case UInt8(ascii: "f"): body(0x0C)
        case UInt8(ascii: "n"): body(0x0A)
        case UInt8(ascii: "r"): body(0x0D)
        case UInt8(ascii: "t"): body(0x09)
        case UInt8(ascii: "u"):
            guard let scalar = scalar(from: &rest, of: bytes), let units = UTF8.encode(scalar) else { throw .malformed }
            for unit in units { body(unit) }
        default: throw .malformed
        }
        return true
    }

    private static func take(from rest: inout Range<Int>, of bytes: UnsafeRawBufferPointer) -> UInt8? {
        guard let position = rest.first else { return nil }
        rest = position + 1..<rest.upperBound
        return bytes[position]
    }

    private static func scalar(from rest: inout Range<Int>, of bytes: UnsafeRawBufferPointer) -> Unicode.Scalar? {
        guard let first = unit(from: &rest, of: bytes) else { return nil }
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard UTF16.isLeadSurrogate(first), take(from: &rest, of: bytes) == UInt8(ascii: "\\"),
            take(from: &rest, of: bytes) == UInt8(ascii: "u"), let second = unit(from: &rest, of: bytes),
            UTF16.isTrailSurrogate(second)
        else { return nil }
        return UTF16.decode(UTF16.EncodedScalar([first, second]))
    }

    private static func unit(from rest: inout Range<Int>, of bytes: UnsafeRawBufferPointer) -> UInt16? {
        var value: UInt16 = 0
        for _ in 0..<4 {
            switch take(from: &rest, of: bytes) {
            case .some(let digit) where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit):
                value = value << 4 | UInt16(digit - UInt8(ascii: "0"))
            case .some(let digit) where (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(digit | 0x20):
                value = value << 4 | UInt16((digit | 0x20) - UInt8(ascii: "a")) + 10
            default: return nil
            }
        }
        return value
    }
}
