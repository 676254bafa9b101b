internal import CPango
internal import SelfTest

/// Writes on a sheet, or only measures what it would write.
struct Pen {
    /// The fonts for Japanese and Latin letters; fontconfig takes the first that is there.
    private static let family = "Noto Sans CJK JP, IPAexGothic, sans-serif"

    let ruler: Sheet
    let canvas: Sheet?
    /// Of all type sizes.
    let scale: Double

    private struct Grey {
        static let text = 0.35
        static let rule = 0.75
    }

    /// Sets a text in lines of `width`.
    ///
    /// - Returns: its height.
    @discardableResult
    func text(
        _ text: String, x: Double, y: Double, width: Double, size: Double, isBold: Bool = false, isGrey: Bool = false,
        isCentred: Bool = false, isRight: Bool = false, isInverted: Bool = false
    ) -> Double {
        guard let layout = pango_cairo_create_layout(ruler.cairo) else { return 0 }
        defer { g_object_unref(UnsafeMutableRawPointer(layout)) }
        let font = pango_font_description_from_string(Self.family)
        defer { pango_font_description_free(font) }
        let unit = Double(PANGO_SCALE)
        pango_font_description_set_absolute_size(font, size * scale * unit)
        pango_font_description_set_weight(font, isBold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
        pango_layout_set_font_description(layout, font)
        pango_layout_set_width(layout, Int32(width * unit))
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
        pango_layout_set_alignment(
            layout, isCentred ? PANGO_ALIGN_CENTER : isRight ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT)
        pango_layout_set_text(layout, text, -1)
        var height: Int32 = 0
        pango_layout_get_size(layout, nil, &height)
        if let canvas {
            let grey = isInverted ? 1 : isGrey ? Grey.text : 0
            cairo_set_source_rgb(canvas.cairo, grey, grey, grey)
            cairo_move_to(canvas.cairo, x, y)
            pango_cairo_show_layout(canvas.cairo, layout)
        }
        return Double(height) / unit
    }

    func rule(from left: Double, to right: Double, y: Double, isStrong: Bool = false) {
        guard let canvas else { return }
        let grey = isStrong ? 0 : Grey.rule
        cairo_set_source_rgb(canvas.cairo, grey, grey, grey)
        cairo_set_line_width(canvas.cairo, isStrong ? 0.8 : 0.4)
        cairo_move_to(canvas.cairo, left, y)
        cairo_line_to(canvas.cairo, right, y)
        cairo_stroke(canvas.cairo)
    }

    func box(x: Double, y: Double, width: Double, height: Double, isFilled: Bool) {
        guard let canvas else { return }
        cairo_set_source_rgb(canvas.cairo, 0, 0, 0)
        cairo_set_line_width(canvas.cairo, 1.2)
        cairo_rectangle(canvas.cairo, x, y, width, height)
        if isFilled { cairo_fill(canvas.cairo) } else { cairo_stroke(canvas.cairo) }
    }

    /// A verdict as a shape, which a copy in black and white still shows: ring, triangle, cross, dash.
    func mark(_ verdict: TestResult.Verdict, x: Double, y: Double) {
        guard let canvas else { return }
        let cairo = canvas.cairo
        let size = 4 * scale
        cairo_set_source_rgb(cairo, 0, 0, 0)
        cairo_set_line_width(cairo, 1.3)
        switch verdict {
        case .pass:
            cairo_new_sub_path(cairo)
            cairo_arc(cairo, x, y, size * 0.8, 0, 2 * .pi)
        case .warning:
            cairo_move_to(cairo, x, y - size)
            cairo_line_to(cairo, x + size, y + size * 0.8)
            cairo_line_to(cairo, x - size, y + size * 0.8)
            cairo_close_path(cairo)
        case .failure:
            cairo_move_to(cairo, x - size, y - size)
            cairo_line_to(cairo, x + size, y + size)
            cairo_move_to(cairo, x - size, y + size)
            cairo_line_to(cairo, x + size, y - size)
        case .notRun:
            cairo_move_to(cairo, x - size, y)
            cairo_line_to(cairo, x + size, y)
        }
        cairo_stroke(cairo)
    }
}
