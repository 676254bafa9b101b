/// How large a JSON text may be. Each reader names its own: what is beyond it is a fault or an attack.
public struct JSONBounds: Hashable, Sendable {
    /// Of the whole text, in bytes.
    public var length: Int
    /// How many values lie inside one another: a number has depth 1, a list of numbers 2. It keeps foreign nesting
    /// off the stack.
    public var depth: Int
    /// Of all values together, the outermost one, objects and arrays included; names of members are not counted.
    public var values: Int
    /// Of the members of one object, and of the elements of one array.
    public var count: Int
    /// Of one string or member's name in UTF-8 bytes, escapes resolved.
    public var text: Int

    /// Bounds that all hold at once.
    ///
    /// - Parameters:
    ///   - count: unless given, as many as `values` allows.
    ///   - text: unless given, as long as `length` allows.
    public init(length: Int, depth: Int, values: Int, count: Int? = nil, text: Int? = nil) {
        self.length = length
        self.depth = depth
        self.values = values
        self.count = count ?? values
        self.text = text ?? length
    }
}
