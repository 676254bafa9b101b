public import LockedMemory

/// A look at a document's first and last bytes, before any of it is sent. It tells a PDF from an error
/// page and a whole file from a cut one; whether it is the right document is not asked here.
public enum PDFOutline {
    /// 8 MiB: a certificate with embedded fonts has a tenth of that.
    public static let maximumSize = 8 << 20
    /// `%PDF-1.0`, a body and a trailer cannot be shorter.
    static let minimumSize = 64

    /// - Throws: ``PrintingError/notPDF`` or ``PrintingError/documentTooLarge``.
    public static func check(_ document: LockedBytes) throws(PrintingError) {
        guard document.count <= maximumSize else { throw .documentTooLarge }
        let isPDF = document.withBytes { bytes in
            guard bytes.count >= minimumSize else { return false }
            return bytes.starts(with: Array("%PDF-".utf8)) && endsAsPDF(bytes)
        }
        guard isPDF else { throw .notPDF }
    }

    /// `%%EOF` stands in the last line (ISO 32000-1 §7.5.5), which writers pad a little.
    private static func endsAsPDF(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let marker = Array("%%EOF".utf8)
        let end = UnsafeRawBufferPointer(rebasing: bytes.suffix(32))
        return (0...(end.count - marker.count)).contains { start in
            end[start..<(start + marker.count)].elementsEqual(marker)
        }
    }
}
