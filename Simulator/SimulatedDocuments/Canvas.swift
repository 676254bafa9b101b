internal import CPango
internal import SimulatedResidents

/// Paper to draw on: a PDF under construction, or a picture of one page. Lengths and places are millimetres from the
/// page's top left corner; line widths and type sizes are points.
final class Canvas {
    static let pointsPerMillimetre = 72 / 25.4

    /// How a line is drawn.
    struct Stroke {
        var width: Double
        var dotted = false

        /// The rules inside a form.
        static let hairline = Stroke(width: 0.3)
        /// A rule between two things that belong together.
        static let dotted = Stroke(width: 0.3, dotted: true)
        /// A form's outer frame.
        static let frame = Stroke(width: 1)
    }

    /// A colour of ink.
    struct Ink {
        var red: Double
        var green: Double
        var blue: Double

        static let black = Ink(red: 0, green: 0, blue: 0)
        static let gray = Ink(red: 0.4, green: 0.4, blue: 0.4)
        static let white = Ink(red: 1, green: 1, blue: 1)
        /// The vermilion (朱) of a Japanese seal.
        static let vermilion = Ink(red: 0.80, green: 0.16, blue: 0.11)
    }

    /// What Cairo has written so far.
    private final class Sink {
        var bytes: [UInt8] = []
    }

    /// Rules are not drawn thinner than this, in points: in a picture they must not fall between two rows of dots.
    private var thinnest = 0.0
    private let sink: Sink
    private let surface: OpaquePointer
    let cairo: OpaquePointer

    /// A PDF whose pages are of this size.
    init(width: Double, height: Double) throws(DocumentError) {
        let sink = Sink()
        // The surface writes into the sink until it is finished, which `finish` or `deinit` does; both hold the sink.
        let surface = cairo_pdf_surface_create_for_stream(
            { closure, data, length in
                guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
                let sink = Unmanaged<Sink>.fromOpaque(closure).takeUnretainedValue()
                sink.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
                return CAIRO_STATUS_SUCCESS
            },
            Unmanaged.passUnretained(sink).toOpaque(), width * Self.pointsPerMillimetre,
            height * Self.pointsPerMillimetre)
        guard let surface, let cairo = cairo_create(surface) else {
            throw DocumentError(.drawingFailed, status: CAIRO_STATUS_NO_MEMORY.rawValue)
        }
        self.sink = sink
        self.surface = surface
        self.cairo = cairo
        try check(cairo_status(cairo))
    }

    /// A picture of ink alone, eight bits a dot: 0 where there is none, 255 where the dot is covered.
    ///
    /// - Parameter resolution: in dots per inch.
    init(picture width: Int, _ height: Int, resolution: Double) throws(DocumentError) {
        guard let surface = cairo_image_surface_create(CAIRO_FORMAT_A8, Int32(width), Int32(height)),
            let cairo = cairo_create(surface)
        else { throw DocumentError(.drawingFailed, status: CAIRO_STATUS_NO_MEMORY.rawValue) }
        sink = Sink()
        self.surface = surface
        self.cairo = cairo
        cairo_scale(cairo, resolution / 72, resolution / 72)
        thinnest = 0.75 * 72 / resolution
        try check(cairo_status(cairo))
    }

    deinit {
        cairo_destroy(cairo)
        cairo_surface_finish(surface)
        cairo_surface_destroy(surface)
    }

    private func check(_ status: cairo_status_t) throws(DocumentError) {
        guard status == CAIRO_STATUS_SUCCESS else { throw DocumentError(.drawingFailed, status: status.rawValue) }
    }

    /// Writes the PDF's metadata. The time is the day's beginning in Japan: a clock would make each copy differ.
    func describe(title: String, createdOn date: CivilDate) throws(DocumentError) {
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "\(date)T00:00:00+09:00")
        try check(cairo_surface_status(surface))
    }

    func endPage() throws(DocumentError) {
        cairo_show_page(cairo)
        try check(cairo_status(cairo))
    }

    /// Lends the dots of a picture, row by row; `stride` bytes are a row.
    func withDots<Answer>(_ body: (_ dots: UnsafeBufferPointer<UInt8>, _ stride: Int) -> Answer) -> Answer {
        cairo_surface_flush(surface)
        let stride = Int(cairo_image_surface_get_stride(surface))
        let height = Int(cairo_image_surface_get_height(surface))
        return body(
            UnsafeBufferPointer(start: cairo_image_surface_get_data(surface), count: stride * height), stride)
    }

    /// Closes the PDF and gives its bytes.
    func finish() throws(DocumentError) -> [UInt8] {
        cairo_surface_finish(surface)
        try check(cairo_surface_status(surface))
        return sink.bytes
    }
}

extension Canvas {
    func use(_ ink: Ink) {
        cairo_set_source_rgb(cairo, ink.red, ink.green, ink.blue)
    }

    func line(from start: (x: Double, y: Double), to end: (x: Double, y: Double), _ stroke: Stroke = .hairline) {
        use(.black)
        cairo_move_to(cairo, start.x * Self.pointsPerMillimetre, start.y * Self.pointsPerMillimetre)
        cairo_line_to(cairo, end.x * Self.pointsPerMillimetre, end.y * Self.pointsPerMillimetre)
        apply(stroke)
    }

    func frame(_ box: Box, _ stroke: Stroke = .frame) {
        use(.black)
        let scale = Self.pointsPerMillimetre
        cairo_rectangle(cairo, box.x * scale, box.y * scale, box.width * scale, box.height * scale)
        apply(stroke)
    }

    /// Fills a rectangle.
    func fill(_ box: Box, _ ink: Ink = .black) {
        use(ink)
        let scale = Self.pointsPerMillimetre
        cairo_rectangle(cairo, box.x * scale, box.y * scale, box.width * scale, box.height * scale)
        cairo_fill(cairo)
    }

    private func apply(_ stroke: Stroke) {
        cairo_set_line_width(cairo, max(stroke.width, thinnest))
        if stroke.dotted {
            var dashes = [0.8, 1.4]
            cairo_set_dash(cairo, &dashes, Int32(dashes.count), 0)
        }
        cairo_stroke(cairo)
        cairo_set_dash(cairo, nil, 0, 0)
    }

    /// Draws a text whose first line's em box begins at `top`.
    func draw(_ text: TextBlock, x: Double, top: Double, ink: Ink = .black) {
        use(ink)
        text.forEachLine { line, baseline in
            cairo_move_to(cairo, x * Self.pointsPerMillimetre, (top + baseline) * Self.pointsPerMillimetre)
            pango_cairo_show_layout_line(cairo, line)
        }
    }
}

/// A rectangle in millimetres.
struct Box {
    var x: Double
    var y: Double
    var width: Double
    var height: Double

    var midX: Double { x + width / 2 }
    var midY: Double { y + height / 2 }
    var maxX: Double { x + width }
    var maxY: Double { y + height }

    func inset(x: Double, y: Double) -> Box {
        Box(x: self.x + x, y: self.y + y, width: width - 2 * x, height: height - 2 * y)
    }
}
