internal import CCUPS

/// One IPP request or answer (RFC 8010), freed with its owner. It stays on the thread that made it.
struct IPPMessage: ~Copyable {
    let pointer: OpaquePointer

    /// An empty message, to read an answer into.
    init() {
        pointer = ippNew()
    }

    /// A request to an IPP object in the kiosk's name. The user's name is fixed, so that it tells
    /// nothing and so that the kiosk may cancel what an earlier life of it sent.
    init(_ operation: ipp_op_t, to endpoint: IPPEndpoint) {
        pointer = ippNewRequest(operation)
        add("printer-uri", IPP_TAG_URI, endpoint.uri)
        add("requesting-user-name", IPP_TAG_NAME, "kiosk")
    }

    deinit {
        ippDelete(pointer)
    }

    /// The answer's status code (RFC 8011 §B.1).
    var status: Int32 { ippGetStatusCode(pointer).rawValue }

    /// Whether the request was done. Statuses below 0x0100 mean done, perhaps with something ignored.
    var isSuccess: Bool { (0..<0x0100).contains(status) }

    // MARK: Writing

    func add(_ name: String, _ tag: ipp_tag_t, _ value: String, in group: ipp_tag_t = IPP_TAG_OPERATION) {
        ippAddString(pointer, group, tag, name, nil, value)
    }

    func add(_ name: String, _ value: Int, in group: ipp_tag_t = IPP_TAG_OPERATION) {
        ippAddInteger(pointer, group, IPP_TAG_INTEGER, name, Int32(clamping: value))
    }

    func add(_ name: String, _ value: Bool) {
        ippAddBoolean(pointer, IPP_TAG_OPERATION, name, value ? 1 : 0)
    }

    func ask(for names: [String]) {
        guard let first = names.first else { return }
        var attribute = ippAddString(
            pointer, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", nil, first)
        for (index, name) in names.enumerated().dropFirst() {
            ippSetString(pointer, &attribute, Int32(index), name)
        }
    }

    // MARK: Reading

    /// The first integer or enum of an attribute of a group.
    func integer(_ name: String) -> Int? {
        integer(of: ippFindAttribute(pointer, name, IPP_TAG_ZERO))
    }

    /// The first boolean of an attribute.
    func boolean(_ name: String) -> Bool? {
        guard let attribute = ippFindAttribute(pointer, name, IPP_TAG_BOOLEAN) else { return nil }
        return ippGetBoolean(attribute, 0) != 0
    }

    /// The upper end of a range, such as `copies-supported`.
    func upperBound(_ name: String) -> Int? {
        guard let attribute = ippFindAttribute(pointer, name, IPP_TAG_RANGE) else { return nil }
        var upper: Int32 = 0
        _ = ippGetRange(attribute, 0, &upper)
        return Int(upper)
    }

    /// The strings of an attribute; nil if it is not there, or has no value. At most 256 of them.
    func strings(_ name: String) -> [String]? {
        strings(of: ippFindAttribute(pointer, name, IPP_TAG_ZERO))
    }

    /// Calls `body` with each attribute's name and value pointer, and with nil between two objects of a
    /// list (RFC 8011 §4.1.4: each job has a group of its own).
    func forEachAttribute(_ body: ((name: String, attribute: OpaquePointer)?) -> Void) {
        var attribute = ippFirstAttribute(pointer)
        while let current = attribute {
            if let name = ippGetName(current) {
                body((String(cString: name), current))
            } else {
                body(nil)
            }
            attribute = ippNextAttribute(pointer)
        }
    }

    func integer(of attribute: OpaquePointer?) -> Int? {
        guard let attribute else { return nil }
        let tag = ippGetValueTag(attribute)
        guard tag == IPP_TAG_INTEGER || tag == IPP_TAG_ENUM, ippGetCount(attribute) > 0 else { return nil }
        return Int(ippGetInteger(attribute, 0))
    }

    func strings(of attribute: OpaquePointer?) -> [String]? {
        guard let attribute else { return nil }
        let count = min(ippGetCount(attribute), 256)
        // An out-of-band value (`unknown`, `no-value`) gives no string.
        let values = (0..<max(0, count)).compactMap { index in
            ippGetString(attribute, index, nil).map { String(cString: $0) }
        }
        return values.isEmpty ? nil : values
    }
}
