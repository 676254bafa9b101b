internal import CQPDF
internal import DocumentCheck

/// Reads what stands on a page, in the order in which it is drawn (ISO 32000-1 §9.4), by what its fonts say that their
/// glyphs mean (§9.10.3).
struct TextReader {
    private(set) var text: [Unicode.Scalar] = []
    private var fonts: [PDFObject.ID: GlyphMeanings] = [:]

    mutating func read(page: PDFObject) throws(DocumentFault) {
        try read(try page.content(), resources: page["/Resources"], nesting: 0)
    }

    private mutating func read(_ content: [UInt8], resources: PDFObject?, nesting: Int) throws(DocumentFault) {
        guard nesting <= Bounds.nesting else { throw .excessive }
        let steps = try ContentSteps(content)
        var font: GlyphMeanings?
        // The font is part of the graphics state, which q puts aside and Q brings back (§8.4.2).
        var saved: [GlyphMeanings?] = []
        for step in steps.steps {
            switch step {
            case .save:
                saved.append(font)
                guard saved.count <= 256 else { throw .excessive }
            case .restore: font = saved.popLast() ?? nil
            case .font(let name): font = try meanings(of: name, in: resources)
            case .show(let codes):
                guard let font else { throw .unreadableText }
                text += try font.text(of: codes)
                guard text.count <= Bounds.characters else { throw .excessive }
            case .draw(let name):
                guard let object = resources?["/XObject"]?[name], object.isStream else { throw .damaged }
                guard object["/Subtype"]?.name == "/Form" else { continue }
                try read(try object.data(), resources: object["/Resources"] ?? resources, nesting: nesting + 1)
            }
        }
    }

    private mutating func meanings(of name: String, in resources: PDFObject?) throws(DocumentFault) -> GlyphMeanings {
        guard let font = resources?["/Font"]?[name], let id = font.id else { throw .unreadableText }
        if let known = fonts[id] { return known }
        let meanings = try GlyphMeanings(font: font)
        fonts[id] = meanings
        return meanings
    }
}

/// What of a content stream concerns text.
struct ContentSteps {
    enum Step {
        case save, restore
        case font(String)
        case show([UInt8])
        case draw(String)
    }

    private(set) var steps: [Step] = []
    private var operands: [Operand] = []
    private var fault: DocumentFault?
    private var tokens = 0

    private enum Operand {
        case name(String)
        case string([UInt8])
        case other
    }

    init(_ content: [UInt8]) throws(DocumentFault) {
        let code = withUnsafeMutablePointer(to: &self) { context in
            CQPDF_tokens(
                content, content.count,
                { kind, value, length, context in
                    guard let context else { return 0 }
                    let bytes = UnsafeRawBufferPointer(start: value, count: length)
                    return context.assumingMemoryBound(to: ContentSteps.self).pointee.take(kind, bytes) ? 1 : 0
                }, context)
        }
        if let fault { throw fault }
        guard code == 0 else { throw .damaged }
    }

    /// - Returns: whether to go on.
    private mutating func take(_ kind: CQPDF_token_kind, _ value: UnsafeRawBufferPointer) -> Bool {
        tokens += 1
        // An operator has at most 33 operands (§C.2), but for TJ, whose array may be long.
        guard tokens <= Bounds.tokens, operands.count <= 10_000 else { return stop(.excessive) }
        switch kind {
        case CQPDF_token_bad: return stop(.damaged)
        case CQPDF_token_name: operands.append(.name(String(decoding: value, as: UTF8.self)))
        case CQPDF_token_string: operands.append(.string(Array(value)))
        case CQPDF_token_word:
            let isKnown = perform(String(decoding: value, as: UTF8.self))
            operands.removeAll(keepingCapacity: true)
            guard isKnown else { return stop(.damaged) }
        default: operands.append(.other)
        }
        return true
    }

    private mutating func stop(_ fault: DocumentFault) -> Bool {
        self.fault = fault
        return false
    }

    private mutating func perform(_ operation: String) -> Bool {
        switch operation {
        case "q": steps.append(.save)
        case "Q": steps.append(.restore)
        case "Tf":
            guard operands.count == 2, case .name(let name) = operands[0] else { return false }
            steps.append(.font(name))
        case "Do":
            guard operands.count == 1, case .name(let name) = operands[0] else { return false }
            steps.append(.draw(name))
        case "Tj", "'", "\"", "TJ":
            for case .string(let codes) in operands { steps.append(.show(codes)) }
        default: break
        }
        return true
    }
}
