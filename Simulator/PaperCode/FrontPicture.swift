internal import CLZMA

/// A page's front in black and white, as it was set: 992 by 1403 dots, 120 to the inch. Neither the copy guard nor the
/// registration marks are in it.
public struct FrontPicture: Hashable, Sendable {
    /// Dots in a row, and rows.
    public static let width = PaperLayout.pictureWidth, height = PaperLayout.pictureHeight
    /// Bytes in a row: eight dots each.
    public static let stride = width / 8

    /// The rows from the top, the leftmost dot in the highest bit; 1 is black.
    public let rows: [UInt8]

    /// A picture of `stride * height` bytes.
    public init?(rows: [UInt8]) {
        guard rows.count == Self.stride * Self.height else { return nil }
        self.rows = rows
    }

    /// Whether a dot is black.
    public subscript(x: Int, y: Int) -> Bool { rows[y * Self.stride + x >> 3] >> (7 - x & 7) & 1 == 1 }

    /// Packed by LZMA with the settings below, without a header: a page of text takes five to seven thousand bytes.
    ///
    /// - Returns: nil where the library fails, or the picture does not become smaller.
    public func packed() -> [UInt8]? {
        var output = [UInt8](repeating: 0, count: rows.count)
        var length = 0
        let code = Self.withFilters {
            lzma_raw_buffer_encode($0, nil, rows, rows.count, &output, &length, output.count)
        }
        guard code == LZMA_OK else { return nil }
        return Array(output.prefix(length))
    }

    /// Unpacks a picture.
    ///
    /// - Returns: nil for anything that `packed` did not write.
    public init?(packed: [UInt8]) {
        var output = [UInt8](repeating: 0, count: Self.stride * Self.height)
        var place = 0
        var length = 0
        let capacity = output.count
        let code = Self.withFilters {
            lzma_raw_buffer_decode($0, nil, packed, &place, packed.count, &output, &length, capacity)
        }
        // Raw LZMA without an end marker may stop for want of output, with all of it there.
        guard code == LZMA_OK || code == LZMA_BUF_ERROR, length == capacity else { return nil }
        self.init(rows: output)
    }

    /// No assumption about bytes in fours or text: these are dots. A memory of its own size is enough to find each
    /// earlier letter again, and looking ahead a little takes a tenth off the size for some milliseconds.
    private static func withFilters<Answer>(_ body: ([lzma_filter]) -> Answer) -> Answer {
        var options = CLZMA_options(6)
        options.dict_size = 1 << 18
        options.lc = 0
        options.lp = 0
        options.pb = 0
        options.mf = LZMA_MF_HC3
        options.nice_len = 64
        options.depth = 8
        return withUnsafeMutablePointer(to: &options) { options in
            // LZMA2 knows its own end; LZMA1 does not.
            body([
                lzma_filter(id: CLZMA_LZMA2, options: options), lzma_filter(id: CLZMA_END, options: nil),
            ])
        }
    }
}
