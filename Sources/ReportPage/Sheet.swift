internal import CPango

/// A page of A4 under construction. Lengths and places are points from its top left corner.
final class Sheet {
    /// ISO 216.
    static let width = 210 / 25.4 * 72
    static let height = 297 / 25.4 * 72
    /// No printer leaves this much white.
    static let margin = 40.0
    static let bottom = height - margin

    private final class Sink {
        var bytes: [UInt8] = []
    }

    private let sink = Sink()
    private let surface: OpaquePointer
    let cairo: OpaquePointer

    init(title: String, at time: String) throws(ReportPage.Failure) {
        let surface = cairo_pdf_surface_create_for_stream(
            { closure, data, length in
                guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
                let sink = Unmanaged<Sink>.fromOpaque(closure).takeUnretainedValue()
                sink.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
                return CAIRO_STATUS_SUCCESS
            }, Unmanaged.passUnretained(sink).toOpaque(), Self.width, Self.height)
        guard let surface, let cairo = cairo_create(surface) else {
            throw ReportPage.Failure(status: CAIRO_STATUS_NO_MEMORY.rawValue)
        }
        self.surface = surface
        self.cairo = cairo
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, time)
    }

    deinit {
        cairo_destroy(cairo)
        cairo_surface_finish(surface)
        cairo_surface_destroy(surface)
    }

    /// Closes the PDF and gives its bytes.
    func finish() throws(ReportPage.Failure) -> [UInt8] {
        cairo_show_page(cairo)
        let drawn = cairo_status(cairo)
        cairo_surface_finish(surface)
        let written = cairo_surface_status(surface)
        for status in [drawn, written] where status != CAIRO_STATUS_SUCCESS {
            throw ReportPage.Failure(status: status.rawValue)
        }
        return sink.bytes
    }
}
