internal import CPango

/// One text, broken into lines and measured. Lengths are in millimetres.
final class TextBlock {
    /// Pango counts 1,024ths of a point.
    static let unitsPerMillimetre = Double(PANGO_SCALE) * Canvas.pointsPerMillimetre
    /// From one baseline to the next, in type sizes. Japanese text without gaps between characters wants air between
    /// its lines.
    static let leading = 1.38

    private let layout: OpaquePointer
    /// The type size in points.
    let size: Double

    init(owning layout: OpaquePointer, size: Double) {
        self.layout = layout
        self.size = size
    }

    deinit {
        g_object_unref(UnsafeMutableRawPointer(layout))
    }

    /// How many lines there are, at least one.
    var lineCount: Int { Int(pango_layout_get_line_count(layout)) }

    /// The height of one line's em box.
    var em: Double { size / Canvas.pointsPerMillimetre }

    /// From the top of the first line's em box to the bottom of the last one's.
    var height: Double { em * (1 + Self.leading * Double(lineCount - 1)) }

    /// The widest line's advance.
    var width: Double {
        var extents = PangoRectangle()
        pango_layout_get_extents(layout, nil, &extents)
        return Double(extents.width) / Self.unitsPerMillimetre
    }

    /// Calls `body` with each line and its baseline, measured from the top of the first line's em box.
    func forEachLine(_ body: (UnsafeMutablePointer<PangoLayoutLine>, Double) -> Void) {
        for index in 0..<lineCount {
            guard let line = pango_layout_get_line_readonly(layout, Int32(index)) else { continue }
            // The em box of a Japanese font reaches from 0.88 above the baseline to 0.12 below it.
            body(line, em * (Self.leading * Double(index) + 0.88))
        }
    }
}
