internal import CPango

/// Dots that are black or nothing, to be laid on paper at any size: a code, a field of cells, a copy guard.
final class Stencil {
    private let surface: OpaquePointer
    let width: Int
    let height: Int

    /// A stencil of `width` by `height` dots.
    ///
    /// - Parameter rows: Cairo's A1 rows: 32-bit words, the leftmost dot in the lowest bit. `stride` bytes are a row.
    init(width: Int, height: Int, rows: [UInt8], stride: Int) throws(DocumentError) {
        guard let surface = cairo_image_surface_create(CAIRO_FORMAT_A1, Int32(width), Int32(height)),
            let data = cairo_image_surface_get_data(surface)
        else { throw DocumentError(.drawingFailed, status: CAIRO_STATUS_NO_MEMORY.rawValue) }
        self.surface = surface
        self.width = width
        self.height = height
        let own = Int(cairo_image_surface_get_stride(surface))
        rows.withUnsafeBytes { source in
            for row in 0..<height {
                guard let start = source.baseAddress else { return }
                (data + row * own).update(
                    from: (start + row * stride).assumingMemoryBound(to: UInt8.self), count: min(own, stride))
            }
        }
        cairo_surface_mark_dirty(surface)
    }

    /// A stencil of dots that `isBlack` names.
    convenience init(
        width: Int, height: Int, isBlack: (_ x: Int, _ y: Int) -> Bool
    ) throws(DocumentError) {
        let stride = Self.stride(of: width)
        var rows = [UInt8](repeating: 0, count: stride * height)
        for y in 0..<height {
            for x in 0..<width where isBlack(x, y) { rows[y * stride + x >> 3] |= 1 << (x & 7) }
        }
        try self.init(width: width, height: height, rows: rows, stride: stride)
    }

    deinit { cairo_surface_destroy(surface) }

    /// Bytes in a row: whole words.
    static func stride(of width: Int) -> Int { (width + 31) / 32 * 4 }

    /// Lays it into `box` in black, each dot with sharp edges.
    func draw(on canvas: Canvas, in box: Box) {
        let scale = Canvas.pointsPerMillimetre
        let cairo = canvas.cairo
        cairo_save(cairo)
        canvas.use(.black)
        cairo_translate(cairo, box.x * scale, box.y * scale)
        cairo_scale(cairo, box.width * scale / Double(width), box.height * scale / Double(height))
        let pattern = cairo_pattern_create_for_surface(surface)
        cairo_pattern_set_filter(pattern, CAIRO_FILTER_NEAREST)
        cairo_mask(cairo, pattern)
        cairo_pattern_destroy(pattern)
        cairo_restore(cairo)
    }
}
