public import DocumentCheck

/// Looks into a PDF for what no kiosk prints, and for the marks on its pages. It trusts nothing in it, and is still
/// only to be run where it may fail: in a process that was locked into a `Sandbox` before.
public enum DocumentInspector {
    /// Longer documents are not looked at.
    public static let maximumSize = 8 << 20

    /// What there is to say of a document.
    public static func inspect(_ bytes: UnsafeRawBufferPointer) -> DocumentReport {
        guard bytes.count <= maximumSize else { return DocumentReport(faults: [.excessive]) }
        var report = DocumentReport()
        do throws(DocumentFault) {
            let file = try PDFFile(bytes)
            try inspect(file, into: &report)
            if file.hasStumbled { report.faults.insert(.damaged) }
        } catch {
            report.faults.insert(error)
        }
        return report
    }

    private static func inspect(_ file: PDFFile, into report: inout DocumentReport) throws(DocumentFault) {
        var parts = PartsInspection()
        try file.forEachObject { (object) throws(DocumentFault) in try parts.inspect(object) }
        guard let catalog = file.trailer["/Root"] else { throw .damaged }
        parts.inspect(catalog: catalog)
        let pages = try file.pageCount()
        guard pages <= DocumentReport.maximumPages else { throw .excessive }
        report.pages = pages
        for index in 0..<pages {
            let page = file.page(index)
            parts.inspect(page: page)
            var reader = TextReader()
            do throws(DocumentFault) {
                try reader.read(page: page)
            } catch {
                parts.faults.insert(error)
            }
            // White space is how a line is set, and no part of what it says.
            let text = reader.text.filter { !$0.properties.isWhitespace }
            report.marks.append(Array(IssuanceMark.marks(in: text).prefix(DocumentReport.maximumMarksOnPage)))
        }
        report.faults.formUnion(parts.faults)
    }
}
