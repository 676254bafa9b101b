internal import CQPDF
internal import DocumentCheck

/// What the codes of a font mean: its ToUnicode map (ISO 32000-1 §9.10.3).
struct GlyphMeanings {
    /// How many bytes a code has: 1 for a simple font, 2 for a composite one with the identity encoding.
    private let width: Int
    private let meanings: [Int: [Unicode.Scalar]]

    /// - Throws: `unreadableText` for a font without a map, or with another encoding than these.
    init(font: PDFObject) throws(DocumentFault) {
        guard let map = font["/ToUnicode"], map.isStream else { throw .unreadableText }
        if font["/Subtype"]?.name == "/Type0" {
            guard font["/Encoding"]?.name == "/Identity-H" || font["/Encoding"]?.name == "/Identity-V" else {
                throw .unreadableText
            }
            width = 2
        } else {
            width = 1
        }
        meanings = try CharacterMap(try map.data()).meanings
    }

    /// The text of a string of codes.
    func text(of codes: [UInt8]) throws(DocumentFault) -> [Unicode.Scalar] {
        guard codes.count.isMultiple(of: width) else { throw .unreadableText }
        var text: [Unicode.Scalar] = []
        for start in stride(from: 0, to: codes.count, by: width) {
            let code = codes[start..<start + width].reduce(0) { $0 << 8 | Int($1) }
            guard let meaning = meanings[code] else { throw .unreadableText }
            text += meaning
        }
        return text
    }
}

/// A ToUnicode map as its program says it (Adobe Technical Note 5411): `beginbfchar` and `beginbfrange` alone.
struct CharacterMap {
    private(set) var meanings: [Int: [Unicode.Scalar]] = [:]
    private var operands: [Operand] = []
    private var tokens = 0
    private var isValid = true

    private enum Operand {
        case bytes([UInt8])
        case open, close, other
    }

    /// A font has at most 65,536 glyphs.
    private static let maximumMeanings = 65_536

    init(_ program: [UInt8]) throws(DocumentFault) {
        let code = withUnsafeMutablePointer(to: &self) { context in
            CQPDF_tokens(
                program, program.count,
                { kind, value, length, context in
                    guard let context else { return 0 }
                    let bytes = UnsafeRawBufferPointer(start: value, count: length)
                    return context.assumingMemoryBound(to: CharacterMap.self).pointee.take(kind, bytes) ? 1 : 0
                }, context)
        }
        guard code == 0, isValid else { throw .unreadableText }
    }

    private mutating func take(_ kind: CQPDF_token_kind, _ value: UnsafeRawBufferPointer) -> Bool {
        tokens += 1
        switch kind {
        case CQPDF_token_string: operands.append(.bytes(Array(value)))
        case CQPDF_token_array_open: operands.append(.open)
        case CQPDF_token_array_close: operands.append(.close)
        case CQPDF_token_word:
            switch String(decoding: value, as: UTF8.self) {
            case "endbfchar": takeCharacters()
            case "endbfrange": takeRanges()
            default: break
            }
            operands.removeAll(keepingCapacity: true)
        default: operands.append(.other)
        }
        isValid = isValid && tokens <= 4 * Self.maximumMeanings && meanings.count <= Self.maximumMeanings
        return isValid
    }

    private mutating func takeCharacters() {
        for pair in stride(from: 0, to: operands.count - 1, by: 2) {
            guard case .bytes(let code) = operands[pair], case .bytes(let meaning) = operands[pair + 1] else {
                isValid = false
                return
            }
            meanings[Self.number(code)] = Self.scalars(meaning)
        }
    }

    private mutating func takeRanges() {
        var place = 0
        while place + 2 < operands.count {
            guard case .bytes(let low) = operands[place], case .bytes(let high) = operands[place + 1] else { break }
            let codes = (first: Self.number(low), last: Self.number(high))
            guard codes.first <= codes.last, codes.last - codes.first < Self.maximumMeanings else { break }
            place += 2
            if case .bytes(let first) = operands[place] {
                place += 1
                for (offset, code) in (codes.first...codes.last).enumerated() {
                    meanings[code] = Self.scalars(first, plus: offset)
                }
                continue
            }
            guard case .open = operands[place] else { break }
            place += 1
            for code in codes.first...codes.last {
                guard place < operands.count, case .bytes(let meaning) = operands[place] else { break }
                meanings[code] = Self.scalars(meaning)
                place += 1
            }
            guard place < operands.count, case .close = operands[place] else { break }
            place += 1
        }
        if place != operands.count { isValid = false }
    }

    private static func number(_ bytes: [UInt8]) -> Int { bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) } }

    /// UTF-16, big end first; `offset` is added to its last unit.
    private static func scalars(_ bytes: [UInt8], plus offset: Int = 0) -> [Unicode.Scalar] {
        var units = stride(from: 0, to: bytes.count - 1, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        if let last = units.popLast() { units.append(last &+ UInt16(truncatingIfNeeded: offset)) }
        return Array(String(decoding: units, as: UTF16.self).unicodeScalars)
    }
}
