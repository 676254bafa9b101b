internal import LockedMemory

/// The members of one JSON object, read with the contract's bounds. Members that nobody asks for are ignored.
struct JSONFields {
    private let buffer: UnsafeRawBufferPointer
    private let members: [String: JSONValue]
    private let path: String

    /// - Parameter path: names the object in errors; `$` is the whole answer.
    init(_ value: JSONValue, in buffer: UnsafeRawBufferPointer, path: String = "$") throws(CloudError) {
        guard case .object(let members) = value else { throw .malformed(.shape(path)) }
        self.buffer = buffer
        self.members = members
        self.path = path
    }

    /// Reads a whole answer.
    init(_ buffer: UnsafeRawBufferPointer) throws(CloudError) {
        let value: JSONValue
        do {
            value = try JSONReader.read(buffer)
        } catch {
            throw .malformed(.shape("$"))
        }
        try self.init(value, in: buffer)
    }

    func has(_ name: String) -> Bool { members[name] != nil }

    /// The error for the member of this name.
    func wrong(_ name: String) -> CloudError { .malformed(.shape("\(path).\(name)")) }

    func integer(_ name: String, in bounds: ClosedRange<Int>) throws(CloudError) -> Int {
        guard case .integer(let value)? = members[name], bounds.contains(value) else { throw wrong(name) }
        return value
    }

    /// A text of at most `length` bytes of UTF-8.
    func string(_ name: String, atMost length: Int) throws(CloudError) -> String {
        String(decoding: try bytes(name, atMost: length), as: UTF8.self)
    }

    /// A text that `read` understands.
    func value<Value>(_ name: String, atMost length: Int, _ read: (String) -> Value?) throws(CloudError) -> Value {
        guard let value = read(try string(name, atMost: length)) else { throw wrong(name) }
        return value
    }

    /// The bytes of a base64 text.
    func decoded(_ name: String, atMost length: Int) throws(CloudError) -> [UInt8] {
        guard let value = Base64.decode(try bytes(name, atMost: (length + 2) / 3 * 4)), value.count <= length else {
            throw wrong(name)
        }
        return value
    }

    /// A text of 1 to `length` bytes of UTF-8 that goes from the buffer into locked memory and nowhere else.
    func secret(_ name: String, atMost length: Int) throws(CloudError) -> LockedBytes {
        guard case .text(let text)? = members[name] else { throw wrong(name) }
        let copy = WipedBuffer(limit: length)
        try text.forEachByte(of: buffer, malformed: wrong(name)) { (byte) throws(CloudError) in
            guard copy.count < length else { throw wrong(name) }
            try copy.append(byte)
        }
        guard copy.count > 0 else { throw wrong(name) }
        return try copy.locked()
    }

    func object(_ name: String) throws(CloudError) -> JSONFields {
        guard let value = members[name] else { throw wrong(name) }
        return try JSONFields(value, in: buffer, path: "\(path).\(name)")
    }

    func objects(_ name: String, count bounds: ClosedRange<Int>) throws(CloudError) -> [JSONFields] {
        var objects: [JSONFields] = []
        for (index, element) in try array(name, count: bounds).enumerated() {
            objects.append(try JSONFields(element, in: buffer, path: "\(path).\(name)[\(index)]"))
        }
        return objects
    }

    func strings(_ name: String, count bounds: ClosedRange<Int>, atMost length: Int) throws(CloudError) -> [String] {
        var strings: [String] = []
        for element in try array(name, count: bounds) {
            guard case .text(let text) = element, text.range.count <= length else { throw wrong(name) }
            strings.append(String(decoding: try bytes(of: text, name), as: UTF8.self))
        }
        return strings
    }

    private func array(_ name: String, count bounds: ClosedRange<Int>) throws(CloudError) -> [JSONValue] {
        guard case .array(let elements)? = members[name], bounds.contains(elements.count) else { throw wrong(name) }
        return elements
    }

    private func bytes(_ name: String, atMost length: Int) throws(CloudError) -> [UInt8] {
        guard case .text(let text)? = members[name] else { throw wrong(name) }
        let bytes = try bytes(of: text, name)
        guard bytes.count <= length else { throw wrong(name) }
        return bytes
    }

    private func bytes(of text: JSONText, _ name: String) throws(CloudError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.range.count)
        try text.forEachByte(of: buffer, malformed: wrong(name)) { (byte) throws(CloudError) in bytes.append(byte) }
        return bytes
    }
}
