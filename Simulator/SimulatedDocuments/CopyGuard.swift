internal import CPango

/// The copy guard (複写牽制): an even tint under the text, in which a photocopier finds the word 「複写」.
///
/// The tint is made of dots, of which there are two kinds. Around the word are small ones close together; within it
/// large ones, a ninth as many and nine times as large. Both cover the same part of the paper, so that an eye at reading
/// distance sees one grey. A copier's lens and threshold lose the small ones and keep the large ones: there the word is.
///
/// A dot is 1/600 inch, or three of them; a printer must set it exactly. With worn toner the word shows on the original,
/// which is why print quality belongs to a machine's self-test.
enum CopyGuard {
    /// The word that appears.
    static let word = "複写"
    /// In dots per inch.
    static let resolution = 600.0
    /// What of the page is tinted. Printers reach it all: 4.2 mm are the widest margin that they keep.
    static let box = Box(x: 7, y: 7, width: 196, height: 283)
    /// The side of a cell in dots: nine small ones, or one large one.
    static let cell = 12

    private static let columns = cells(box.width), rows = cells(box.height)
    private static func cells(_ millimetres: Double) -> Int {
        Int(millimetres / 25.4 * resolution) / cell
    }

    /// The tint as a stencil's rows. It is the same on every paper, and made once.
    private static let tint: Result<[UInt8], DocumentError> = Result { () throws(DocumentError) in
        let inWord = try wordCells()
        let stride = Stencil.stride(of: columns * cell)
        var bits = [UInt8](repeating: 0, count: stride * rows * cell)
        func set(_ x: Int, _ y: Int) { bits[y * stride + x >> 3] |= 1 << (x & 7) }
        for row in 0..<rows {
            for column in 0..<columns {
                let x = column * cell, y = row * cell
                if inWord[row * columns + column] {
                    for dy in 4...6 { for dx in 4...6 { set(x + dx, y + dy) } }
                } else {
                    for dy in [1, 5, 9] { for dx in [1, 5, 9] { set(x + dx, y + dy) } }
                }
            }
        }
        return bits
    }

    /// The tint, for one document.
    static func stencil() throws(DocumentError) -> Stencil {
        let width = columns * cell
        return try Stencil(
            width: width, height: rows * cell, rows: try tint.get(), stride: Stencil.stride(of: width))
    }

    /// Where the stencil lies: whole dots.
    static var place: Box {
        let dot = 25.4 / resolution
        return Box(
            x: box.x, y: box.y, width: Double(columns * cell) * dot, height: Double(rows * cell) * dot)
    }

    /// Which cells are within the word: it stands there many times over, so that no corner can be copied without it.
    private static func wordCells() throws(DocumentError) -> [Bool] {
        let canvas = try Canvas(picture: columns, rows, resolution: resolution / Double(cell))
        let cairo = canvas.cairo
        let text = try Typesetter().text(word, size: 62, row: word)
        let scale = Canvas.pointsPerMillimetre
        // Strokes of Mincho are too thin for cells of half a millimetre.
        cairo_set_line_width(cairo, 2.6)
        cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND)
        for line in 0..<5 {
            for place in 0..<4 {
                let x = Double(place) * 62 - (line.isMultiple(of: 2) ? 4 : 35)
                let y = 8 + Double(line) * 58
                cairo_save(cairo)
                cairo_translate(cairo, (x + text.width / 2) * scale, (y + text.height / 2) * scale)
                cairo_rotate(cairo, -.pi / 9)
                cairo_translate(cairo, -text.width / 2 * scale, -text.height / 2 * scale)
                text.forEachLine { line, baseline in
                    cairo_move_to(cairo, 0, baseline * scale)
                    pango_cairo_layout_line_path(cairo, line)
                }
                cairo_fill_preserve(cairo)
                cairo_stroke(cairo)
                cairo_restore(cairo)
            }
        }
        let (columns, rows) = (columns, rows)
        return canvas.withDots { dots, stride in
            (0..<rows).flatMap { row in (0..<columns).map { dots[row * stride + $0] >= 128 } }
        }
    }
}
