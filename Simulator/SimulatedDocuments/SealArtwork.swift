internal import CPango
internal import SimulatedResidents

/// A seal drawn as outlines: no text that could be copied out of the paper.
///
/// Real seals are cut in seal script (篆書), for which there is no free font; here the characters of the name font are
/// stretched to fill their cells and drawn bold, which reads as a seal.
struct SealArtwork {
    private enum Outline { case square(corner: Double), ellipse(narrowing: Double) }

    /// The characters column by column, from the right; each column from top to bottom.
    private let columns: [[TextBlock]]
    private let outline: Outline
    private let ink: Canvas.Ink
    /// The width of the frame and the strokes' additional weight, as parts of the side.
    private let frameWeight: Double
    private let strokeWeight: Double
    /// The part of the box that the characters fill.
    private let fill: (width: Double, height: Double)

    /// The municipality's square seal, in vermilion.
    init(official seal: SimulatedMunicipality.OfficialSeal, typesetter: Typesetter) throws(DocumentError) {
        columns = try Self.columns(of: seal.inscription, count: 3, row: "公印", typesetter: typesetter)
        outline = .square(corner: 0.05)
        ink = .vermilion
        frameWeight = 0.045
        strokeWeight = 0.012
        fill = (0.86, 0.86)
    }

    /// A resident's registered seal. It is black, as a register's scanned impressions are.
    init(registered seal: Resident.Seal, typesetter: Typesetter) throws(DocumentError) {
        let count = seal.inscription.count
        columns = try Self.columns(
            of: seal.inscription, count: count > 3 ? 2 : 1, row: "印影", typesetter: typesetter)
        ink = .black
        frameWeight = 0.035
        strokeWeight = 0.008
        switch seal.shape {
        case .square:
            outline = .square(corner: 0.04)
            fill = (0.84, 0.86)
        case .round, .oval:
            outline = .ellipse(narrowing: seal.shape == .oval ? 0.76 : 1)
            // The corners of what is filled stay within the frame.
            switch count {
            case 1: fill = (0.68, 0.70)
            case 2: fill = (0.60, 0.82)
            case 3: fill = (0.46, 0.86)
            default: fill = (0.70, 0.72)
            }
        }
    }

    private static func columns(
        of inscription: String, count: Int, row: String, typesetter: Typesetter
    ) throws(DocumentError) -> [[TextBlock]] {
        var glyphs: [TextBlock] = []
        for character in inscription {
            glyphs.append(try typesetter.text(String(character), size: 100, row: row))
        }
        let perColumn = max(1, (glyphs.count + count - 1) / count)
        return stride(from: 0, to: glyphs.count, by: perColumn).map { start in
            Array(glyphs[start..<min(start + perColumn, glyphs.count)])
        }
    }

    /// Draws the seal so that it fills a square box.
    func draw(on canvas: Canvas, in box: Box) {
        let scale = Canvas.pointsPerMillimetre
        let side = min(box.width, box.height) * scale
        let weight = side * frameWeight
        let cairo = canvas.cairo
        cairo_save(cairo)
        cairo_translate(cairo, box.midX * scale, box.midY * scale)
        canvas.use(ink)
        cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND)

        cairo_new_path(cairo)
        var fillWidth = side * fill.width
        switch outline {
        case .square(let corner):
            roundedSquare(cairo, half: (side - weight) / 2, radius: side * corner)
        case .ellipse(let narrowing):
            fillWidth *= narrowing
            cairo_save(cairo)
            cairo_scale(cairo, (side * narrowing - weight) / 2, (side - weight) / 2)
            cairo_arc(cairo, 0, 0, 1, 0, 2 * .pi)
            cairo_restore(cairo)
        }
        cairo_set_line_width(cairo, weight)
        cairo_stroke(cairo)

        let fillHeight = side * fill.height
        let cellWidth = fillWidth / Double(columns.count)
        cairo_set_line_width(cairo, side * strokeWeight)
        for (number, column) in columns.enumerated() {
            let cellHeight = fillHeight / Double(column.count)
            for (place, glyph) in column.enumerated() {
                let x = fillWidth / 2 - cellWidth * Double(number + 1)
                let y = -fillHeight / 2 + cellHeight * Double(place)
                draw(glyph, cairo, x: x, y: y, width: cellWidth, height: cellHeight)
            }
        }
        cairo_restore(cairo)
    }

    /// Stretches one glyph's outline into its cell.
    private func draw(_ glyph: TextBlock, _ cairo: OpaquePointer, x: Double, y: Double, width: Double, height: Double) {
        cairo_new_path(cairo)
        glyph.forEachLine { line, _ in
            cairo_move_to(cairo, 0, 0)
            pango_cairo_layout_line_path(cairo, line)
        }
        var left = 0.0
        var top = 0.0
        var right = 0.0
        var bottom = 0.0
        cairo_path_extents(cairo, &left, &top, &right, &bottom)
        // A flat character such as 一 keeps its place in the em box; it is not blown up to fill the cell.
        left = min(left, glyph.size * 0.1)
        right = max(right, glyph.size * 0.9)
        top = min(top, glyph.size * -0.78)
        bottom = max(bottom, glyph.size * 0.02)
        // A twelfth of the cell stays free on each side.
        let air = 1.0 / 12
        cairo_new_path(cairo)
        cairo_save(cairo)
        cairo_translate(cairo, x + width * air, y + height * air)
        cairo_scale(cairo, width * (1 - 2 * air) / (right - left), height * (1 - 2 * air) / (bottom - top))
        cairo_translate(cairo, -left, -top)
        glyph.forEachLine { line, _ in
            cairo_move_to(cairo, 0, 0)
            pango_cairo_layout_line_path(cairo, line)
        }
        cairo_restore(cairo)
        cairo_fill_preserve(cairo)
        cairo_stroke(cairo)
    }

    private func roundedSquare(_ cairo: OpaquePointer, half: Double, radius: Double) {
        cairo_new_sub_path(cairo)
        cairo_arc(cairo, half - radius, -half + radius, radius, -.pi / 2, 0)
        cairo_arc(cairo, half - radius, half - radius, radius, 0, .pi / 2)
        cairo_arc(cairo, -half + radius, half - radius, radius, .pi / 2, .pi)
        cairo_arc(cairo, -half + radius, -half + radius, radius, .pi, 1.5 * .pi)
        cairo_close_path(cairo)
    }
}
