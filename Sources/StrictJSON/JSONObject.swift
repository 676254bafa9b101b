public import LockedMemory

/// The members of one JSON object, read one by one with the caller's bounds.
///
/// Lies in the buffer that it was read from, and is good for as long as that is lent.
public struct JSONObject {
    private let buffer: UnsafeRawBufferPointer
    /// The members by name.
    public let members: [String: JSONValue]
    private let path: String

    /// Reads a text that is one object.
    ///
    /// - Throws: ``JSONError/malformed``; `shape("$")` when it is no object.
    public init(_ buffer: UnsafeRawBufferPointer, within bounds: JSONBounds) throws(JSONError) {
        try self.init(try JSONReader.read(buffer, within: bounds), in: buffer, path: "$")
    }

    /// - Parameter path: names the object in errors; `$` is the whole text.
    private init(_ value: JSONValue, in buffer: UnsafeRawBufferPointer, path: String) throws(JSONError) {
        guard case .object(let members) = value else { throw .shape(path) }
        self.buffer = buffer
        self.members = members
        self.path = path
    }

    /// Whether there is a member of this name.
    public func has(_ name: String) -> Bool { member(name) != nil }

    /// The error for the member of this name, for a check that only the caller can make.
    public func wrong(_ name: String) -> JSONError { .shape("\(path).\(name)") }

    // MARK: Single values

    /// A whole number, written without fraction and exponent.
    public func integer(_ name: String, in bounds: ClosedRange<Int>) throws(JSONError) -> Int {
        guard case .integer(let value)? = member(name), bounds.contains(value) else { throw wrong(name) }
        return value
    }

    /// A text of at most `length` bytes of UTF-8.
    public func string(_ name: String, atMost length: Int) throws(JSONError) -> String {
        String(decoding: try bytes(name, atMost: length), as: UTF8.self)
    }

    /// The UTF-8 of a text, at most `length` bytes.
    public func bytes(_ name: String, atMost length: Int) throws(JSONError) -> [UInt8] {
        try text(name, 0...length).bytes(in: buffer)
    }

    /// A text that `read` understands.
    public func value<Value>(
        _ name: String, atMost length: Int, _ read: (String) -> Value?
    ) throws(JSONError) -> Value {
        guard let value = read(try string(name, atMost: length)) else { throw wrong(name) }
        return value
    }

    /// A text of 1 to `length` bytes of UTF-8 that goes from the buffer into locked memory and nowhere else.
    public func secret(_ name: String, atMost length: Int) throws(JSONError) -> LockedBytes {
        try text(name, 1...length).locked(in: buffer)
    }

    // MARK: Objects and lists

    /// An object in this one.
    public func object(_ name: String) throws(JSONError) -> JSONObject {
        guard let value = member(name) else { throw wrong(name) }
        return try JSONObject(value, in: buffer, path: "\(path).\(name)")
    }

    /// A list of objects.
    public func objects(_ name: String, count bounds: ClosedRange<Int>) throws(JSONError) -> [JSONObject] {
        var objects: [JSONObject] = []
        for (index, element) in try array(name, count: bounds).enumerated() {
            objects.append(try JSONObject(element, in: buffer, path: "\(path).\(name)[\(index)]"))
        }
        return objects
    }

    /// A list of texts, each written in at most `length` bytes: escapes count as they stand.
    public func strings(
        _ name: String, count bounds: ClosedRange<Int>, atMost length: Int
    ) throws(JSONError) -> [String] {
        var strings: [String] = []
        for element in try array(name, count: bounds) {
            guard case .text(let text) = element, text.range.count <= length else { throw wrong(name) }
            strings.append(try text.string(in: buffer))
        }
        return strings
    }

    private func array(_ name: String, count bounds: ClosedRange<Int>) throws(JSONError) -> [JSONValue] {
        guard case .array(let elements)? = member(name), bounds.contains(elements.count) else { throw wrong(name) }
        return elements
    }

    private func text(_ name: String, _ length: ClosedRange<Int>) throws(JSONError) -> JSONText {
        guard case .text(let text)? = member(name), length.contains(text.count) else { throw wrong(name) }
        return text
    }

    /// Names are compared byte by byte. Swift takes U+212A, the Kelvin sign, for the letter K, as Unicode says, and
    /// no other reader does.
    private func member(_ name: String) -> JSONValue? {
        guard let index = members.index(forKey: name), members[index].key.utf8.elementsEqual(name.utf8) else {
            return nil
        }
        return members[index].value
    }
}
