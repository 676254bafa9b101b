internal import CQPDF
internal import DocumentCheck
internal import Glibc

/// A PDF as qpdf reads it: strictly, repairing nothing. It is read in memory that the caller keeps.
final class PDFFile {
    private var handle: qpdf_data?

    /// - Throws: `damaged` or `encrypted`.
    init(_ bytes: UnsafeRawBufferPointer) throws(DocumentFault) {
        handle = qpdf_init()
        qpdf_silence_errors(handle)
        qpdf_set_suppress_warnings(handle, 1)
        qpdf_set_attempt_recovery(handle, 0)
        let start = bytes.bindMemory(to: CChar.self).baseAddress
        let code = qpdf_read_memory(handle, "document", start, UInt64(bytes.count), nil)
        // Without a password, reading an encrypted one fails, or succeeds where the user's password is empty.
        let isEncrypted = code & (1 << 1) != 0 ? lastErrorIsPassword : qpdf_is_encrypted(handle) != 0
        guard !isEncrypted else { throw .encrypted }
        guard code & (1 << 1) == 0 else { throw .damaged }
    }

    deinit { qpdf_cleanup(&handle) }

    private var lastErrorIsPassword: Bool {
        guard let error = qpdf_get_error(handle) else { return false }
        return qpdf_get_error_code(handle, error) == qpdf_e_password
    }

    /// Whether qpdf stumbled over anything so far.
    var hasStumbled: Bool { qpdf_has_error(handle) != 0 || qpdf_more_warnings(handle) != 0 }

    var trailer: PDFObject { PDFObject(file: self, qpdf_get_trailer(handle)) }

    /// - Throws: `damaged` for a tree of pages that cannot be walked.
    func pageCount() throws(DocumentFault) -> Int {
        // Pages inherit some attributes from the nodes above them; from now on each page has its own.
        guard qpdf_push_inherited_attributes_to_page(handle) & (1 << 1) == 0 else { throw .damaged }
        let count = qpdf_get_num_pages(handle)
        guard count >= 0 else { throw .damaged }
        return Int(count)
    }

    func page(_ index: Int) -> PDFObject { PDFObject(file: self, qpdf_get_page_n(handle, index)) }

    /// Every object that is referred to, however indirectly, with those in it.
    ///
    /// - Throws: `excessive`, or what `body` throws.
    func forEachObject(_ body: (PDFObject) throws(DocumentFault) -> Void) throws(DocumentFault) {
        var seen: Set<PDFObject.ID> = []
        var waiting: [(object: PDFObject, depth: Int)] = [(trailer, 0)]
        var count = 0
        while let (object, depth) = waiting.popLast() {
            if let id = object.id, !seen.insert(id).inserted { continue }
            count += 1
            guard count <= Bounds.objects, depth <= Bounds.depth else { throw .excessive }
            try body(object)
            let nested = object.isStream ? [object.dictionary] : object.elements
            guard waiting.count + nested.count <= Bounds.objects else { throw .excessive }
            // Depth is that of arrays and dictionaries within one object: references start anew.
            waiting += nested.map { ($0, $0.id == nil ? depth + 1 : 0) }
        }
    }

    fileprivate func with<Value>(_ body: (qpdf_data?) -> Value) -> Value { body(handle) }
}

/// What no certificate comes near.
enum Bounds {
    /// A household of nine takes a thousand.
    static let objects = 50_000
    static let depth = 32
    /// Bytes that all streams together unpack to.
    static let unpacked = 64 << 20
    /// Forms drawn within forms.
    static let nesting = 8
    /// Characters on a page, and tokens in its content.
    static let characters = 100_000
    static let tokens = 4_000_000
    /// Dots of a picture: A4 at 600 dpi, twice.
    static let dots = 70_000_000
}

/// One of its objects. What is asked of an object of another kind is empty or nil.
struct PDFObject {
    struct ID: Hashable {
        var number: Int32
        var generation: Int32
    }

    private let file: PDFFile
    private let handle: qpdf_oh

    fileprivate init(file: PDFFile, _ handle: qpdf_oh) {
        self.file = file
        self.handle = handle
    }

    /// Its number, where it has one of its own.
    var id: ID? {
        file.with { qpdf in
            let number = qpdf_oh_get_object_id(qpdf, handle)
            return number == 0 ? nil : ID(number: number, generation: qpdf_oh_get_generation(qpdf, handle))
        }
    }

    var isNull: Bool { file.with { qpdf_oh_is_initialized($0, handle) == 0 || qpdf_oh_is_null($0, handle) != 0 } }
    var isDictionary: Bool { file.with { qpdf_oh_is_dictionary($0, handle) != 0 } }
    var isArray: Bool { file.with { qpdf_oh_is_array($0, handle) != 0 } }
    var isStream: Bool { file.with { qpdf_oh_is_stream($0, handle) != 0 } }
    var isString: Bool { file.with { qpdf_oh_is_string($0, handle) != 0 } }

    /// A name, with its slash.
    var name: String? {
        file.with { qpdf in
            var value: UnsafePointer<CChar>?
            var length = 0
            guard qpdf_oh_get_value_as_name(qpdf, handle, &value, &length) != 0, let value else { return nil }
            return String(decoding: UnsafeRawBufferPointer(start: value, count: length), as: UTF8.self)
        }
    }

    var number: Double? {
        file.with { qpdf in
            var value = 0.0
            return qpdf_oh_get_value_as_number(qpdf, handle, &value) != 0 ? value : nil
        }
    }

    /// The names of a dictionary's entries, with their slashes. Of a stream: of its dictionary's.
    var keys: [String] {
        guard isDictionary else { return isStream ? dictionary.keys : [] }
        return file.with { qpdf in
            var keys: [String] = []
            qpdf_oh_begin_dict_key_iter(qpdf, handle)
            while qpdf_oh_dict_more_keys(qpdf) != 0 {
                if let key = qpdf_oh_dict_next_key(qpdf) { keys.append(String(cString: key)) }
            }
            return keys
        }
    }

    subscript(key: String) -> PDFObject? {
        guard isDictionary else { return isStream ? dictionary[key] : nil }
        let value = PDFObject(file: file, file.with { qpdf_oh_get_key($0, handle, key) })
        return value.isNull ? nil : value
    }

    /// A stream's dictionary.
    var dictionary: PDFObject { PDFObject(file: file, file.with { qpdf_oh_get_dict($0, handle) }) }

    /// What is in an array, or in a dictionary.
    var elements: [PDFObject] {
        if isDictionary { return keys.compactMap { self[$0] } }
        guard isArray else { return [] }
        return file.with { qpdf in
            (0..<qpdf_oh_get_array_n_items(qpdf, handle)).map {
                PDFObject(file: file, qpdf_oh_get_array_item(qpdf, handle, $0))
            }
        }
    }

    /// A stream's bytes, unpacked as far as its filters lose nothing; pictures in JPEG stay packed.
    func data() throws(DocumentFault) -> [UInt8] {
        try take { qpdf, bytes, length in
            qpdf_oh_get_stream_data(qpdf, handle, qpdf_dl_generalized, nil, bytes, length)
        }
    }

    /// A page's content, its streams one after the other.
    func content() throws(DocumentFault) -> [UInt8] {
        try take { qpdf, bytes, length in qpdf_oh_get_page_content_data(qpdf, handle, bytes, length) }
    }

    private func take(
        _ get: (qpdf_data?, UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>, UnsafeMutablePointer<Int>) -> Int32
    ) throws(DocumentFault) -> [UInt8] {
        var bytes: UnsafeMutablePointer<UInt8>?
        var length = 0
        let code = file.with { get($0, &bytes, &length) }
        defer { free(bytes) }
        guard code & (1 << 1) == 0 else { throw .damaged }
        return Array(UnsafeBufferPointer(start: bytes, count: length))
    }
}
