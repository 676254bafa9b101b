internal import CQPDF

/// A paper as it comes out where pages are gathered from files that requests share.
enum SharedFiles {
    /// `paper` with its last sheet, front and back, taken from `other`; nil where either is no paper of whole sheets.
    static func gathered(_ paper: [UInt8], lastSheetOf other: [UInt8]) -> [UInt8]? {
        paper.withUnsafeBytes { paper in other.withUnsafeBytes { gathered(paper, $0) } }
    }

    // qpdf reads as it goes: the bytes stay in place until the new paper is written.
    private static func gathered(_ paper: UnsafeRawBufferPointer, _ other: UnsafeRawBufferPointer) -> [UInt8]? {
        var (target, source) = (qpdf_init(), qpdf_init())
        defer {
            qpdf_cleanup(&target)
            qpdf_cleanup(&source)
        }
        guard read(target, paper), read(source, other) else { return nil }
        let (own, others) = (qpdf_get_num_pages(target), qpdf_get_num_pages(source))
        guard own >= 2, others >= 2 else { return nil }
        for _ in 0..<2 {
            guard isFine(qpdf_remove_page(target, qpdf_get_page_n(target, Int(own) - 2))) else { return nil }
        }
        for index in Int(others) - 2..<Int(others) {
            guard isFine(qpdf_add_page(target, source, qpdf_get_page_n(source, index), QPDF_FALSE)) else { return nil }
        }
        guard isFine(qpdf_init_write_memory(target)) else { return nil }
        qpdf_set_deterministic_ID(target, QPDF_TRUE)
        guard isFine(qpdf_write(target)), let bytes = qpdf_get_buffer(target) else { return nil }
        return Array(UnsafeBufferPointer(start: bytes, count: qpdf_get_buffer_length(target)))
    }

    private static func read(_ file: qpdf_data?, _ bytes: UnsafeRawBufferPointer) -> Bool {
        qpdf_silence_errors(file)
        let start = bytes.bindMemory(to: CChar.self).baseAddress
        return isFine(qpdf_read_memory(file, "paper", start, UInt64(bytes.count), nil))
    }

    // The second bit says that there was an error (qpdf-c.h).
    private static func isFine(_ code: QPDF_ERROR_CODE) -> Bool { code & (1 << 1) == 0 }
}
